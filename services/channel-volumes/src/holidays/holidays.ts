import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Period, Province, type Text } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { type HolidayParameters, holidayParameters } from '../load/data-files.ts';

/** A day on which offices of a place are closed. */
export interface Holiday {
  /** A province; the whole country is the empty text. */
  readonly place: string;
  readonly day: string;
  readonly name: Text;
}

/** What the process that works them out is given. */
export interface HolidayTask {
  readonly years: readonly number[];
  readonly provinces: readonly string[];
  readonly parameters: HolidayParameters;
}

const parameters = holidayParameters();
/** What the years that are kept were worked out with: the package’s version and our own data. */
const edition = createHash('sha256')
  .update(readFileSync(new URL('../../package.json', import.meta.url)))
  .update(JSON.stringify(parameters))
  .digest('hex');
/** Beyond these the rules say nothing sensible; no office counted anybody then. */
const [earliest, latest] = [1900, 2100];
const kept = new WeakMap<Queryable, Set<number>>();
let last: Promise<void> = Promise.resolve();

/**
 * Makes sure that the table has the holidays of all days asked about. Years are worked out when they are first needed,
 * one asker after the other so that no two do the same, and again by a new edition.
 */
export async function ensureHolidays(db: Queryable, { from, to }: Period): Promise<void> {
  const known = kept.get(db) ?? new Set<number>();
  kept.set(db, known);
  const unknown: number[] = [];
  for (let year = Math.max(Number(from.slice(0, 4)), earliest); year <= Math.min(Number(to.slice(0, 4)), latest); year += 1)
    if (!known.has(year)) unknown.push(year);
  if (!unknown.length) return;
  const fill = async (): Promise<void> => {
    await fillYears(db, unknown);
    for (const year of unknown) known.add(year);
  };
  last = last.then(fill, fill);
  await last;
}

async function fillYears(db: Queryable, years: readonly number[]): Promise<void> {
  const { rows } = await sql<{ year: number }>`
    select year from unnest(${[...years]}::int[]) asked (year) where not exists (select from holiday_year kept where kept.year = asked.year and kept.edition = ${edition})`.execute(
    db,
  );
  const missing = rows.map(({ year }) => year);
  if (missing.length) await insertHolidays(db, missing, await calculate(missing));
}

/** One statement, so all or nothing; two at once write the same. */
async function insertHolidays(db: Queryable, years: readonly number[], holidays: readonly Holiday[]): Promise<void> {
  await sql`
    with gone as (delete from holiday where extract(year from day) = any(${[...years]}::int[]) and (place, day) not in (select place, day from jsonb_to_recordset(${JSON.stringify(holidays)}::jsonb) as new (place text, day date))),
    kept as (insert into holiday_year (year, edition) select unnest(${[...years]}::int[]), ${edition} on conflict (year) do update set edition = excluded.edition)
    insert into holiday (place, day, name) select place, day, name from jsonb_to_recordset(${JSON.stringify(holidays)}::jsonb) as new (place text, day date, name jsonb)
    on conflict (place, day) do update set name = excluded.name`.execute(db);
}

function calculate(years: readonly number[]): Promise<Holiday[]> {
  const task: HolidayTask = { years, provinces: Province.options, parameters };
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./calculate.ts', import.meta.url));
    child.once('message', (holidays: Holiday[]) => resolve(holidays));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`holidays were not worked out, exit code ${code}`)));
    child.send(task);
  });
}

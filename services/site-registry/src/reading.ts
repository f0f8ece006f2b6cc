import type { Quality } from '@csn/contracts';
import { type Axes, type Clock, type Page, Problem, type Queryable, type Read, readAxes, type Register } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';

type TimeQuery = { asOf?: string | undefined; knownAt?: string | undefined };

/** The axes of a page: those of the first page, so that all pages belong to one reading. */
export function axesOfPage(db: Queryable, clock: Clock, page: Page, query: TimeQuery): Promise<Axes> {
  return readAxes(db, clock, page.position ?? query);
}

/** One record of a register on the axes. @throws Problem not-found */
export async function findHeld<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  db: Queryable,
  id: string,
  axes: Axes,
): Promise<Read<Key, Content>> {
  const held = await register.find(db, id, axes);
  if (!held) throw new Problem('not-found');
  return held;
}

/** A page of every version of a record, in the order in which they were recorded. @throws Problem not-found */
export async function historyPage<Key extends string, Content extends object>(register: Register<Key, Content>, db: Queryable, id: string, page: Page) {
  const [revision, effectiveOn] = page.position?.after ?? [];
  const versions = await register.history(db, id, {
    after: page.position && { revision: Number(revision), effectiveOn: String(effectiveOn) },
    limit: page.limit + 1,
  });
  if (!versions.length && !page.position) throw new Problem('not-found');
  return page.end(versions, (version) => [version.revision, version.effectiveOn]);
}

/** A page of a register's records by their keys. */
export async function listHeld<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  db: Queryable,
  axes: Axes,
  conditions: readonly RawBuilder<unknown>[],
  page: Page,
): Promise<Read<Key, Content>[]> {
  const key = sql.ref(register.definition.key);
  const after = page.position ? [sql`${key} > ${page.position.after[0]}::text`] : [];
  const { rows } = await sql<Read<Key, Content>>`
    select * from ${register.at(axes)} held where ${sql.join([sql`true`, ...conditions, ...after], sql` and `)} order by ${key} limit ${page.limit + 1}`.execute(
    db,
  );
  return rows;
}

/** Only records of these qualities, of the table where the statement reads several; all without them. */
export function ofQuality(qualities: readonly Quality[] | undefined, table?: string): RawBuilder<boolean> {
  return qualities ? sql`${sql.ref(table ? `${table}.source` : 'source')}->>'quality' = any(${qualities}::text[])` : sql`true`;
}

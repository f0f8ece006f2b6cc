import type { Measure } from '@csn/contracts';
import { type CopyInto, copyRow, type Line, type Lines, type Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { checkEntry, type Findings, type Surroundings } from './check-entries.ts';
import type { SiteTimelines } from './entry-sites.ts';
import type { ProgressReport } from './progress.ts';
import type { Staged } from './queries.ts';

/** Made anew in each batch's own transaction and gone with it. Its texts are ordered as those of `entry`, so that both can be joined. */
const createTable = sql`
  create temporary table staged (
    measure text collate "C" not null, site_id text collate "C" not null, region text collate "C" not null,
    from_on date not null, to_on date not null, value bigint not null, basis text not null) on commit drop`;

export interface LineIntake {
  readonly lines: Lines;
  readonly entryOf: (line: Line) => unknown;
  readonly sitesFor: (entries: readonly unknown[]) => Promise<SiteTimelines>;
  readonly surroundings: Omit<Surroundings, 'sites'>;
  readonly copyInto: CopyInto;
  readonly progress: ProgressReport;
}

/** Reads the lines of a batch as they come, judges each and streams the good ones into a table, in constant memory. */
export async function stageLines(tx: Queryable, findings: Findings, intake: LineIntake): Promise<Staged> {
  await createTable.execute(tx);
  const copy = intake.copyInto('staged');
  const measures = new Set<Measure>();
  let [first, last] = ['9999-12-31', ''];
  let [received, count] = [0, 0];
  for await (const some of intake.lines) {
    const entries = some.map(intake.entryOf);
    const surroundings = { ...intake.surroundings, sites: await intake.sitesFor(entries) };
    let rows = '';
    for (const [index, entry] of entries.entries()) {
      const checked = checkEntry(entry, { line: some[index]!.line, pointer: '' }, surroundings, findings);
      if (!checked) continue;
      const { measure, siteId, region, from, to, value, basis } = checked;
      rows += copyRow([measure, siteId, region, from, to, value, basis]);
      count += 1;
      measures.add(measure);
      if (from < first) first = from;
      if (from > last) last = from;
    }
    received += some.length;
    if (rows) await copy.write(rows);
    await intake.progress.move(received, findings);
  }
  await copy.end();
  await intake.progress.move(received, findings, 'storing');
  // The database has not looked at the new table yet, and would plan for a handful of rows.
  await sql`analyze staged`.execute(tx);
  return { rows: sql`staged`, count, measures: [...measures], first, last };
}

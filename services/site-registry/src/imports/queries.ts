import type { ImportedRow, ImportedSite, Region } from '@csn/contracts';
import type { Database, Page, Queryable, Tx } from '@csn/service-kit';
import { sql } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Outcome } from './findings.ts';

export interface StagedRow {
  readonly line: number;
  readonly siteId: string;
  readonly row: ImportedSite;
  /** It came as columns, and is told by them. */
  readonly isFlat: boolean;
}

/** Made anew in each import's own transaction and gone with it. */
export async function createStaged(tx: Queryable): Promise<void> {
  await sql`create temporary table staged (line integer not null, site_id text collate "C" not null, row json not null, is_flat boolean not null) on commit drop`.execute(
    tx,
  );
}

/** Once all rows are in. */
export async function indexStaged(tx: Queryable): Promise<void> {
  await sql`create index on staged (site_id, line)`.execute(tx);
  await sql`analyze staged`.execute(tx);
}

/** Rows site by site, each site's by line. */
export async function listStaged(tx: Queryable, after: { siteId: string; line: number }, limit: number): Promise<StagedRow[]> {
  const { rows } = await sql<StagedRow>`
    select line, site_id as "siteId", row, is_flat as "isFlat" from staged where (site_id, line) > (${after.siteId}::text collate "C", ${after.line}::integer) order by site_id, line limit ${limit}`.execute(
    tx,
  );
  return rows;
}

/** The rows of one site from a line on. */
export async function listStagedFrom(tx: Queryable, siteId: string, line: number): Promise<StagedRow[]> {
  const { rows } = await sql<StagedRow>`
    select line, site_id as "siteId", row, is_flat as "isFlat" from staged where site_id = ${siteId} and line >= ${line}::integer order by line`.execute(tx);
  return rows;
}

/** Sites that are not closed on a day and that no row names; the first ones and how many there are. */
export async function findMissing(tx: Queryable, today: string, region: Region | null): Promise<{ count: number; siteIds: string[] }> {
  const { rows } = await sql<{ siteId: string; count: number }>`
    select site.site_id, (count(*) over ())::integer as count
    from site cross join lateral (select state, region from site_timeline held where held.site_id = site.site_id and held.effective_on <= ${today}::date order by effective_on desc limit 1) held
    where held.state <> 'closed' and (${region}::text is null or held.region = ${region}) and not exists (select from staged where staged.site_id = site.site_id)
    order by site.site_id limit 1000`.execute(tx);
  return { count: rows[0]?.count ?? 0, siteIds: rows.map(({ siteId }) => siteId) };
}

export interface RowOutcome {
  readonly line: number;
  readonly siteId: string;
  readonly outcome: Outcome;
  readonly revision: number;
}

export async function insertRows(tx: Queryable, importId: string, rows: readonly RowOutcome[]): Promise<void> {
  await sql`
    insert into site_import_row (import_id, line, site_id, outcome, revision)
    select ${importId}, * from unnest(${rows.map(({ line }) => line)}::integer[], ${rows.map(({ siteId }) => siteId)}::text[], ${rows.map(({ outcome }) => outcome)}::text[], ${rows.map(({ revision }) => revision)}::integer[])`.execute(
    tx,
  );
}

const reportColumns = ['importId', 'recordedAt', 'source', 'received', 'new', 'changed', 'unchanged', 'rejected', 'missing', 'missingSites', 'errors'] as const;

export async function insertImport(
  tx: Tx<Tables>,
  report: Omit<Tables['siteImport'], 'source' | 'missingSites' | 'errors'> & Record<'source' | 'missingSites' | 'errors', unknown>,
): Promise<void> {
  const json = {
    source: report.source && JSON.stringify(report.source),
    missingSites: JSON.stringify(report.missingSites),
    errors: JSON.stringify(report.errors),
  };
  await tx
    .insertInto('siteImport')
    .values({ ...report, ...json } as never)
    .execute();
}

export async function findImport(db: Database<Tables>, importId: string) {
  return db.selectFrom('siteImport').select(reportColumns).where('importId', '=', importId).executeTakeFirst();
}

export async function listRows(db: Database<Tables>, importId: string, outcome: Outcome | undefined, page: Page): Promise<ImportedRow[]> {
  return db
    .selectFrom('siteImportRow')
    .select(['line', 'siteId', 'outcome', 'revision'])
    .where('importId', '=', importId)
    .where('line', '>', Number(page.position?.after[0] ?? 0))
    .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome!))
    .orderBy('line')
    .limit(page.limit + 1)
    .execute();
}

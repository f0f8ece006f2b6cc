import { type Change, type Planned, Problem, takeRecordedAt, type Tx } from '@csn/service-kit';
import { isDeepStrictEqual } from 'node:util';
import { type LockedSite, lockSite, lockSites } from '../passport-extension/locking.ts';
import { reactivationsIn } from '../passport-extension/services.ts';
import { planSiteChange, writeChange } from '../sites/change-site.ts';
import { type SiteContent, siteRegister } from '../sites/register.ts';
import { changeData } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { faultsOfProblem, type Findings, type Outcome } from './findings.ts';
import { changeOf, dayOf, type ImportContext, OutsideRegion, planBeginning } from './plan-row.ts';
import { insertRows, listStaged, listStagedFrom, type RowOutcome, type StagedRow } from './queries.ts';
import { pointerOfColumn } from './rows.ts';

/** So many rows are worked out and stored at a time. */
const pageSize = 1000;

export interface Application {
  readonly importId: string;
  readonly context: ImportContext;
  readonly findings: Findings;
  /** Puts events into the feed at once. */
  readonly insertChanges: (changes: readonly Change[]) => Promise<void>;
}

/** A site as the rows before have left it; undefined: it does not exist. */
type Known = LockedSite | undefined;
/** What rows have done that is not stored yet. */
interface Batch {
  readonly planned: Planned<SiteContent>[];
  readonly rows: RowOutcome[];
  readonly changes: Change[];
}

/**
 * Applies the staged rows to the register, site by site, each site's rows in their order. From here on the register is
 * locked. What brings or undoes a reactivation of an outreach site comes last: the rule of the passport extension looks at
 * the other sites.
 */
export async function applyRows(tx: Tx<Tables>, application: Application): Promise<string> {
  const writesAt = await takeRecordedAt(tx);
  const reactivations = new Map<string, Reactivation>();
  let storing: Promise<void> = Promise.resolve();
  let last: Progress | undefined;
  for (let page = await readPage(tx, { siteId: '', line: 0 }); page;) {
    const batch: Batch = { planned: [], rows: [], changes: [] };
    for (const [siteId, rows] of page.bySite) {
      if (reactivations.has(siteId)) continue;
      // Of a site with more rows than a page holds, the ones before may not be stored yet.
      last = last?.siteId === siteId ? last : { siteId, known: page.sites.get(siteId), days: new Set() };
      const line = await planRows(tx, last, writesAt, rows, application, batch);
      if (line !== undefined) reactivations.set(siteId, { line, days: last.days });
    }
    await storing;
    // The next page is read before this one is stored, so that it can be worked out meanwhile.
    const next: Page | undefined = await readPage(tx, page.end);
    storing = store(tx, batch, application);
    storing.catch(() => undefined);
    page = next;
  }
  await storing;
  for (const [siteId, reactivation] of reactivations) await reactivate(tx, siteId, reactivation, application);
  return writesAt;
}

/** How far the rows of a site have been planned. */
interface Progress {
  readonly siteId: string;
  known: Known;
  /** Of the rows so far: a site has one row a day. */
  readonly days: Set<string>;
}
/** The line of a site from which on its rows wait, and the days of those before. */
interface Reactivation {
  readonly line: number;
  readonly days: Set<string>;
}
interface Page {
  readonly bySite: ReadonlyMap<string, readonly StagedRow[]>;
  readonly sites: ReadonlyMap<string, LockedSite>;
  readonly end: { readonly siteId: string; readonly line: number };
}

/** The last site of a page may have more rows: it waits for the next one, unless its rows alone fill a page. */
async function readPage(tx: Tx<Tables>, after: Page['end']): Promise<Page | undefined> {
  const rows = await listStaged(tx, after, pageSize);
  const last = rows.at(-1);
  if (!last) return undefined;
  const isWhole = rows.length < pageSize || rows[0]!.siteId === last.siteId;
  const taken = isWhole ? rows : rows.filter(({ siteId }) => siteId !== last.siteId);
  const bySite = Map.groupBy(taken, (row) => row.siteId);
  const { siteId, line } = taken.at(-1)!;
  return { bySite, sites: await lockSites(tx, [...bySite.keys()]), end: { siteId, line } };
}

/** Plans rows up to the first that brings or undoes a reactivation: gives its line. */
async function planRows(
  tx: Tx<Tables>,
  progress: Progress,
  writesAt: string,
  rows: readonly StagedRow[],
  application: Application,
  batch: Batch,
): Promise<number | undefined> {
  const { context, findings } = application;
  for (const staged of rows) {
    const { line, siteId, row } = staged;
    const { known } = progress;
    const day = dayOf(known?.subject, row, context.clock);
    try {
      claimDay(progress.days, day);
      const planned = known ? planSiteChange(known, await changeOf(tx, known, row, context)) : planBeginning(row, writesAt, context);
      if (known && !isDeepStrictEqual(reactivationsIn(known.subject.timeline), reactivationsIn(planned.timeline))) {
        progress.days.delete(day);
        return line;
      }
      record(batch, application, line, known, planned);
      const { revision, recordedAt, timeline } = planned;
      progress.known = { subject: { id: siteId, revision, recordedAt, writesAt, timeline }, extension: known?.extension };
    } catch (error) {
      rejectRow(findings, staged, error);
    }
  }
  return undefined;
}

function claimDay(days: Set<string>, day: string): void {
  if (days.has(day)) throw twice;
  days.add(day);
}

const twice = new Problem('duplicate-site', {
  faults: [
    {
      in: 'body',
      pointer: '/siteId',
      code: 'duplicate-site',
      detail: { en: 'the same site with the same day stands on an earlier line', fr: 'le même site avec le même jour figure à une ligne précédente' },
    },
  ],
});

function record({ planned: all, rows, changes }: Batch, { importId, findings }: Application, line: number, before: Known, planned: Planned<SiteContent>): void {
  const outcome: Outcome = !before ? 'new' : planned.versions.length ? 'changed' : 'unchanged';
  findings.count(outcome);
  rows.push({ line, siteId: planned.id, outcome, revision: planned.revision });
  if (outcome === 'unchanged') return;
  all.push(planned);
  changes.push(changeOfRow(importId, outcome, planned.id, planned.note.reason, changeData(planned.id, planned)));
}

function changeOfRow(importId: string, outcome: Outcome, siteId: string, reason: string | null, data: Record<string, unknown>): Change {
  return { type: outcome === 'new' ? 'site.created' : 'site.changed', subject: siteId, reason, data: { ...data, importId } };
}

async function store(tx: Tx<Tables>, { planned, rows, changes }: Batch, { importId, insertChanges }: Application): Promise<void> {
  await siteRegister.store(tx, planned);
  await insertRows(tx, importId, rows);
  await insertChanges(changes);
}

/** The rows of a site from a line on, one by one, as a caller would send them. */
async function reactivate(tx: Tx<Tables>, siteId: string, from: Reactivation, application: Application): Promise<void> {
  const { context, findings } = application;
  for (const staged of await listStagedFrom(tx, siteId, from.line)) {
    const site = (await lockSite(tx, siteId))!;
    try {
      claimDay(from.days, dayOf(site.subject, staged.row, context.clock));
      await applyRow(tx, site, staged, application);
    } catch (error) {
      rejectRow(findings, staged, error);
    }
  }
}

async function applyRow(tx: Tx<Tables>, site: LockedSite, { line, row }: StagedRow, application: Application): Promise<void> {
  const { context } = application;
  const batch: Batch = { planned: [], rows: [], changes: [] };
  const { written, decisions } = await writeChange(tx, site, { ...(await changeOf(tx, site, row, context)), limitKm: context.limitKm });
  record(batch, application, line, site, written);
  batch.changes.push(...decisions);
  // The site is stored already.
  return store(tx, { ...batch, planned: [] }, application);
}

/** What the register says of a row; one of columns is told by its columns. */
function rejectRow(findings: Findings, { line, isFlat }: StagedRow, error: unknown): void {
  if (error instanceof OutsideRegion) findings.outside.add(error.region);
  findings.reject(
    line,
    faultsOfProblem(error).map((fault) => ({ ...fault, pointer: isFlat ? pointerOfColumn(fault.pointer) : fault.pointer })),
  );
}

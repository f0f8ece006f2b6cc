import type { Fault, recordBatch, Source, Text } from '@csn/contracts';
import { invalidRequest, type KnownSites, type Queryable, type WriteRequest } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { checkEntries, Findings, type Surroundings } from './check-entries.ts';
import { createSiteLookup, findEntrySites } from './entry-sites.ts';
import { entryOfCsv, entryOfNdjson } from './line-entries.ts';
import { withNumbersAsWritten } from './numbers-as-written.ts';
import { type BatchHead, ProgressReport } from './progress.ts';
import { type Staged, stagedFrom } from './queries.ts';
import { stageLines } from './stage-lines.ts';

type Request = WriteRequest<typeof recordBatch, Tables>;

/** A batch that was read and judged. */
export interface Intake extends Disposable {
  readonly findings: Findings;
  /** The entries without fault. */
  readonly staged: Staged;
  /** To be called once its receipt is written, in the same transaction. */
  recorded(tx: Queryable): Promise<void>;
}

/** The entries of a JSON document. */
export async function intakeOfBody(knownSites: KnownSites, request: Request): Promise<Intake> {
  const { entries } = withNumbersAsWritten(request.body, request.rawBody.toString('utf8'));
  const sites = await findEntrySites(request.tx, knownSites, entries);
  const { good, findings } = checkEntries(entries, { sites, ...surroundingsOf(request) });
  return { findings, staged: stagedFrom(good), recorded: () => Promise.resolve(), [Symbol.dispose]: () => undefined };
}

/**
 * The entries of a file, as they come. `db` is apart from the batch's own transaction, whose connection is busy with them.
 * @throws Problem batch-exists
 */
export async function intakeOfLines(db: Queryable, knownSites: KnownSites, head: BatchHead, request: Request): Promise<Intake> {
  const { lines, lineType, copyInto, query, tx } = request;
  if (!lines || !copyInto) throw new Error('a body of lines comes with its streams');
  const progress = await ProgressReport.begin(db, tx, head);
  const findings = new Findings();
  try {
    const staged = await stageLines(tx, findings, {
      lines,
      copyInto,
      progress,
      entryOf: lineType === 'csv' ? (line) => entryOfCsv(line, query.numbers ?? 'plain') : entryOfNdjson,
      sitesFor: createSiteLookup(db, knownSites),
      surroundings: surroundingsOf(request),
    });
    return { findings, staged, recorded: (own) => progress.end(own), [Symbol.dispose]: () => progress[Symbol.dispose]() };
  } catch (error) {
    progress[Symbol.dispose]();
    throw error;
  }
}

function surroundingsOf({ clock, caller, query }: Request): Omit<Surroundings, 'sites'> {
  return { today: (timeZone) => clock.today(timeZone), covers: (region) => caller.covers(region), takesClosed: query.override !== undefined };
}

const required: Text = { en: 'is required with CSV and NDJSON', fr: 'est requis avec le CSV et le NDJSON' };
const withLinesOnly: Text = {
  en: 'goes with CSV and NDJSON; a JSON body says it in `source`',
  fr: 'va avec le CSV et le NDJSON; un corps JSON le dit dans `source`',
};
const withCsvOnly: Text = { en: 'goes with CSV: JSON has numbers of its own', fr: 'va avec le CSV : le JSON a ses propres nombres' };

/** Where a batch comes from: the body says so, or of lines the query. @throws Problem invalid-request */
export function sourceOf({ body, lines, lineType, query }: Request): Source {
  const { document, sourceAsOf, quality, numbers } = query;
  const faults: Fault[] = [];
  const fault = (name: string, code: string, detail: Text): number => faults.push({ in: 'query', pointer: `/${name}`, code, detail });
  for (const [name, value] of Object.entries({ document, sourceAsOf, quality })) {
    if (lines && value === undefined) fault(name, 'required', required);
    if (!lines && value !== undefined) fault(name, 'not-together', withLinesOnly);
  }
  if (numbers !== undefined && lineType !== 'csv') fault('numbers', 'not-together', withCsvOnly);
  if (faults.length) throw invalidRequest(faults);
  return lines ? { document: document!, asOf: sourceAsOf!, quality: quality! } : body.source;
}

import { Day, type LineCode, Measure, measures, type Region, regionCodes } from '@csn/contracts';
import type { SiteTimelines } from './entry-sites.ts';
import { lineError, type StoredLineError } from './line-errors.ts';

/** An entry without fault. No place is the empty text. */
export interface CheckedEntry {
  readonly measure: Measure;
  readonly siteId: string;
  readonly region: Region | '';
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly basis: 'reported' | 'observed';
}
export interface Checked {
  readonly good: CheckedEntry[];
  /** The first faults; `rejected` counts the entries that have any. */
  readonly errors: StoredLineError[];
  readonly rejected: number;
  /** The regions (null: the whole country) of lines that the caller may not write. */
  readonly outside: ReadonlySet<Region | null>;
}
export interface Surroundings {
  readonly sites: SiteTimelines;
  /** Today's day in a time zone; nationally without one. */
  readonly today: (timeZone?: string) => string;
  readonly covers: (region: Region | null) => boolean;
}

const mostErrors = 1000;
const members = new Set(['measure', 'siteId', 'region', 'from', 'to', 'value']);

/** Judges each entry for itself: every fault of every line, and what is left without fault. */
export function checkEntries(entries: readonly unknown[], surroundings: Surroundings): Checked {
  const good: CheckedEntry[] = [];
  const errors: StoredLineError[] = [];
  const outside = new Set<Region | null>();
  const cells = new Set<string>();
  let rejected = 0;
  for (const [index, entry] of entries.entries()) {
    const faults: StoredLineError[] = [];
    const checked = checkEntry(entry, surroundings, outside, cells, (member, code) => faults.push(lineError(index + 1, `/entries/${index}${member}`, code)));
    if (checked && !faults.length) good.push(checked);
    else {
      rejected += 1;
      errors.push(...faults.slice(0, mostErrors - errors.length));
    }
  }
  return { good, errors, rejected, outside };
}

type Report = (member: string, code: LineCode) => void;

function checkEntry(
  entry: unknown,
  { sites, today, covers }: Surroundings,
  outside: Set<Region | null>,
  cells: Set<string>,
  report: Report,
): CheckedEntry | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return void report('', 'malformed-line');
  const sent = entry as Readonly<Record<string, unknown>>;
  for (const member of Object.keys(sent)) if (!members.has(member)) report(`/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`, 'malformed-line');

  const measure = Measure.safeParse(sent.measure).data;
  if (measure === undefined) report('/measure', 'unknown-measure');
  const region = regionCodes.find((code) => code === sent.region);
  if (sent.region !== undefined && region === undefined) report('/region', 'unknown-region');
  const value = isCount(sent.value) ? sent.value : undefined;
  if (value === undefined) report('/value', 'invalid-value');

  const site = typeof sent.siteId === 'string' ? sites.get(sent.siteId) : undefined;
  const hasSite = sent.siteId !== undefined;
  if (hasSite && measure !== undefined && !measures[measure].hasSites) report('/siteId', 'measure-without-sites');
  else if (hasSite && !site) report('/siteId', 'unknown-site');

  const { from, to } = checkPeriod(sent, today(site?.timeZone), report);
  if (hasSite && from !== undefined && to !== undefined && from < to) report('/to', 'not-one-day');
  const siteOn = from === undefined ? undefined : site?.on(from);
  if (site && from !== undefined && !takesCounts(siteOn?.state)) report('/siteId', 'site-not-open');
  const siteRegion = siteOn?.region ?? site?.region;
  if (region !== undefined && siteRegion !== undefined && region !== siteRegion) report('/region', 'region-contradicts-site');

  // A place that is not known has no region: what is wrong with it was said already.
  const placeIsKnown = hasSite ? site !== undefined : sent.region === undefined || region !== undefined;
  const place = siteRegion ?? region ?? null;
  if (placeIsKnown && !covers(place)) {
    outside.add(place);
    report(hasSite ? '/siteId' : '/region', 'outside-region');
  }

  if (measure === undefined || from === undefined || to === undefined) return undefined;
  const checked: Omit<CheckedEntry, 'value'> = {
    measure,
    siteId: hasSite ? String(sent.siteId) : '',
    region: hasSite ? '' : (region ?? ''),
    from,
    to,
    basis: isObserved(measure, hasSite, region !== undefined, from === to) ? 'observed' : 'reported',
  };
  const cell = [checked.measure, checked.siteId, checked.region, from, to].join(' ');
  if (cells.has(cell)) report('', 'duplicate-entry');
  cells.add(cell);
  return value === undefined ? undefined : { ...checked, value };
}

function checkPeriod(sent: Readonly<Record<string, unknown>>, today: string, report: Report): { from: string | undefined; to: string | undefined } {
  const from = Day.safeParse(sent.from).data;
  const to = Day.safeParse(sent.to).data;
  if (from === undefined) report('/from', 'invalid-date');
  if (to === undefined) report('/to', 'invalid-date');
  if (from !== undefined && to !== undefined && from > to) report('/from', 'from-after-to');
  if (to !== undefined && to > today) report('/to', 'future-day');
  else if (from !== undefined && from > today) report('/from', 'future-day');
  return { from, to };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A count of one day where it was taken is observed; all else is a total that a document states. */
function isObserved(measure: Measure, hasSite: boolean, hasRegion: boolean, isOneDay: boolean): boolean {
  return hasSite || (!hasRegion && isOneDay && !measures[measure].hasSites);
}

/** A site takes counts unless it is closed, or not in the register yet on that day. */
function takesCounts(state: string | undefined): boolean {
  return state !== undefined && state !== 'closed';
}

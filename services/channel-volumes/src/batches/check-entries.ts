import { Day, type LineCode, type Measure, measureIds, measures, type Region, regionCodes } from '@csn/contracts';
import { Cells } from './cells.ts';
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
export interface Surroundings {
  readonly sites: SiteTimelines;
  /** Today's day in a time zone; nationally without one. */
  readonly today: (timeZone?: string) => string;
  readonly covers: (region: Region | null) => boolean;
  /** Counts of sites that were not open are kept, too: the caller gave a reason. */
  readonly takesClosed?: boolean;
}

/** What was found in the entries of a batch so far. */
export class Findings {
  /** The first faults. */
  readonly errors: StoredLineError[] = [];
  /** Entries that have any fault. */
  rejected = 0;
  /** The regions (null: the whole country) of lines that the caller may not write. */
  readonly outside = new Set<Region | null>();
  /** The cells of the entries without fault. */
  readonly cells = new Cells();

  reject(faults: readonly StoredLineError[]): void {
    this.rejected += 1;
    this.errors.push(...faults.slice(0, mostErrors - this.errors.length));
  }
}

const mostErrors = 1000;
const members = new Set(['measure', 'siteId', 'region', 'from', 'to', 'value']);

/** Judges the entries of a list: every fault of every entry, and what is left without fault, each cell once. */
export function checkEntries(entries: readonly unknown[], surroundings: Surroundings): { good: CheckedEntry[]; findings: Findings } {
  const good: CheckedEntry[] = [];
  const findings = new Findings();
  for (const [index, entry] of entries.entries()) {
    const checked = checkEntry(entry, { line: index + 1, pointer: `/entries/${index}` }, surroundings, findings);
    if (checked) good.push(checked);
  }
  return { good, findings };
}

/** Judges an entry by itself and by those before it; undefined if it has faults, which are among the findings then. */
export function checkEntry(entry: unknown, place: { line: number; pointer: string }, surroundings: Surroundings, findings: Findings): CheckedEntry | undefined {
  const faults: StoredLineError[] = [];
  const checked = judge(entry, surroundings, findings.outside, (member, code) => faults.push(lineError(place.line, place.pointer + member, code)));
  if (checked && !faults.length) {
    if (findings.cells.add(checked)) return checked;
    faults.push(lineError(place.line, place.pointer, 'duplicate-entry'));
  }
  findings.reject(faults);
  return undefined;
}

type Report = (member: string, code: LineCode) => void;

function judge(entry: unknown, surroundings: Surroundings, outside: Set<Region | null>, report: Report): CheckedEntry | undefined {
  const { sites, today, covers } = surroundings;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return void report('', 'malformed-line');
  const sent = entry as Readonly<Record<string, unknown>>;
  for (const member of Object.keys(sent)) if (!members.has(member)) report(`/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`, 'malformed-line');

  const measure = measureIds.find((id) => id === sent.measure);
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
  if (site && from !== undefined && !surroundings.takesClosed && !site.takesCounts(from)) report('/siteId', 'site-not-open');
  const siteRegion = siteOn?.region ?? site?.region;
  if (region !== undefined && siteRegion !== undefined && region !== siteRegion) report('/region', 'region-contradicts-site');

  // A place that is not known has no region: what is wrong with it was said already.
  const placeIsKnown = hasSite ? site !== undefined : sent.region === undefined || region !== undefined;
  const place = siteRegion ?? region ?? null;
  if (placeIsKnown && !covers(place)) {
    outside.add(place);
    report(hasSite ? '/siteId' : '/region', 'outside-region');
  }

  if (measure === undefined || from === undefined || to === undefined || value === undefined) return undefined;
  return {
    measure,
    siteId: hasSite ? String(sent.siteId) : '',
    region: hasSite ? '' : (region ?? ''),
    from,
    to,
    value,
    basis: isObserved(measure, hasSite, region !== undefined, from === to) ? 'observed' : 'reported',
  };
}

function checkPeriod(sent: Readonly<Record<string, unknown>>, today: string, report: Report): { from: string | undefined; to: string | undefined } {
  const from = dayIn(sent.from);
  const to = dayIn(sent.to);
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

/** Days come over and over again, so what was found of one is kept. */
const knownDays = new Set<string>();

function dayIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (knownDays.has(value)) return value;
  const day = Day.safeParse(value).data;
  if (day !== undefined && knownDays.size < 50_000) knownDays.add(day);
  return day;
}

import { type GroupKey, type Measure, measures, type NewEntry, type Period, type Quality, type Region, type SiteKind } from '@csn/contracts';

// What the summary is by its rules, from all rows in memory and by brute force: no totals, no windows, day by day.

export interface Place {
  readonly region: Region | null;
  readonly province: string | null;
  readonly kind: SiteKind | null;
}
export interface Revision {
  readonly entry: NewEntry;
  readonly batch: number;
  readonly quality: Quality;
  supersededBy: number | undefined;
}
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly groupBy: readonly GroupKey[];
  readonly measures: readonly Measure[];
  readonly regions: readonly Region[] | undefined;
  readonly siteIds: readonly string[] | undefined;
  readonly siteKinds: readonly SiteKind[] | undefined;
  readonly qualities: readonly Quality[] | undefined;
  /** The region of a caller that has one. */
  readonly ownRegion: Region | undefined;
}
export interface ModelRow {
  readonly keys: Readonly<Record<string, string | null | undefined>>;
  readonly value: bigint;
  readonly reported: bigint | null;
  readonly observed: bigint | null;
  readonly days: number;
  readonly complete: boolean;
  readonly newestBatch: number;
  readonly notes: readonly string[];
}
/** What decides whether rows can be compared. */
export interface ComparedRow extends ModelRow {
  readonly measures: readonly Measure[];
  readonly window: Period;
  readonly knownPart: Period;
  readonly workingDays: number;
  readonly knownDays: number;
}
/** On working days, in the years that are asked about. */
const holidays = new Set(
  `2020-04-10 2020-04-13 2020-05-18 2020-07-01 2020-08-03 2020-09-07 2020-10-12 2020-11-11 2020-12-25 2020-12-28 2021-01-01 2021-04-02 2021-04-05
  2021-05-24 2021-07-01 2021-08-02 2021-09-06 2021-09-30 2021-10-11 2021-11-11 2021-12-27 2021-12-28 2022-01-03 2022-04-15 2022-04-18 2022-05-23
  2022-07-01`.split(/\s+/),
);

/** Records a batch as the intake does: an equal value is no revision, another one supersedes. */
export function recordIn(
  ledger: Revision[],
  entries: readonly NewEntry[],
  batch: number,
  quality: Quality,
): { accepted: number; revised: number; unchanged: number } {
  const counts = { accepted: 0, revised: 0, unchanged: 0 };
  for (const entry of entries) {
    const before = ledger.find((one) => one.supersededBy === undefined && cellOf(one.entry) === cellOf(entry));
    counts[!before ? 'accepted' : before.entry.value === entry.value ? 'unchanged' : 'revised'] += 1;
    if (before?.entry.value === entry.value) continue;
    if (before) before.supersededBy = batch;
    ledger.push({ entry, batch, quality, supersededBy: undefined });
  }
  return counts;
}

export function cellOf({ measure, siteId, region, from, to }: NewEntry): string {
  return JSON.stringify([measure, siteId, region, from, to]);
}

/** The rows as they were known after a batch, in the order of the answer. */
export function summarizeIn(ledger: readonly Revision[], placeOf: (siteId: string, day: string) => Place, asked: Asked, batch: number): ComparedRow[] {
  const present = ledger.filter(
    (one) =>
      one.batch <= batch &&
      (one.supersededBy === undefined || one.supersededBy > batch) &&
      asked.measures.includes(one.entry.measure) &&
      (!asked.qualities || asked.qualities.includes(one.quality)),
  );
  // Each batch is a document of its own: what it revised, another document states.
  const othersOf = ({ entry, batch: number }: Revision): Revision[] =>
    ledger.filter(
      (one) =>
        one.batch < number &&
        cellOf(one.entry) === cellOf(entry) &&
        one.entry.value !== entry.value &&
        (!asked.qualities || asked.qualities.includes(one.quality)),
    );
  const windows = windowsIn(asked);
  const groups = new Map<string, Group>();
  const partOf = (window: Window, place: Place, siteId: string | null, measure: Measure): Part => {
    const shown = asked.groupBy.includes('measure') || asked.measures.length === 1 ? measure : null;
    const keys = { ...window.keys, ...placeKeys(asked.groupBy, place, siteId), measure: shown };
    const name = JSON.stringify([window.order, keys]);
    const group = groups.get(name) ?? { keys, window, byMeasure: new Map<Measure, Part>() };
    groups.set(name, group);
    const part = group.byMeasure.get(measure) ?? { observed: [], reported: undefined };
    group.byMeasure.set(measure, part);
    return part;
  };
  for (const one of present.filter(isObserved)) {
    const { measure, siteId, from: day } = one.entry;
    const window = windows.get(day);
    const place = siteId === undefined ? nowhere : placeOf(siteId, day);
    if (window && isWanted(asked, place, siteId)) partOf(window, place, siteId ?? null, measure).observed.push(one);
  }
  for (const one of present.filter((candidate) => !isObserved(candidate))) {
    const { measure, region, from, to } = one.entry;
    const window = windows.get(from);
    if (!window || window.days[0] !== from || window.days.at(-1) !== to || !standsFor(asked, measure, region)) continue;
    partOf(window, { ...nowhere, region: region ?? null }, null, measure).reported = one;
  }
  const known = new Map<string, Set<string>>();
  const knownKey = ({ window, keys }: Group, measure: Measure): string => [window.order, keys['region'], keys['province'], measure].join();
  for (const group of groups.values())
    for (const [measure, { observed }] of group.byMeasure) {
      const days = known.get(knownKey(group, measure)) ?? new Set<string>();
      for (const { entry } of observed) days.add(entry.from);
      known.set(knownKey(group, measure), days);
    }
  const sorted = new Map([...known].map(([key, days]) => [key, [...days].sort()]));
  return [...groups.values()]
    .sort((a, b) => compare(sortKeysOf(a, asked.groupBy), sortKeysOf(b, asked.groupBy)))
    .map((group) => rowOf(group, asked, othersOf, (measure) => sorted.get(knownKey(group, measure))!));
}

/** The windows of one measure or several on which a total lies, whether it covers exactly them or not. */
export function isOverlapped(ledger: readonly Revision[], { from, to }: Period, asked: Asked, measures: readonly Measure[], batch: number): boolean {
  return ledger.some(
    (one) =>
      one.batch <= batch &&
      (one.supersededBy === undefined || one.supersededBy > batch) &&
      !isObserved(one) &&
      measures.includes(one.entry.measure) &&
      (!asked.qualities || asked.qualities.includes(one.quality)) &&
      standsFor(asked, one.entry.measure, one.entry.region) &&
      one.entry.from <= to &&
      one.entry.to >= from,
  );
}

/** By period: the same few are asked about for every row. */
const workingDays = new Map<string, readonly string[]>();

/** At most a twentieth of the days may be missing, or one of four and more. */
export function lacksDays(one: Pick<ComparedRow, 'knownDays' | 'workingDays'>, other: Pick<ComparedRow, 'knownDays' | 'workingDays'>): boolean {
  const lacks = (a: typeof one, b: typeof one): boolean => {
    const expected = Math.floor((b.knownDays * a.workingDays) / b.workingDays);
    const missing = expected - a.knownDays;
    return missing > expected / 20 && !(missing === 1 && expected >= 4);
  };
  return one.knownDays / one.workingDays < other.knownDays / other.workingDays ? lacks(one, other) : lacks(other, one);
}

function isWorkingDay(day: string): boolean {
  return timesOf(day).weekday < 6 && !holidays.has(day);
}

export function workingDaysIn({ from, to }: Period): readonly string[] {
  const key = `${from} ${to}`;
  const days = workingDays.get(key) ?? daysFrom(from, to).filter(isWorkingDay);
  workingDays.set(key, days);
  return days;
}

interface Window {
  readonly order: number;
  readonly keys: Readonly<Record<string, string>>;
  readonly days: string[];
}
interface Part {
  readonly observed: Revision[];
  reported: Revision | undefined;
}
interface Group {
  readonly keys: Readonly<Record<string, string | null | undefined>>;
  readonly window: Window;
  readonly byMeasure: Map<Measure, Part>;
}
const nowhere: Place = { region: null, province: null, kind: null };

function rowOf(group: Group, asked: Asked, othersOf: (total: Revision) => Revision[], daysOf: (measure: Measure) => readonly string[]): ComparedRow {
  const window = { from: group.window.days[0]!, to: group.window.days.at(-1)! };
  const known = knownOf(group, window, daysOf);
  const parts = [...group.byMeasure.values()];
  const hidesBehindTotal = asked.ownRegion !== undefined && !asked.regions && !asked.groupBy.includes('region');
  const shown = parts.filter(({ observed, reported }) => observed.length && !(hidesBehindTotal && reported));
  const valued = parts.flatMap(({ observed, reported }) => (reported ? [reported] : observed));
  const reported = parts.every((part) => part.reported) ? sum(parts.map((part) => part.reported!)) : null;
  const observed = shown.length ? sum(shown.flatMap((part) => part.observed)) : null;
  const qualities = (['illustrative', 'measured', 'reported'] as const).filter((quality) => valued.some((one) => one.quality === quality));
  const notes = [
    ...(reported === null ? [] : parts.flatMap((part) => othersOf(part.reported!).map(() => 'other-source'))),
    ...(reported === null && parts.some((part) => part.reported) ? ['mixed-basis'] : []),
    ...(qualities.length > 1 ? ['mixed-quality'] : []),
    ...(hidesBehindTotal && observed !== null ? ['own-region-only'] : []),
    ...(reported === null && isPartial(window, known) ? ['partial-period'] : []),
    ...(reported !== null && observed !== null && reported !== observed ? ['observed-differs-from-reported'] : []),
  ];
  return {
    keys: group.keys,
    value: sum(valued),
    reported,
    observed,
    days: group.window.days.length,
    complete: parts.every((part) => part.reported || new Set(part.observed.map((one) => one.entry.from)).size === group.window.days.length),
    newestBatch: Math.max(...valued.filter((one) => one.quality === qualities[0]).map((one) => one.batch)),
    notes,
    measures: [...group.byMeasure.keys()].sort(),
    window,
    ...known,
  };
}

type KnownOfRow = Pick<ComparedRow, 'knownPart' | 'knownDays' | 'workingDays'>;

/** Closed days beyond the first and the last day with data are known as well; a row with a total is known as a whole. */
function knownOf({ byMeasure }: Group, window: Period, daysOf: (measure: Measure) => readonly string[]): KnownOfRow {
  const working = workingDaysIn(window);
  const observed = [...byMeasure].filter(([, part]) => !part.reported).map(([measure]) => daysOf(measure));
  const first = observed.map((days) => days[0]!).sort()[0]!;
  const last = observed
    .map((days) => days.at(-1)!)
    .sort()
    .at(-1)!;
  const isCut = observed.length === byMeasure.size;
  return {
    knownPart: {
      from: isCut && working[0]! < first ? first : window.from,
      to: isCut && working.at(-1)! > last ? last : window.to,
    },
    knownDays: Math.min(working.length, ...observed.map((days) => days.filter(isWorkingDay).length)),
    workingDays: working.length,
  };
}

function isPartial({ from, to }: Period, { knownPart, knownDays, workingDays }: KnownOfRow): boolean {
  if (knownPart.from !== from || knownPart.to !== to) return true;
  return workingDays > 0 && lacksDays({ knownDays, workingDays }, { knownDays: workingDays, workingDays });
}

function sum(revisions: readonly Revision[]): bigint {
  return revisions.reduce((total, { entry }) => total + BigInt(entry.value), 0n);
}

function isObserved({ entry }: Revision): boolean {
  return entry.siteId !== undefined || (entry.region === undefined && entry.from === entry.to && !measures[entry.measure].hasSites);
}

function isWanted({ regions, siteIds, siteKinds, ownRegion }: Asked, { region, kind }: Place, siteId: string | undefined): boolean {
  return (
    (!regions || (region !== null && regions.includes(region))) &&
    (!ownRegion || region === ownRegion) &&
    (!siteKinds || (kind !== null && siteKinds.includes(kind))) &&
    (!siteIds || (siteId !== undefined && siteIds.includes(siteId)))
  );
}

/** May a total of that region (undefined: the country's) stand for a row? */
function standsFor({ regions, siteIds, siteKinds, ownRegion, groupBy }: Asked, measure: Measure, region: Region | undefined): boolean {
  if (siteIds || siteKinds) return false;
  const isFiner = (['province', 'site-kind', 'site'] as const).some((key) => groupBy.includes(key));
  if (isFiner && measures[measure].hasSites) return false;
  if (!groupBy.includes('region')) return regions ? regions.length === 1 && region === regions[0] : region === undefined;
  if (region === undefined) return !regions && !measures[measure].hasSites;
  return !isFiner && (!regions || regions.includes(region)) && (!ownRegion || region === ownRegion);
}

function placeKeys(groupBy: readonly GroupKey[], place: Place, siteId: string | null): Record<string, string | null> {
  return {
    ...(groupBy.includes('region') && { region: place.region }),
    ...(groupBy.includes('province') && { province: place.province }),
    ...(groupBy.includes('site-kind') && { siteKind: place.kind }),
    ...(groupBy.includes('site') && { siteId }),
  };
}

function timeKeys(groupBy: readonly GroupKey[], day: string): Record<string, string> {
  const { week, fiscalQuarter, fiscalYear } = timesOf(day);
  return {
    ...(groupBy.includes('day') && { day }),
    ...(groupBy.includes('week') && { week }),
    ...(groupBy.includes('month') && { month: day.slice(0, 7) }),
    ...(groupBy.includes('fiscal-quarter') && { fiscalQuarter }),
    ...(groupBy.includes('fiscal-year') && { fiscalYear }),
  };
}

interface Times {
  readonly weekday: number;
  readonly week: string;
  readonly fiscalQuarter: string;
  readonly fiscalYear: string;
}
const worked = new Map<string, Times>();
/** Each day is worked out once: it is asked for thousands of times. */
function timesOf(day: string): Times {
  let times = worked.get(day);
  if (!times) {
    const date = Temporal.PlainDate.from(day);
    const year = date.month < 4 ? date.year - 1 : date.year;
    const fiscalYear = `${year}-${String((year + 1) % 100).padStart(2, '0')}`;
    const fiscalQuarter = `${fiscalYear}-Q${Math.floor(((date.month + 8) % 12) / 3) + 1}`;
    times = { weekday: date.dayOfWeek, week: `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`, fiscalQuarter, fiscalYear };
    worked.set(day, times);
  }
  return times;
}

/** The days of the period, each with the window that it lies in: one ends where any of the time keys changes. */
function windowsIn({ from, to, groupBy }: Asked): Map<string, Window> {
  const windows = new Map<string, Window>();
  let last: Window | undefined;
  for (const day of daysFrom(from, to)) {
    const keys = timeKeys(groupBy, day);
    if (!last || JSON.stringify(last.keys) !== JSON.stringify(keys)) last = { order: windows.size, keys, days: [] };
    last.days.push(day);
    windows.set(day, last);
  }
  return windows;
}

function sortKeysOf({ keys, window }: Group, groupBy: readonly GroupKey[]): (string | number)[] {
  const members: Partial<Record<GroupKey, string>> = { measure: 'measure', region: 'region', province: 'province', 'site-kind': 'siteKind', site: 'siteId' };
  return groupBy.map((key) => (members[key] ? (keys[members[key]] ?? '') : window.order));
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const index = a.findIndex((one, at) => one !== b[at]);
  return index < 0 ? 0 : a[index]! < b[index]! ? -1 : 1;
}

export function daysFrom(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day)) days.push(day);
  return days;
}

const following = new Map<string, string>();
function dayAfter(day: string): string {
  let next = following.get(day);
  if (next === undefined) {
    next = Temporal.PlainDate.from(day).add({ days: 1 }).toString();
    following.set(day, next);
  }
  return next;
}

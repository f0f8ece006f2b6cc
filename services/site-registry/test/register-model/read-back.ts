import type { TestAnswer } from '@csn/testing';
import { type Content, type Model, readingOf, type SiteModel, versionsOf } from './model.ts';
import { mustEqual } from './must.ts';
import type { Letter, Reading } from './sequences.ts';
import { todayIn } from './today.ts';

/** A site as the service tells it. */
export type Told = Record<string, unknown> & { siteId: string; asOf: string; knownAt: string; revision: number };
type Read = (path: string) => Promise<TestAnswer<unknown>>;
interface Expected {
  readonly model: Model;
  /** When something was recorded. */
  readonly instants: readonly number[];
  readonly place: { readonly lat: number; readonly lon: number };
  readonly idOf: (letter: Letter) => string;
}

export const instantOf = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const textOf = (instant: number): string => Temporal.Instant.fromEpochMilliseconds(instant).toString();

export async function compareHistory(read: Read, site: SiteModel): Promise<void> {
  const answer = await read(`/v1/sites/${site.id}/history?limit=500`);
  const { items } = answer.json() as { items: { recordedAt: string }[] };
  mustEqual(
    items.map((item) => ({ ...item, recordedAt: instantOf(item.recordedAt) })),
    versionsOf(site).map((version) => ({ siteId: site.id, ...version })),
  );
}

export async function compareSite(read: Read, { model, instants, idOf }: Expected, { letter, asOf, known }: Reading): Promise<void> {
  const siteId = idOf(letter);
  const knownAt = knownAtOf(instants, known);
  const answer = await read(`/v1/sites/${siteId}?${axes(asOf, knownAt)}`);
  const told = answer.status === 200 ? (answer.json() as Told) : undefined;
  const readAs = (on: string, at = knownAt ?? Infinity) => (model.has(siteId) ? readingOf(model, siteId, on, at) : undefined);
  // The day that it is where the site is, if none is asked for.
  const latest = readAs(asOf ?? todayIn('America/St_Johns'));
  const on = asOf ?? todayIn(latest?.timeZone);
  const expected = latest && readAs(on);
  mustEqual(told ?? answer.problem().code, expected ? { ...expected, asOf: on, knownAt: told?.knownAt } : 'not-found');
  if (!told) return;
  if (knownAt !== undefined) mustEqual(instantOf(told.knownAt), knownAt);
  // What was read can be asked again by what the answer says of itself.
  mustEqual(readAs(on, instantOf(told.knownAt)), expected);
}

/** The round's sites are the only ones in its part of the map. */
export async function compareList(read: Read, { model, instants, place: { lat, lon } }: Expected, { asOf, known, filter }: Reading): Promise<void> {
  const knownAt = knownAtOf(instants, known);
  const box = `bbox=${lon - 0.1},${lat - 0.1},${lon + 0.1},${lat + 0.3}&limit=500`;
  const answer = await read(`/v1/sites?${box}&${axes(asOf, knownAt)}&${new URLSearchParams(Object.entries(filter)).toString()}`);
  const on = asOf ?? todayIn();
  const { items, asOf: toldOn } = answer.json() as { items: unknown[]; asOf: string };
  const expected = [...model.keys()].toSorted().flatMap((siteId) => readingOf(model, siteId, on, knownAt ?? Infinity) ?? []);
  mustEqual([toldOn, items], [on, expected.filter((site) => isWanted(site, filter))]);
}

function isWanted(site: Content, { state = site.state, region = site.region, kind = site.kind, service }: Reading['filter']): boolean {
  return site.state === state && site.region === region && site.kind === kind && (service === undefined || site.services.includes(service));
}

/** A little before an instant, too; the latest without one. */
function knownAtOf(instants: readonly number[], known: Reading['known']): number | undefined {
  return known && instants.length ? instants[known.which % instants.length]! + known.milliseconds : undefined;
}

function axes(asOf: string | undefined, knownAt: number | undefined): string {
  return new URLSearchParams({ ...(asOf !== undefined && { asOf }), ...(knownAt !== undefined && { knownAt: textOf(knownAt) }) }).toString();
}

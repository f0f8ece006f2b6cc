import { type Fault, type ImportedSite, NewSite, type Region, type SiteState, type Source } from '@csn/contracts';
import { type Caller, type Clock, faultsOf, invalidRequest, parsing, type Planned, Problem, type Subject, type Tx } from '@csn/service-kit';
import { checkPlace, checkPlaces } from '../sites/agreement.ts';
import { checkStateChange } from '../sites/change-state.ts';
import { mergePatch } from '../sites/patch.ts';
import { type SiteContent, siteRegister } from '../sites/register.ts';
import { heldOn, ownSource, regionsFrom, todayAt } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';

/** What all rows of an import have in common. */
export interface ImportContext {
  readonly caller: Caller;
  readonly clock: Clock;
  /** Where the list comes from; undefined: each new site names the caller. */
  readonly source: Source | undefined;
  /** For rows that give no reason. */
  readonly reason: string;
  readonly limitKm: number;
}

/** A row of another region than the caller's. */
export class OutsideRegion extends Problem {
  readonly region: Region;
  constructor(caller: Caller, region: Region) {
    const detail = { en: 'lies outside the region of the caller', fr: 'est hors de la région de l’appelant' };
    super('outside-region', { values: caller.placesBeside(region), faults: [{ in: 'body', pointer: '/region', code: 'outside-region', detail }] });
    this.region = region;
  }
}

/** The day from which a row holds. */
export function dayOf(subject: Subject<SiteContent> | undefined, row: ImportedSite, clock: Clock): string {
  return row.effectiveOn ?? (subject ? todayAt(subject, clock) : clock.today(row.timeZone));
}

/** What a row would begin or change; nothing is written. @throws Problem what the register's rules say of it */
export async function planRow(
  tx: Tx<Tables>,
  subject: Subject<SiteContent> | undefined,
  writesAt: string,
  row: ImportedSite,
  context: ImportContext,
): Promise<Planned<SiteContent>> {
  const note = { effectiveOn: dayOf(subject, row, context.clock), actor: context.caller.client, reason: row.reason ?? context.reason };
  if (!subject) {
    const content = contentOfNew(row, note.effectiveOn, context);
    mustCover(context.caller, [content.region]);
    checkPlace(content);
    return siteRegister.planCreation(row.siteId, content, note, writesAt);
  }
  const { patch, state } = changeOf(subject, row, note.effectiveOn, context);
  const change = state ? { ...patch, ...(await checkStateChange(tx, subject, note.effectiveOn, state)) } : patch;
  const planned = siteRegister.planChange(subject, change, note);
  checkPlaces(planned);
  // A list that says nothing new is no source of what was known.
  return planned.versions.length && context.source ? siteRegister.planChange(subject, { ...change, source: context.source }, note) : planned;
}

/** The members that a row sets, and the state if it is another. @throws Problem outside-region */
export function changeOf(
  subject: Subject<SiteContent>,
  { siteId: _siteId, state, ...row }: ImportedSite,
  on: string,
  { caller }: Pick<ImportContext, 'caller'>,
): { patch: Partial<SiteContent>; state: SiteState | undefined } {
  mustCover(caller, regionsFrom(subject, on, row.region));
  const held = heldOn(subject, on);
  if (!held) return { patch: {}, state: undefined };
  const patch = mergePatch(held, { ...row, reason: '' });
  return { patch, state: state === held.state ? undefined : state };
}

function contentOfNew(
  { state = 'planned', siteId, effectiveOn: _on, reason: _reason, ...row }: ImportedSite,
  on: string,
  { caller, source }: ImportContext,
): SiteContent {
  const site = {
    siteId,
    ...row,
    ...(row.address && { address: withoutNull(row.address) }),
    ...(row.location && { location: withoutNull(row.location) }),
  };
  const parsed = NewSite.safeParse(site, parsing);
  if (!parsed.success) throw invalidRequest(faultsOf('body', parsed.error.issues).flatMap(eachMember));
  const { siteId: _id, source: _source, effectiveOn: _effectiveOn, reason: _because, ...content } = parsed.data;
  return { ...content, state, successor: null, source: source ?? ownSource(caller.client, on) };
}

/** A group that is missing lacks each of its members. */
function eachMember(fault: Fault): Fault[] {
  const required: Readonly<Record<string, readonly string[]>> = { '/name': ['en', 'fr'], '/address': ['city'], '/location': ['lat', 'lon'] };
  const missing = fault.code === 'required' ? required[fault.pointer] : undefined;
  return missing ? missing.map((member) => ({ ...fault, pointer: `${fault.pointer}/${member}` })) : [fault];
}

function withoutNull<Group extends object>(group: Group): object {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== null));
}

function mustCover(caller: Caller, regions: Iterable<Region>): void {
  for (const region of regions) if (!caller.covers(region)) throw new OutsideRegion(caller, region);
}

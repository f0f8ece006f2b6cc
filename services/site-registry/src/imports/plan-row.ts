import { type Fault, type ImportedSite, NewSite, type Region, SiteState, type Source } from '@csn/contracts';
import {
  type Caller,
  type Clock,
  faultsOf,
  heldOn as contentOn,
  invalidRequest,
  parsing,
  type Planned,
  Problem,
  type Queryable,
  type Subject,
} from '@csn/service-kit';
import type { LockedSite } from '../passport-extension/locking.ts';
import { checkServices, listedServices } from '../passport-extension/services.ts';
import { checkPlace } from '../sites/agreement.ts';
import type { SiteChange } from '../sites/change-site.ts';
import { checkStateChange } from '../sites/change-state.ts';
import { contentOf } from '../sites/patch.ts';
import { type SiteContent, siteRegister } from '../sites/register.ts';
import { heldOn, ownSource, regionsFrom, todayAt } from '../sites/timeline.ts';

/** What all rows of an import have in common. */
export interface ImportContext {
  readonly caller: Caller;
  readonly clock: Clock;
  /** Where the list comes from; undefined: what it says comes from the caller. */
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

/** What a row would begin; nothing is written. @throws Problem what the register's rules say of it */
export function planBeginning(row: ImportedSite, writesAt: string, context: ImportContext): Planned<SiteContent> {
  const note = noteOf(row, dayOf(undefined, row, context.clock), context);
  const content = contentOfNew(row, note.effectiveOn, context);
  mustCover(context.caller, [content.region]);
  checkPlace(content);
  return siteRegister.planCreation(row.siteId, content, note, writesAt);
}

/** What a row says of a site that there is. @throws Problem outside-region and what the rules say of its state and services */
export async function changeOf(tx: Queryable, { subject, extension }: LockedSite, row: ImportedSite, context: ImportContext): Promise<SiteChange> {
  const { siteId, state, ...members } = row;
  const on = dayOf(subject, row, context.clock);
  mustCover(context.caller, regionsFrom(subject, on, row.region));
  const note = noteOf(row, on, context);
  const source = context.source ?? ownSource(note.actor, on);
  const held = heldOn(subject, on);
  if (!held) return { patch: {}, note, source };
  const decision = extension && contentOn(extension.timeline, on);
  const services = row.services && listedServices(held, row.services, decision);
  if (services) checkServices(siteId, held, services, decision);
  const patch = contentOf({ ...members, ...(services && { services }), reason: note.reason });
  // A list may begin a site in any state.
  const states = state === undefined || state === held.state ? {} : await checkStateChange(tx, subject, on, state, SiteState.options);
  return { patch: { ...patch, ...states }, note, source };
}

function noteOf(row: ImportedSite, effectiveOn: string, { caller, reason }: ImportContext): SiteChange['note'] {
  return { effectiveOn, actor: caller.client, reason: row.reason ?? reason };
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
  return { ...content, state, successor: null, source: source ?? ownSource(caller.client, on), illustrativeMembers: [] };
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

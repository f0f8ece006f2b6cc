import type { Source } from '@csn/contracts';
import { type Change, type ChangeNote, type Consequences, heldOn, type Subject, type Tx, type Version } from '@csn/service-kit';
import type { SiteContent } from '../sites/register.ts';
import type { Tables } from '../tables.ts';
import { decideByPerson, decideByRule, type ExtensionContent } from './extension.ts';
import type { LockedSite } from './locking.ts';
import { findNearestOffice } from './queries.ts';
import { extensionRegister, isDecided, type StoredExtension, undecided } from './register.ts';
import { reactivationsIn } from './services.ts';

/** Who changes the site, from when and why, and by which distance the rule judges. */
export interface Decider {
  readonly note: ChangeNote & { readonly reason: string };
  readonly limitKm: number;
  readonly source: Source;
}
interface Decided {
  /** The decisions on the site, with the new ones. */
  readonly decisions: readonly Version<StoredExtension>[];
  /** For the change feed; none when a decision already stood. */
  readonly changes: readonly Change[];
}

/**
 * Decides on passport service at each reactivation that a change of a site brings, and withdraws the rule's decisions on
 * those that the change undoes; in the transaction that changes the site, by whoever has locked it. That lock holds the
 * recorded clock: register writes go one after the other, so no passport office can open unseen between the look and the
 * decision.
 */
export async function decideReactivations(
  tx: Tx<Tables>,
  { subject, extension }: LockedSite,
  timeline: readonly Version<SiteContent>[],
  decider: Decider,
): Promise<Decided> {
  const before = reactivationsIn(subject.timeline);
  const after = reactivationsIn(timeline);
  const brought = after.filter((day) => !before.includes(day));
  const undone = before.filter((day) => !after.includes(day));
  const changes: Change[] = [];
  let record = extension;
  for (const on of brought) {
    record ??= await beginRecord(tx, subject, decider);
    const standing = heldOn(record.timeline, on);
    const { location } = heldOn(timeline, on)!;
    const decided = decideByRule(await occasionOn(tx, on, location, standing, decider));
    const written = await extensionRegister.change(tx, record, decided, { ...decider.note, effectiveOn: on });
    if (written.versions.length) changes.push(extensionChange(subject.id, on, decided, decider.note.reason));
    record = { ...record, ...written };
  }
  for (const on of undone) {
    if (!record || !isOfRule(record, on)) continue;
    const written = extensionRegister.planChange(record, {}, { ...decider.note, effectiveOn: on }, withdrawnOn(on));
    await extensionRegister.store(tx, [written]);
    changes.push({ type: 'passport-extension.withdrawn', subject: subject.id, reason: decider.note.reason, data: { siteId: subject.id, effectiveOn: on } });
    record = { ...record, ...written };
  }
  return { decisions: record?.timeline ?? [], changes };
}

/** A person decides, in place of the rule also at the later reactivations of which it is known already. */
export async function decideInPerson(
  tx: Tx<Tables>,
  { subject, extension }: LockedSite,
  location: SiteContent['location'],
  decision: ExtensionContent['state'],
  decider: Decider,
): Promise<Decided> {
  const on = decider.note.effectiveOn;
  const record = extension ?? (await beginRecord(tx, subject, decider));
  const decided = decideByPerson(await occasionOn(tx, on, location, heldOn(record.timeline, on), decider), decision);
  const written = extensionRegister.planChange(record, decided, decider.note, (timeline) => {
    const later = timeline.filter(({ effectiveOn }) => effectiveOn > on);
    const next = later.findIndex(({ content }) => content.basis === 'override');
    return later.slice(0, next < 0 ? undefined : next).map((version) => ({ ...version, content: decided }));
  });
  await extensionRegister.store(tx, [written]);
  const changes = written.versions.length ? [extensionChange(subject.id, on, decided, decider.note.reason)] : [];
  return { decisions: written.timeline, changes };
}

/** The event that tells of a decision. */
export function extensionChange(siteId: string, effectiveOn: string, decided: ExtensionContent, reason: string): Change {
  return { type: 'passport-extension.decided', subject: siteId, reason, data: { siteId, effectiveOn, ...decided } };
}

/** The site's decision record, begun with the site; the site's own lock keeps others away. */
async function beginRecord(tx: Tx<Tables>, subject: Subject<SiteContent>, { note, limitKm, source }: Decider): Promise<Subject<StoredExtension>> {
  const start = subject.timeline[0]?.effectiveOn ?? note.effectiveOn;
  await extensionRegister.create(tx, subject.id, undecided(start, { limitKm, source }), { effectiveOn: start, actor: note.actor, reason: null });
  const record = await extensionRegister.lock(tx, subject.id);
  if (!record) throw new Error('the decision record that was just begun is not there');
  return record;
}

async function occasionOn(tx: Tx<Tables>, on: string, location: SiteContent['location'], held: StoredExtension | undefined, { limitKm, source }: Decider) {
  return { on, nearest: await findNearestOffice(tx, location, on), limitKm, standing: isDecided(held) ? held : undefined, source };
}

function isOfRule({ timeline }: Subject<StoredExtension>, on: string): boolean {
  const version = timeline.find(({ effectiveOn }) => effectiveOn === on);
  return isDecided(version?.content) && version.content.basis !== 'override';
}

/** What held before holds on, as if nothing had been decided: it sets no member, so it also follows what is decided for an earlier day. */
function withdrawnOn(on: string): Consequences<StoredExtension> {
  return (timeline) => {
    const before = timeline.findLast(({ effectiveOn }) => effectiveOn < on);
    return before ? [{ effectiveOn: on, content: before.content, members: [] }] : [];
  };
}

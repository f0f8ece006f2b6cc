import type { Source } from '@csn/contracts';
import { type Change, type Subject, type Tx } from '@csn/service-kit';
import type { SiteContent } from '../sites/register.ts';
import type { Tables } from '../tables.ts';
import { decideByPerson, decideByRule, type ExtensionContent, servicesUnder } from './extension.ts';
import { findNearestOffice } from './queries.ts';
import { extensionRegister, isDecided, type StoredExtension, undecided } from './register.ts';

/** A reactivation or a person's decision: which site, from when, by whom. */
interface Decider {
  readonly subject: Subject<SiteContent>;
  /** What the site holds on the day, before the change. */
  readonly site: SiteContent;
  readonly on: string;
  readonly limitKm: number;
  readonly actor: string;
  readonly reason: string;
  readonly source: Source;
  /** A person's decision; the rule decides without it. */
  readonly decision?: ExtensionContent['state'];
}
interface Decided {
  /** The site's services from that day on. */
  readonly services: string[];
  /** For the change feed; none when a decision already stood. */
  readonly change: Change | undefined;
}

/**
 * Decides on passport service and records the decision, in the transaction that changes the site; the caller has
 * locked the site and writes the services. That lock holds the recorded clock: register writes go one after the other,
 * so no passport office can open unseen between the look and the decision.
 */
export async function decideExtension(tx: Tx<Tables>, decider: Decider): Promise<Decided> {
  const {
    subject: { id: siteId },
    site,
    on,
    limitKm,
    actor,
    reason,
    source,
    decision,
  } = decider;
  const record = await lockRecord(tx, decider);
  const held = record.timeline.findLast((version) => version.effectiveOn <= on)?.content;
  const standing = isDecided(held) ? held : undefined;
  const occasion = { on, nearest: await findNearestOffice(tx, site.location, on), limitKm, standing, source };
  const decided = decision ? decideByPerson(occasion, decision) : decideByRule(occasion);
  const services = servicesUnder(site.services, decided, standing);
  const written = await extensionRegister.change(tx, record, decided, { effectiveOn: on, actor, reason });
  return { services, change: written.versions.length ? extensionChange(siteId, on, decided, reason) : undefined };
}

/** The site's decision record, begun with the site if there is none yet; the site's own lock keeps others away. */
async function lockRecord(tx: Tx<Tables>, { subject, on, actor, limitKm, source }: Decider): Promise<Subject<StoredExtension>> {
  const begun = await extensionRegister.lock(tx, subject.id);
  if (begun) return begun;
  const start = subject.timeline[0]?.effectiveOn ?? on;
  await extensionRegister.create(tx, subject.id, undecided(start, { limitKm, source }), { effectiveOn: start, actor, reason: null });
  const record = await extensionRegister.lock(tx, subject.id);
  if (!record) throw new Error('the decision record that was just begun is not there');
  return record;
}

/** The event that tells of a decision. */
export function extensionChange(siteId: string, effectiveOn: string, decided: ExtensionContent, reason: string): Change {
  return { type: 'passport-extension.decided', subject: siteId, reason, data: { siteId, effectiveOn, ...decided } };
}

import type { SiteState, Source } from '@csn/contracts';
import type { Change, ChangeNote, Subject, Tx, Written } from '@csn/service-kit';
import { decideExtension } from '../passport-extension/decide.ts';
import { checkClosing } from '../succession/closing.ts';
import type { Tables } from '../tables.ts';
import { checkPlaces } from './agreement.ts';
import { allowedTransitions, invalidTransition, type SiteContent, siteRegister } from './register.ts';
import { heldOn, stateBefore } from './timeline.ts';

interface StateChange {
  readonly subject: Subject<SiteContent>;
  readonly state: SiteState;
  /** Members that change with it. */
  readonly also?: Partial<SiteContent>;
  readonly note: ChangeNote & { readonly reason: string };
  readonly limitKm: number;
  readonly source: Source;
}

/** A reactivation of an outreach site, with which the rule of the passport extension comes. */
export function isOutreachReactivation(subject: Subject<SiteContent>, on: string, state: SiteState): boolean {
  return stateBefore(subject, on) === 'suspended' && state === 'open' && heldOn(subject, on)?.kind === 'scheduled-outreach';
}

/** What a change of state is, or the problem that forbids it. @throws Problem invalid-transition, closes-before-succession */
export async function checkStateChange(tx: Tx<Tables>, subject: Subject<SiteContent>, on: string, state: SiteState): Promise<Partial<SiteContent>> {
  const held = heldOn(subject, on);
  const before = stateBefore(subject, on);
  if (held && (held.state === state || before === state)) throw invalidTransition(on, held.state, state);
  // On other days the register looks at the whole timeline; before the first day there is nothing that it could look at.
  if (before && on === subject.timeline[0]?.effectiveOn && !allowedTransitions[before].includes(state)) throw invalidTransition(on, before, state);
  if (state === 'closed') await checkClosing(tx, subject.id, on);
  // In place of a closing on the same day, there is no successor either.
  return { state, ...(held?.successor && { successor: null }) };
}

/**
 * Changes the state of a locked site from a day on. A reactivated outreach site gets passport service in the same version,
 * unless a passport office is near; the decision comes as a change of its own.
 * @throws Problem invalid-transition, closes-before-succession, effective-before-start, region-mismatch, outside-canada
 */
export async function changeState(
  tx: Tx<Tables>,
  { subject, state, also, note, limitKm, source }: StateChange,
): Promise<{ written: Written<SiteContent>; decision: Change | undefined }> {
  const on = note.effectiveOn;
  const change = { ...also, ...(await checkStateChange(tx, subject, on, state)) };
  // What the register says of the change comes before the decision, which is written at once.
  checkPlaces(siteRegister.planChange(subject, change, note));
  const held = heldOn(subject, on);
  const extension =
    held && isOutreachReactivation(subject, on, state)
      ? await decideExtension(tx, { subject, site: { ...held, ...also }, on, limitKm, actor: note.actor, reason: note.reason, source })
      : undefined;
  const written = await siteRegister.change(tx, subject, { ...change, ...(extension && { services: extension.services }) }, note);
  return { written, decision: extension?.change };
}

import type { SiteState } from '@csn/contracts';
import type { Queryable, Subject } from '@csn/service-kit';
import { checkClosing } from '../succession/closing.ts';
import { allowedTransitions, invalidTransition, alreadySo, notSoAtFirst, type SiteContent } from './register.ts';
import { heldOn, stateBefore } from './timeline.ts';

/**
 * What a change of state is, or the problem that forbids it. Of two changes on one day the later known replaces the other:
 * so what counts is the day before, and on the first day how a site may begin. The state of the day before takes the
 * other change back.
 * @throws Problem invalid-transition, closes-before-succession
 */
export async function checkStateChange(
  tx: Queryable,
  subject: Subject<SiteContent>,
  on: string,
  state: SiteState,
  beginnings: readonly SiteState[] = ['planned', ...allowedTransitions.planned],
): Promise<Partial<SiteContent>> {
  const held = heldOn(subject, on);
  const before = stateBefore(subject, on);
  const allowed = (before ? [before, ...allowedTransitions[before]] : beginnings).filter((other) => other !== held?.state);
  if (held?.state === state) throw invalidTransition(on, state, allowed, alreadySo.onThatDay);
  // On other days the register looks at the whole timeline; before the first day there is nothing that it could look at.
  if (held && !before && !allowed.includes(state)) throw invalidTransition(on, state, allowed, notSoAtFirst);
  if (state === 'closed') await checkClosing(tx, subject.id, on);
  // In place of a closing on the same day, there is no successor either.
  return { state, ...(held?.successor && { successor: null }) };
}

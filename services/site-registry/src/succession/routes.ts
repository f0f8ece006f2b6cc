import { type Fault, succeedSite, type Text } from '@csn/contracts';
import { Problem, type ServiceApp, type Subject, type Tx } from '@csn/service-kit';
import { lockSite } from '../passport-extension/locking.ts';
import { writeChange } from '../sites/change-site.ts';
import { siteAfter } from '../sites/reading.ts';
import { alreadySo, invalidTransition, type SiteContent, siteRegister } from '../sites/register.ts';
import { changeData, heldOn, ownSource, regionsFrom, stateBefore, todayAt } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { checkClosing } from './closing.ts';
import { listSuccessors } from './queries.ts';

export function successionRoutes(app: ServiceApp<Tables>, settings: { proximityKm: number }): void {
  app.serve(succeedSite, async ({ tx, params: { siteId }, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    const site = await lockSite(tx, siteId);
    if (!site) throw new Problem('not-found');
    const { subject } = site;
    const effectiveOn = body.effectiveOn ?? todayAt(subject, clock);
    for (const region of regionsFrom(subject, effectiveOn)) caller.mustCover(region);
    mustMatch(subject.revision);

    const { into, reason } = body;
    const held = heldOn(subject, effectiveOn);
    if (stateBefore(subject, effectiveOn) === 'closed') throw alreadyClosed(effectiveOn, alreadySo.onTheDayBefore);
    if (held?.state === 'closed' && held.successor === into) throw alreadyClosed(effectiveOn, alreadySo.onThatDay);
    const successor = await siteRegister.lock(tx, into);
    await checkSuccessor(tx, siteId, into, successor, effectiveOn);
    await checkClosing(tx, siteId, effectiveOn);

    const { written, decisions } = await writeChange(tx, site, {
      patch: { state: 'closed', successor: successor ? into : null },
      note: { effectiveOn, actor: caller.client, reason },
      source: ownSource(caller.client, effectiveOn),
      limitKm: settings.proximityKm,
    });
    // Last, since what the state machine refuses comes first; what was written goes with the transaction.
    checkKnown(into, successor, effectiveOn);
    recordChange({ type: 'site.succeeded', subject: siteId, reason, data: { ...changeData(siteId, written), from: held?.state, to: 'closed', into } });
    for (const decision of decisions) recordChange(decision);
    setRevision(written.revision);
    return siteAfter(tx, siteId, written, effectiveOn);
  });
}

function alreadyClosed(on: string, why: Text): Problem {
  const detail = { en: `must be a site that is not closed on ${on} already`, fr: `doit être un site qui n’est pas déjà fermé le ${on}` };
  return invalidTransition(on, 'closed', [], why, [{ in: 'path', pointer: '/siteId', code: 'invalid-transition', detail }]);
}

/** @throws Problem succession-cycle, site-closed */
async function checkSuccessor(tx: Tx<Tables>, siteId: string, into: string, successor: Subject<SiteContent> | undefined, effectiveOn: string): Promise<void> {
  const line = await listSuccessors(tx, into);
  if (line.includes(siteId))
    throw new Problem('succession-cycle', { values: { siteId, into, line: [siteId, ...line.slice(0, line.indexOf(siteId) + 1)].join(' → ') } });
  if (successor && heldOn(successor, effectiveOn)?.state === 'closed')
    throw new Problem('site-closed', { values: { siteId: into, on: effectiveOn }, at: { in: 'body', pointer: '/into' } });
}

/** @throws Problem unknown-site, also for one that begins after the day */
function checkKnown(into: string, successor: Subject<SiteContent> | undefined, effectiveOn: string): void {
  const start = successor?.timeline[0]?.effectiveOn;
  if (start !== undefined && start <= effectiveOn) return;
  const detail: Fault['detail'] =
    start === undefined
      ? { en: 'must be a site of the register', fr: 'doit être un site du registre' }
      : { en: `begins on ${start} only`, fr: `ne commence que le ${start}` };
  throw new Problem('unknown-site', { values: { siteId: into }, faults: [{ in: 'body', pointer: '/into', code: 'unknown-site', detail }] });
}

import { changeSiteStatus, listSiteHistory, listSites, type ReplyOf, succeedSite } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { givenOpenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

type Version = ReplyOf<typeof listSiteHistory>['items'][number];
type Histories = ReadonlyMap<string, readonly Version[]>;

const letters = ['A', 'B', 'C', 'D', 'E'];
const days = ['2024-02-01', '2024-03-01', '2024-04-01', '2024-05-01'];
const step = fc.record({
  site: fc.constantFrom(...letters),
  to: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...letters) }, fc.constantFrom('closed' as const, 'suspended' as const)),
  day: fc.constantFrom(...days),
});

test('after any sequence of successions, closings and corrections the lines of every day and instant are what the histories say', async () => {
  await using service = await startService();
  let round = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      round += 1;
      const idOf = (letter: string) => `R${round}-${letter}`;
      for (const letter of letters) await givenOpenSite(service, { siteId: idOf(letter) });
      const instants = new Set<string>();
      for (const { site, to, day } of steps) {
        const answer = await apply(service, idOf(site), to === 'closed' || to === 'suspended' ? to : { into: idOf(to) }, day);
        expect([201, 409]).toContain(answer.status);
        if (answer.status === 201) instants.add(answer.json().knownAt);
      }

      const histories = new Map<string, readonly Version[]>();
      for (const siteId of letters.map(idOf))
        histories.set(siteId, (await service.as('demo-reader').call(listSiteHistory, { params: { siteId }, query: { limit: 500 } })).json().items);
      for (const knownAt of instants) {
        for (const asOf of days) {
          const { items } = (await service.as('demo-reader').call(listSites, { query: { asOf, knownAt, limit: 500 } })).json();
          const listed = items.filter(({ siteId }) => histories.has(siteId));
          expect(listed.map(({ siteId, currentSuccessor, predecessors }) => ({ siteId, currentSuccessor, predecessors }))).toEqual(
            letters.map(idOf).map((siteId) => ({ siteId, ...lineOf(histories, siteId, asOf, knownAt) })),
          );
          mustTakeOver(histories, asOf, knownAt);
        }
      }
    }),
    { numRuns: 10 },
  );
}, 600_000);

function apply(service: TestService<Tables>, siteId: string, to: 'closed' | 'suspended' | { into: string }, effectiveOn: string) {
  const admin = service.as('demo-admin');
  const headers = { 'if-match': '*' };
  return typeof to === 'string'
    ? admin.call(changeSiteStatus, { params: { siteId }, body: { state: to, effectiveOn, reason: 'test' }, headers })
    : admin.call(succeedSite, { params: { siteId }, body: { ...to, effectiveOn, reason: 'test' }, headers });
}

/** What a site held on a day as known at an instant, without any index or recursion. */
function heldOn(histories: Histories, siteId: string, asOf: string, knownAt: string): Version | undefined {
  return (histories.get(siteId) ?? [])
    .filter(({ effectiveOn, recordedAt }) => effectiveOn <= asOf && Temporal.Instant.compare(recordedAt, knownAt) <= 0)
    .toSorted((a, b) => (a.effectiveOn === b.effectiveOn ? a.revision - b.revision : a.effectiveOn < b.effectiveOn ? -1 : 1))
    .at(-1);
}

function lineOf(histories: Histories, siteId: string, asOf: string, knownAt: string) {
  const successorOf = (id: string) => heldOn(histories, id, asOf, knownAt)?.successor ?? null;
  let currentSuccessor = successorOf(siteId);
  for (let next = currentSuccessor; next !== null; next = successorOf(next)) {
    expect(next).not.toBe(siteId); // no line leads back
    currentSuccessor = next;
  }
  const predecessors: string[] = [];
  for (let level = [siteId]; level.length; predecessors.push(...level))
    level = [...histories.keys()].filter((id) => level.includes(successorOf(id) ?? '')).toSorted();
  return { currentSuccessor, predecessors };
}

/** Whoever takes over a site is not closed on the day of it. (A later version of the site may carry the successor on; by then that one may be closed as well.) */
function mustTakeOver(histories: Histories, asOf: string, knownAt: string): void {
  const dayBefore = Temporal.PlainDate.from(asOf).subtract({ days: 1 }).toString();
  for (const siteId of histories.keys()) {
    const successor = heldOn(histories, siteId, asOf, knownAt)?.successor ?? null;
    const isTakenOver = successor !== null && heldOn(histories, siteId, dayBefore, knownAt)?.successor !== successor;
    if (isTakenOver) expect(heldOn(histories, successor, asOf, knownAt)?.state).not.toBe('closed');
  }
}

import { changeSite, changeSiteStatus, createSite, listSiteChanges, listSites, verifySiteChanges } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Tables } from '../src/tables.ts';
import { givenOpenSite, siteBody } from './given.ts';
import { startService } from './start.ts';

type Service = TestService<Tables>;
const clients = 32;
const changesEach = 6;

test('32 clients change sites at once: who reads along gets each event once and in order, and each site once', async () => {
  await using service = await startService();
  const sites: string[] = [];
  for (let index = 0; index < 40; index += 1) sites.push((await givenOpenSite(service, { siteId: `S-${String(index).padStart(3, '0')}` })).siteId);
  const before = 2 * sites.length; // created and opened

  const done = new AbortController();
  const feed = followFeed(service, done.signal);
  const passes = pageThroughSites(service, done.signal);
  const written = await Promise.all(Array.from({ length: clients }, (_, client) => changeSites(service, client, sites)));
  done.abort();
  const events = await feed;

  const expected = written.flat();
  expect(expected).toHaveLength(clients * changesEach);
  expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: before + expected.length }, (_, index) => index + 1));
  expect(
    events
      .slice(before)
      .map(({ change }) => change)
      .toSorted(),
  ).toEqual(expected.toSorted());
  for (const siteId of sites) {
    const revisions = events.filter(({ subject }) => subject === siteId).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
  }

  for (const { found, readings } of await passes) {
    expect(readings).toBe(1);
    expect(found).toEqual([...new Set(found)].toSorted());
    expect(found.filter((siteId) => sites.includes(siteId))).toEqual(sites);
  }
  expect((await service.as('demo-admin').call(verifySiteChanges, {})).json()).toEqual({ valid: true, events: events.length, firstInvalid: null });
}, 120_000);

test.each([
  ['an altered event', sql`update journal set event = replace(event, 'Kingston', 'Kingstown') where sequence = 5`],
  ['an event with another hash', sql`update journal set hash = sha256(hash) where sequence = 5`],
  ['an event that was taken out', sql`delete from journal where sequence = 5`],
  ['an event in the place of another', sql`update journal set event = (select event from journal where sequence = 7) where sequence = 5`],
])('%s is found by the chain; without taking the guard off the journal cannot be changed at all', async (_what, tamper) => {
  await using service = await startService();
  for (let index = 0; index < 4; index += 1) await givenOpenSite(service);
  await service.options.feed.catchUp();
  const { db } = service.database;

  await expect(tamper.execute(db)).rejects.toThrow('append-only');
  const untouched = (await service.as('demo-admin').call(verifySiteChanges, {})).json();
  await sql`alter table journal disable trigger journal_append_only`.execute(db);
  await tamper.execute(db);

  expect(untouched).toEqual({ valid: true, events: 8, firstInvalid: null });
  expect((await service.as('demo-admin').call(verifySiteChanges, {})).json()).toMatchObject({ valid: false, firstInvalid: 5 });
});

/** One after the other, as a client does; what was written, as `site@revision`. */
async function changeSites(service: Service, client: number, sites: readonly string[]): Promise<string[]> {
  const admin = service.as('demo-admin');
  const headers = { 'if-match': '*' };
  const written: string[] = [];
  for (let change = 0; change < changesEach; change += 1) {
    const siteId = sites[(client * 7 + change * 11) % sites.length]!;
    const name = { en: `Client ${client}, change ${change}`, fr: `Client ${client}, modification ${change}` };
    const created = `N-${client}-${change - 1}`;
    const answer =
      change % 3 === 1
        ? await admin.call(createSite, { body: siteBody({ siteId: `N-${client}-${change}` }) })
        : change % 3 === 2
          ? await admin.call(changeSiteStatus, { params: { siteId: created }, body: { state: 'open', effectiveOn: '2024-02-01', reason: 'test' }, headers })
          : await admin.call(changeSite, { params: { siteId }, body: { name, effectiveOn: '2024-06-01', reason: 'test' }, headers });
    if (answer.status >= 300) throw new Error(answer.text);
    written.push(`${answer.json().siteId}@${answer.json().revision}`);
  }
  return written;
}

/** Reads the feed page by page to its end, beginning anew at the end until told that nothing more comes. */
async function followFeed(service: Service, done: AbortSignal) {
  const events: { sequence: number; subject: string; revision: number; change: string }[] = [];
  let after: string | undefined;
  for (let isLast = false; ;) {
    const { items, nextCursor } = (
      await service.as('demo-reader').call(listSiteChanges, { query: { limit: 25, ...(after !== undefined && { after }) } })
    ).json();
    for (const { sequence, subject, data } of items) {
      const { revision } = data as { revision: number };
      events.push({ sequence, subject, revision, change: `${subject}@${revision}` });
    }
    after = nextCursor ?? after;
    if (items.length) continue;
    if (isLast) return events;
    isLast = done.aborted;
    if (isLast) await service.options.feed.catchUp();
  }
}

/** Whole passes through the list of sites, a few at a time. */
async function pageThroughSites(service: Service, done: AbortSignal) {
  const passes: { found: string[]; readings: number }[] = [];
  do {
    const found: string[] = [];
    const instants = new Set<string>();
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = (await service.as('demo-reader').call(listSites, { query: { limit: 7, ...(cursor && { cursor }) } })).json();
      found.push(...page.items.map(({ siteId }) => siteId));
      instants.add(page.knownAt);
      cursor = page.nextCursor;
    }
    passes.push({ found, readings: instants.size });
  } while (!done.aborted);
  return passes;
}

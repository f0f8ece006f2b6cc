import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Answer, type RunningSuite, startSuite, untilAnswered } from './suite.ts';

let suite: RunningSuite;
beforeAll(async () => {
  suite = await startSuite({ LOAD: 'reported' });
}, 120_000);
afterAll(async () => {
  await suite[Symbol.asyncDispose]();
}, 60_000);

function newSite(siteId: string): Record<string, unknown> {
  return {
    siteId,
    kind: 'service-canada-centre',
    name: { en: `Crash ${siteId}`, fr: `Panne ${siteId}` },
    region: 'ontario',
    province: 'ON',
    address: { city: 'Kingston' },
    location: { lat: 44.23, lon: -76.49 },
    timeZone: 'America/Toronto',
    effectiveOn: '2024-01-01',
  };
}

function post(path: string, body: unknown): Promise<Answer> {
  const headers = { 'idempotency-key': randomUUID() };
  return untilAnswered(() => suite.request('POST', path, { body, headers }));
}

function get(path: string): Promise<Answer> {
  return untilAnswered(() => suite.request('GET', path));
}

async function eventsAbout(prefix: string): Promise<string[]> {
  const subjects: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page: { items: { subject: string }[]; nextCursor: string } = (
      await suite.request('GET', `/v1/sites/changes?limit=500${after ? `&after=${after}` : ''}`)
    ).json as never;
    subjects.push(...page.items.map((event) => event.subject).filter((subject) => subject.startsWith(prefix)));
    if (!page.items.length) return subjects.sort();
    after = page.nextCursor;
  }
}

test('kill -9 of a service during a stream of writes loses no acknowledged write and doubles none', async () => {
  const ids = Array.from({ length: 240 }, (_, index) => `KILL-${String(index).padStart(3, '0')}`);
  const waiting = [...ids];
  const acknowledged: string[] = [];
  let kills = 0;

  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let siteId = waiting.shift(); siteId; siteId = waiting.shift()) {
        const answer = await post('/v1/sites', newSite(siteId));
        expect([siteId, answer.status]).toEqual([siteId, 201]);
        acknowledged.push(siteId);
        // Every forty acknowledged writes the service dies in the middle of the others.
        if (acknowledged.length % 40 === 0 && kills < 5) {
          kills += 1;
          process.kill(suite.pidOf('site-registry'), 'SIGKILL');
        }
      }
    }),
  );

  const verification = (await get('/v1/sites/changes/verification')).json;
  expect(kills).toBe(5);
  expect(acknowledged.sort()).toEqual(ids);
  expect(await eventsAbout('KILL-')).toEqual(ids);
  expect(verification).toMatchObject({ valid: true, firstInvalid: null });
}, 120_000);

test('kill -9 of PostgreSQL loses no acknowledged write, and the services come back by themselves', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `PGKILL-${String(index).padStart(2, '0')}`);

  for (const [index, siteId] of ids.entries()) {
    expect((await post('/v1/sites', newSite(siteId))).status).toBe(201);
    if (index === 20) process.kill(suite.pidOf('postgres'), 'SIGKILL');
  }

  // It numbers what is waiting first: after a restart the feed may be a second behind what was acknowledged.
  const verification = (await get('/v1/sites/changes/verification')).json;
  expect(verification).toMatchObject({ valid: true, firstInvalid: null });
  expect(await eventsAbout('PGKILL-')).toEqual(ids);
}, 120_000);

test('a dead service takes only its own addresses with it, and comes back', async () => {
  process.kill(suite.pidOf('quality-monitoring'), 'SIGKILL');

  const others = await suite.request('GET', '/v1/network/summary?asOf=2024-02-06');
  const own = await get('/v1/quality/schedule?on=2023-05-16');

  expect([others.status, own.status]).toEqual([200, 200]);
}, 60_000);

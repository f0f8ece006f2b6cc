import { changeSite, changeSiteStatus, listSiteChanges, listSiteHistory, listSites, readNetworkSummary, readSite, succeedSite } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { changeState, givenLoadedService, givenOpenSite, givenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

type Service = TestService<Tables>;

function succeed(service: Service, siteId: string, into: string, effectiveOn = '2024-06-01', headers: Record<string, string> = { 'if-match': '*' }) {
  return service.as('demo-admin').call(succeedSite, { params: { siteId }, body: { into, effectiveOn, reason: 'one roof' }, headers });
}

async function read(service: Service, siteId: string, query: { asOf?: string; knownAt?: string } = {}) {
  const { successor, currentSuccessor, predecessors, state, knownAt } = (await service.as('demo-admin').call(readSite, { params: { siteId }, query })).json();
  return { successor, currentSuccessor, predecessors, state, knownAt };
}

test('a site is closed into another from a day on, in one version; both show it, from that day', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const [old, next] = [await givenOpenSite(service), await givenOpenSite(service)];

  const answer = await succeed(service, old.siteId, next.siteId);
  await service.options.feed.catchUp();
  const versions = (await admin.call(listSiteHistory, { params: { siteId: old.siteId } })).json().items;
  const events = (await admin.call(listSiteChanges, { query: { limit: 500 } })).json().items;

  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ state: 'closed', successor: next.siteId, currentSuccessor: next.siteId, predecessors: [], asOf: '2024-06-01' });
  expect(versions.at(-1)).toMatchObject({ state: 'closed', successor: next.siteId, effectiveOn: '2024-06-01', reason: 'one roof' });
  expect(events.at(-1)).toMatchObject({
    type: 'site.succeeded',
    subject: old.siteId,
    reason: 'one roof',
    data: { from: 'open', to: 'closed', into: next.siteId, versions: [{ state: 'closed', successor: next.siteId }] },
  });
  expect(await read(service, next.siteId)).toMatchObject({ state: 'open', successor: null, currentSuccessor: null, predecessors: [old.siteId] });
  expect(await read(service, old.siteId, { asOf: '2024-05-31' })).toMatchObject({ state: 'open', successor: null, currentSuccessor: null });
  expect(await read(service, next.siteId, { asOf: '2024-05-31' })).toMatchObject({ predecessors: [] });
});

test('chains are followed both ways, on every day and as known at every instant, nearest first', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  for (const siteId of ['AAA', 'BBB', 'CCC', 'DDD', 'EEE']) await givenOpenSite(service, { siteId });
  const first = (await succeed(service, 'AAA', 'BBB', '2024-03-01')).json().knownAt;
  await succeed(service, 'BBB', 'CCC', '2024-05-01');
  const beforeLast = (await succeed(service, 'EEE', 'CCC', '2024-04-01')).json().knownAt;
  await succeed(service, 'CCC', 'DDD', '2024-07-01');

  const line = async (siteId: string, query = {}) => {
    const { currentSuccessor, predecessors } = await read(service, siteId, query);
    return [currentSuccessor, predecessors];
  };
  expect(await line('AAA')).toEqual(['DDD', []]);
  expect(await line('CCC')).toEqual(['DDD', ['BBB', 'EEE', 'AAA']]);
  expect(await line('DDD')).toEqual([null, ['CCC', 'BBB', 'EEE', 'AAA']]);
  expect(await line('DDD', { asOf: '2024-06-30' })).toEqual([null, []]);
  expect(await line('CCC', { asOf: '2024-04-15' })).toEqual([null, ['EEE']]);
  expect(await line('AAA', { asOf: '2024-06-30' })).toEqual(['CCC', []]);
  expect(await line('AAA', { knownAt: first })).toEqual(['BBB', []]);
  expect(await line('AAA', { knownAt: beforeLast })).toEqual(['CCC', []]);
  expect(await line('CCC', { knownAt: first })).toEqual([null, []]);

  for (const query of [{}, { asOf: '2024-04-15' }, { knownAt: first }, { knownAt: beforeLast }]) {
    const listed = (await admin.call(listSites, { query })).json().items.map((site) => [site.siteId, site.currentSuccessor, site.predecessors]);
    const readOneByOne = await Promise.all(['AAA', 'BBB', 'CCC', 'DDD', 'EEE'].map(async (siteId) => [siteId, ...(await line(siteId, query))]));
    expect(listed).toEqual(readOneByOne);
  }
});

test('an answer that tells of other sites can be asked again by its own knownAt', async () => {
  await using service = await startService();
  const [old, next, other] = [await givenOpenSite(service), await givenOpenSite(service), await givenOpenSite(service)];
  await succeed(service, old.siteId, next.siteId);

  const told = await read(service, next.siteId);
  await succeed(service, old.siteId, other.siteId); // for the same day: it was another one

  expect(told.predecessors).toEqual([old.siteId]);
  expect(await read(service, next.siteId, { knownAt: told.knownAt })).toEqual(told);
  expect(await read(service, next.siteId)).toMatchObject({ predecessors: [] });
  expect(await read(service, other.siteId)).toMatchObject({ predecessors: [old.siteId] });
});

test('changes of a site with predecessors answer with them, and GeoJSON names them too', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const [old, next] = [await givenOpenSite(service), await givenOpenSite(service)];
  await succeed(service, old.siteId, next.siteId);

  const changed = await admin.call(changeSite, {
    params: { siteId: next.siteId },
    body: { languages: ['fr'], reason: 'test' },
    headers: { 'if-match': '*' },
  });
  const geo = await admin.call(listSites, { headers: { accept: 'application/geo+json' } });

  expect(changed.json()).toMatchObject({ predecessors: [old.siteId], currentSuccessor: null });
  expect(JSON.parse(geo.text)).toMatchObject({
    features: [
      { id: old.siteId, properties: { successor: next.siteId, currentSuccessor: next.siteId, predecessors: [] } },
      { id: next.siteId, properties: { successor: null, currentSuccessor: null, predecessors: [old.siteId] } },
    ],
  });
});

test('circles are refused, whatever their length and whichever day they would close on', async () => {
  await using service = await startService();
  for (const siteId of ['AAA', 'BBB', 'CCC']) await givenOpenSite(service, { siteId });
  await succeed(service, 'AAA', 'BBB', '2024-03-01');
  await succeed(service, 'BBB', 'CCC', '2024-09-01');

  const itself = await succeed(service, 'CCC', 'CCC');
  const short = await succeed(service, 'CCC', 'BBB', '2024-04-01');
  const long = await succeed(service, 'CCC', 'AAA', '2024-02-01');

  for (const answer of [itself, short, long]) expect(answer.problem()).toMatchObject({ status: 409, code: 'succession-cycle' });
  expect(long.problem().detail).toContain('CCC → AAA → BBB → CCC');
  expect((await read(service, 'CCC')).state).toBe('open');
});

test('a succession that cannot be is refused with its reason', async () => {
  await using service = await startService();
  const [old, next, closed] = [await givenOpenSite(service), await givenOpenSite(service), await givenOpenSite(service)];
  const later = await givenSite(service, { effectiveOn: '2024-12-01' });
  await changeState(service, closed.siteId, 'closed', '2024-05-01');

  const unknown = await succeed(service, old.siteId, 'NO-SUCH-SITE');
  const notYet = await succeed(service, old.siteId, later.siteId);
  const gone = await succeed(service, old.siteId, closed.siteId, '2024-05-01');
  const again = await succeed(service, closed.siteId, next.siteId, '2024-06-01');
  const beforeStart = await succeed(service, old.siteId, next.siteId, '2023-12-31');
  const nobody = await succeed(service, 'NO-SUCH-SITE', next.siteId);
  const withoutTag = await succeed(service, old.siteId, next.siteId, '2024-06-01', {});
  const stale = await succeed(service, old.siteId, next.siteId, '2024-06-01', { 'if-match': '"0.stale"' });
  const notOfSchema = await service.as('demo-admin').send({
    method: 'POST',
    url: `/v1/sites/${old.siteId}/successions`,
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify({ into: 'x', effectiveOn: '2024-02-30' }),
  });

  expect(unknown.problem()).toMatchObject({ status: 422, code: 'unknown-site', errors: [{ pointer: '/into' }] });
  expect(notYet.problem()).toMatchObject({ status: 422, code: 'unknown-site', errors: [{ pointer: '/into', detail: 'begins on 2024-12-01 only' }] });
  expect(gone.problem()).toMatchObject({ status: 409, code: 'site-closed' });
  expect(again.problem()).toMatchObject({ status: 409, code: 'invalid-transition' });
  expect(beforeStart.problem()).toMatchObject({ status: 422, code: 'effective-before-start' });
  expect([nobody, withoutTag, stale].map((answer) => answer.problem().code)).toEqual(['not-found', 'precondition-required', 'precondition-failed']);
  expect(
    notOfSchema
      .problem()
      .errors?.map((fault) => fault.pointer)
      .sort(),
  ).toEqual(['/effectiveOn', '/into', '/reason']);
  expect((await read(service, old.siteId)).state).toBe('open');
});

test('what the state machine refuses comes before an unknown successor', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service);
  await changeState(service, siteId, 'suspended', '2024-09-01');

  const answer = await succeed(service, siteId, 'NO-SUCH-SITE', '2024-06-01');

  expect(answer.problem()).toMatchObject({ status: 409, code: 'invalid-transition' });
});

test('for the day of a closing the successor can be named later, and corrected; on no other day', async () => {
  await using service = await startService();
  const [old, next, other] = [await givenOpenSite(service), await givenOpenSite(service), await givenOpenSite(service)];
  await changeState(service, old.siteId, 'closed', '2024-06-01');

  const named = await succeed(service, old.siteId, next.siteId, '2024-06-01');
  const same = await succeed(service, old.siteId, next.siteId, '2024-06-01');
  const corrected = await succeed(service, old.siteId, other.siteId, '2024-06-01');
  const earlier = await succeed(service, old.siteId, next.siteId, '2024-05-01');
  const suspended = await changeState(service, old.siteId, 'suspended', '2024-06-01');

  expect([named.status, corrected.status]).toEqual([201, 201]);
  expect([same, earlier].map((answer) => answer.problem().code)).toEqual(['invalid-transition', 'invalid-transition']);
  expect(suspended.json()).toMatchObject({ state: 'suspended', successor: null, currentSuccessor: null });
  expect((await read(service, other.siteId)).predecessors).toEqual([]);
});

test('a site that takes over another one cannot be closed before it has', async () => {
  await using service = await startService();
  const [old, next, last] = [await givenOpenSite(service), await givenOpenSite(service), await givenOpenSite(service)];
  await succeed(service, old.siteId, next.siteId, '2024-06-01');

  const closed = await changeState(service, next.siteId, 'closed', '2024-06-01');
  const succeeded = await succeed(service, next.siteId, last.siteId, '2024-05-01');
  const after = await changeState(service, next.siteId, 'closed', '2024-06-02');

  for (const answer of [closed, succeeded]) expect(answer.problem()).toMatchObject({ status: 409, code: 'closes-before-succession' });
  expect(after.status).toBe(201);
});

test('a caller closes sites of its own region only, into a site of any region', async () => {
  await using service = await startService();
  const ours = await givenOpenSite(service, { region: 'atlantic', province: 'NL', address: { city: 'Gander' }, location: { lat: 48.95, lon: -54.6 } });
  const theirs = await givenOpenSite(service);
  const as = (client: 'demo-atlantic' | 'demo-reader', siteId: string, into: string) =>
    service.as(client).call(succeedSite, { params: { siteId }, body: { into, reason: 'test' }, headers: { 'if-match': '*', 'accept-language': 'fr' } });

  const foreign = await as('demo-atlantic', theirs.siteId, ours.siteId);
  const reader = await as('demo-reader', ours.siteId, theirs.siteId);
  const own = await as('demo-atlantic', ours.siteId, theirs.siteId);

  expect([foreign, reader].map((answer) => answer.problem().code)).toEqual(['outside-region', 'insufficient-scope']);
  expect(own.status).toBe(201);
});

test('of two sites closed into each other at once one is', async () => {
  await using service = await startService();

  for (let round = 0; round < 5; round += 1) {
    const [one, two] = [await givenOpenSite(service), await givenOpenSite(service)];
    const answers = await Promise.all([succeed(service, one.siteId, two.siteId), succeed(service, two.siteId, one.siteId)]);

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.problem().code).toBe('succession-cycle');
  }
});

test('a successor that is closed meanwhile: one of the two is refused', async () => {
  await using service = await startService();

  for (let round = 0; round < 5; round += 1) {
    const [old, next] = [await givenOpenSite(service), await givenOpenSite(service)];
    const [succeeded, closed] = await Promise.all([
      succeed(service, old.siteId, next.siteId),
      service.as('demo-admin').call(changeSiteStatus, {
        params: { siteId: next.siteId },
        body: { state: 'closed', effectiveOn: '2024-06-01', reason: 'test' },
        headers: { 'if-match': '*' },
      }),
    ]);

    expect([succeeded.status, closed.status].sort((a, b) => a - b)).toEqual([201, 409]);
    const refused = succeeded.status === 409 ? succeeded : closed;
    expect(refused.problem().code).toBe(succeeded.status === 409 ? 'site-closed' : 'closes-before-succession');
  }
});

test('the register’s own change of 4 October 2023: the sites of one line, and counts right on the day before and on the day', async () => {
  await using service = await givenLoadedService('all');
  const network = async (asOf: string) => (await service.as('demo-admin').call(readNetworkSummary, { query: { asOf } })).json();

  const [before, on] = [await network('2023-10-03'), await network('2023-10-04')];

  expect(before).toMatchObject({
    serviceCanadaCentres: { total: 316, standAlone: 301, consolidated: 15 },
    passportServiceSites: 21,
    scheduledOutreach: 244,
    deliveryPartners: 15,
  });
  expect(on).toMatchObject({
    serviceCanadaCentres: { total: 317, standAlone: 299, consolidated: 18 },
    passportServiceSites: 19,
    scheduledOutreach: 244,
    deliveryPartners: 15,
  });
  expect(await read(service, 'SC-2005-A', { asOf: '2023-10-03' })).toMatchObject({ state: 'open', successor: null, currentSuccessor: null });
  expect(await read(service, 'SC-2005-A', { asOf: '2023-10-04' })).toMatchObject({ state: 'closed', successor: 'SC-2005', currentSuccessor: 'SC-2005' });
  expect(await read(service, 'SC-2005', { asOf: '2023-10-03' })).toMatchObject({ predecessors: [] });
  expect(await read(service, 'SC-2005', { asOf: '2023-10-04' })).toMatchObject({ predecessors: ['SC-2005-A'] });
});

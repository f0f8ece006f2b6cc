import {
  changeSite,
  importSites,
  listSiteHistory,
  listSites,
  listSiteServices,
  overridePassportExtension,
  readPassportExtension,
  readSite,
  type SitePatch,
} from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { changeState, givenLoadedService } from '../../test/given.ts';
import type { Tables } from '../tables.ts';

type Service = TestService<Tables>;
const centre = 'SC-3010';
const outreach = 'SC-QC-SBQ';
const hours: SitePatch['hours'] = [{ days: ['monday'], opens: '10:00', closes: '12:00' }];

const read = async (service: Service, siteId: string, asOf: string) =>
  (await service.as('demo-admin').call(readSite, { params: { siteId }, query: { asOf } })).json();
const marksOn = async (service: Service, siteId: string, asOf: string) => (await read(service, siteId, asOf)).illustrativeMembers;
async function patch(service: Service, siteId: string, effectiveOn: string, members: Omit<SitePatch, 'reason'>) {
  const body = { ...members, effectiveOn, reason: 'test' };
  const answer = await service.as('demo-admin').call(changeSite, { params: { siteId }, body, headers: { 'if-match': '*' } });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json();
}

test('who changes a member states it from that day on; what is only taken over stays illustrative', async () => {
  await using service = await givenLoadedService('all');

  const moved = await patch(service, centre, '2024-03-01', { address: { street: '2 Main Street' } });
  const changed = await patch(service, centre, '2024-04-01', { hours });
  const cleared = await patch(service, centre, '2024-05-01', { accessibility: [] });

  expect(moved).toMatchObject({ source: { quality: 'measured' }, illustrativeMembers: ['hours', 'services', 'accessibility'] });
  expect(changed).toMatchObject({ hours, illustrativeMembers: ['services', 'accessibility'] });
  expect(cleared.illustrativeMembers).toEqual(['services']);
  expect(await marksOn(service, centre, '2024-03-31')).toEqual(['hours', 'services', 'accessibility']);
});

test('a change in the past reaches the later days, with what it says of where a member comes from', async () => {
  await using service = await givenLoadedService('all');
  await patch(service, centre, '2024-05-01', { services: ['passport', 'pensions'] });

  const past = await patch(service, centre, '2023-05-16', { hours });

  expect(past).toMatchObject({ source: { quality: 'measured' }, illustrativeMembers: ['services', 'accessibility'] });
  expect(await read(service, centre, '2024-02-06')).toMatchObject({
    hours,
    source: { quality: 'reported' },
    illustrativeMembers: ['services', 'accessibility'],
  });
  expect(await read(service, centre, '2024-05-01')).toMatchObject({ hours, services: ['passport', 'pensions'], illustrativeMembers: ['accessibility'] });
  expect(await read(service, centre, '2023-05-15')).toMatchObject({ source: { quality: 'illustrative' }, illustrativeMembers: [] });
});

test('a list that says again what held leaves the mark; one that says otherwise takes it off', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');
  const site = await read(service, centre, '2024-02-06');
  const send = (row: object) =>
    admin.send({
      method: 'POST',
      url: importSites.path,
      headers: { 'content-type': 'application/x-ndjson' },
      body: JSON.stringify({ siteId: centre, reason: 'list', services: site.services, ...row }),
    });

  await send({ address: { street: '2 Main Street' }, effectiveOn: '2024-03-01' });
  await send({ accessibility: ['lift'], effectiveOn: '2024-04-01' });

  expect(await marksOn(service, centre, '2024-03-01')).toEqual(['hours', 'services', 'accessibility']);
  expect(await marksOn(service, centre, '2024-04-01')).toEqual(['hours', 'services']);
});

test('a decision of a person on passport service states the services', async () => {
  await using service = await givenLoadedService('all');
  const override = { decision: 'exempt', effectiveOn: '2024-03-01', reason: 'no secure room' } as const;

  await service.as('demo-admin').call(overridePassportExtension, { params: { siteId: outreach }, body: override, headers: { 'if-match': '*' } });

  expect(await marksOn(service, outreach, '2024-02-29')).toEqual(['hours', 'services', 'accessibility']);
  expect((await read(service, outreach, '2024-03-01')).services).not.toContain('passport');
  expect(await marksOn(service, outreach, '2024-03-01')).toEqual(['hours', 'accessibility']);
});

test('a change of state says nothing of what is offered, also within the illustrative past', async () => {
  await using service = await givenLoadedService('all');

  const suspended = (await changeState(service, outreach, 'suspended', '2023-12-01')).json();

  expect(suspended).toMatchObject({ source: { quality: 'measured' }, illustrativeMembers: ['hours', 'services', 'accessibility'] });
});

test('passport service goes on with the decision on it; lists, places and histories tell what is illustrative', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');
  const params = { siteId: outreach };

  const decision = (await admin.call(readPassportExtension, { params })).json();
  const offered = (await admin.call(listSiteServices, { params })).json().items.find((one) => one.service === 'passport');
  const history = (await admin.call(listSiteHistory, { params })).json().items;
  const feature = await admin.send({ method: 'GET', url: `/v1/sites?q=${encodeURIComponent('Baie')}&limit=1`, headers: { accept: 'application/geo+json' } });
  const reported = (await admin.call(listSites, { query: { quality: ['reported'], service: ['passport'], limit: 1 } })).json().items;

  expect(decision).toMatchObject({ state: 'extended', since: '2023-04-12', notes: [] });
  expect(offered).toMatchObject({ since: '2023-04-12', until: null });
  expect(history.at(-1)).toMatchObject({ effectiveOn: '2024-02-06', illustrativeMembers: ['hours', 'services', 'accessibility'] });
  expect(feature.json()).toMatchObject({ features: [{ properties: { illustrativeMembers: ['hours', 'services', 'accessibility'] } }] });
  expect(reported).toHaveLength(1);
});

test('nobody sets the list of illustrative members', async () => {
  await using service = await givenLoadedService('reported');
  const body = JSON.stringify({ illustrativeMembers: [], reason: 'test' });

  const answer = await service
    .as('demo-admin')
    .send({ method: 'PATCH', url: `/v1/sites/${centre}`, headers: { 'content-type': 'application/json', 'if-match': '*' }, body });

  expect(answer.problem()).toMatchObject({ status: 400, errors: [{ pointer: '/illustrativeMembers' }] });
});

import { changeSite, listSiteServices, overridePassportExtension, readPassportExtension, type SiteService } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { changeState, givenLoadedService, givenOpenSite, givenSuspendedOutreachSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

type Service = TestService<Tables>;

async function servicesOf(service: Service, siteId: string, query: { asOf?: string; knownAt?: string } = {}): Promise<SiteService[]> {
  return (await service.as('demo-admin').call(listSiteServices, { params: { siteId }, query })).json().items;
}

function patch(service: Service, siteId: string, effectiveOn: string, services: string[], reason: string) {
  return service.as('demo-admin').call(changeSite, { params: { siteId }, body: { services, effectiveOn, reason }, headers: { 'if-match': '*' } });
}

/** What the services of the site and the decision on it say of the same thing. */
async function passportSince(service: Service, siteId: string, asOf: string) {
  const passport = (await servicesOf(service, siteId, { asOf })).find((offered) => offered.service === 'passport');
  const decision = (await service.as('demo-admin').call(readPassportExtension, { params: { siteId }, query: { asOf } })).json();
  return { service: passport?.since, state: decision.state, decision: decision.since };
}

test('each service has the day since which it is offered without interruption, who added it and why, and its known end', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service, { services: ['pensions'], reason: 'opening' });
  await patch(service, siteId, '2024-03-01', ['pensions', 'passport'], 'new counter');
  await patch(service, siteId, '2024-06-01', ['pensions'], 'repairs');
  await patch(service, siteId, '2024-09-01', ['passport', 'pensions'], 'repaired');

  expect(await servicesOf(service, siteId, { asOf: '2024-04-01' })).toEqual([
    { service: 'passport', since: '2024-03-01', until: '2024-06-01', reason: 'new counter', actor: 'demo-admin' },
    { service: 'pensions', since: '2024-01-01', until: null, reason: 'opening', actor: 'demo-admin' },
  ]);
  expect((await servicesOf(service, siteId, { asOf: '2024-07-01' })).map((offered) => offered.service)).toEqual(['pensions']);
  expect((await servicesOf(service, siteId, { asOf: '2024-09-01' }))[0]).toMatchObject({ service: 'passport', since: '2024-09-01', until: null });
  expect(await servicesOf(service, siteId, { asOf: '2024-01-01' })).toHaveLength(1);
});

test('a late correction moves the day, as it is known since then, and does not take over the reason of what it found', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service);
  const added = (await patch(service, siteId, '2024-06-01', ['passport'], 'new counter')).json();
  await service
    .as('demo-admin')
    .call(changeSite, { params: { siteId }, body: { languages: ['fr'], effectiveOn: '2024-05-01', reason: 'sign' }, headers: { 'if-match': '*' } });
  const asListed = await servicesOf(service, siteId, { asOf: '2024-07-01' });
  await patch(service, siteId, '2024-03-01', ['passport'], 'it was earlier');

  expect(asListed).toEqual([{ service: 'passport', since: '2024-06-01', until: null, reason: 'new counter', actor: 'demo-admin' }]);
  expect(await servicesOf(service, siteId, { asOf: '2024-07-01' })).toMatchObject([{ since: '2024-03-01', reason: 'it was earlier' }]);
  expect(await servicesOf(service, siteId, { asOf: '2024-07-01', knownAt: added.knownAt })).toMatchObject([{ since: '2024-06-01', reason: 'new counter' }]);
});

test('an answer can be asked again, comes in pages, and a site that is not there is not found', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service, { services: ['ccc', 'aaa', 'bbb'] });
  const admin = service.as('demo-admin');

  const first = (await admin.call(listSiteServices, { params: { siteId }, query: { limit: 2 } })).json();
  const second = (await admin.call(listSiteServices, { params: { siteId }, query: { limit: 2, cursor: first.nextCursor ?? '' } })).json();
  const again = (await admin.call(listSiteServices, { params: { siteId }, query: { asOf: first.asOf, knownAt: first.knownAt } })).json();
  const empty = await givenOpenSite(service);
  const unknown = await admin.call(listSiteServices, { params: { siteId: 'NO-SUCH-SITE' } });
  const early = await admin.call(listSiteServices, { params: { siteId }, query: { asOf: '2023-12-31' } });

  expect([first, second].map(({ items }) => items.map((offered) => offered.service))).toEqual([['aaa', 'bbb'], ['ccc']]);
  expect(again.items).toEqual([...first.items, ...second.items]);
  expect(await servicesOf(service, empty.siteId)).toEqual([]);
  for (const answer of [unknown, early]) expect(answer.problem()).toMatchObject({ status: 404, code: 'not-found' });
});

test('passport since when: the services of a reactivated outreach site and the decision say the same day', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-06-01');
  const before = await passportSince(service, siteId, '2024-07-01');

  await changeState(service, siteId, 'suspended', '2024-08-01');
  await changeState(service, siteId, 'open', '2024-09-01');
  const again = await passportSince(service, siteId, '2024-10-01');
  await changeState(service, siteId, 'open', '2024-05-01'); // it had been earlier
  const redated = await passportSince(service, siteId, '2024-07-01');

  expect(before).toEqual({ service: '2024-06-01', state: 'extended', decision: '2024-06-01' });
  expect(again).toEqual(before);
  expect(redated).toEqual({ service: '2024-05-01', state: 'extended', decision: '2024-05-01' });
});

test('a site that offered passport service on its own has done so since then, whatever the rule adds', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service, { services: ['passport'] });

  await changeState(service, siteId, 'open', '2024-06-01');

  expect(await passportSince(service, siteId, '2024-07-01')).toEqual({ service: '2024-01-01', state: 'extended', decision: '2024-01-01' });
});

test('an override ends the service and begins it anew, on the same days', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-05-01');
  const override = (decision: 'extended' | 'exempt', effectiveOn: string) =>
    service
      .as('demo-admin')
      .call(overridePassportExtension, { params: { siteId }, body: { decision, effectiveOn, reason: 'secure room' }, headers: { 'if-match': '*' } });

  await override('exempt', '2024-06-01');
  await override('extended', '2024-09-01');

  expect((await servicesOf(service, siteId, { asOf: '2024-05-15' })).at(0)).toMatchObject({ service: 'passport', since: '2024-05-01', until: '2024-06-01' });
  expect(await passportSince(service, siteId, '2024-07-01')).toEqual({ service: undefined, state: 'exempt', decision: '2024-06-01' });
  expect(await passportSince(service, siteId, '2024-10-01')).toEqual({ service: '2024-09-01', state: 'extended', decision: '2024-09-01' });
  expect((await servicesOf(service, siteId, { asOf: '2024-10-01' })).at(0)).toMatchObject({ service: 'passport', reason: 'secure room' });
});

test('Saint-Boniface is exempt and offers no passport service; the others offer it since their reactivation', async () => {
  await using service = await givenLoadedService('all');

  expect(await passportSince(service, 'SC-MB-SBM', '2023-04-21')).toEqual({ service: undefined, state: 'exempt', decision: '2022-05-25' });
  expect(await passportSince(service, 'SC-QC-SBQ', '2023-04-21')).toEqual({ service: '2023-04-12', state: 'extended', decision: '2023-04-12' });
});

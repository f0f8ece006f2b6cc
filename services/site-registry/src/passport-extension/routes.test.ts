import {
  changeSite,
  changeSiteStatus,
  listPassportExtensionHistory,
  listPassportExtensions,
  listSiteChanges,
  listSiteHistory,
  overridePassportExtension,
  readPassportExtension,
  readSite,
} from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { changeState, givenOpenSite, givenSuspendedOutreachSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

const toronto = { lat: 43.65, lon: -79.38 };

test('a reactivated outreach site gets passport service from that day, in the same version', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenOpenSite(service, { siteId: 'OFFICE', kind: 'passport-service-site', location: toronto });
  const { siteId } = await givenSuspendedOutreachSite(service);

  const reactivated = await changeState(service, siteId, 'open', '2024-05-01');
  await service.options.feed.catchUp();
  const decision = await admin.call(readPassportExtension, { params: { siteId }, query: { asOf: '2024-05-01', knownAt: reactivated.json().knownAt } });
  const versions = (await admin.call(listSiteHistory, { params: { siteId } })).json().items;
  const before = (await admin.call(readSite, { params: { siteId }, query: { asOf: '2024-04-30' } })).json();
  const events = (await admin.call(listSiteChanges, { query: { limit: 500 } })).json().items;

  expect(reactivated.json()).toMatchObject({ state: 'open', services: ['social-insurance-number', 'passport'] });
  expect(before.services).toEqual(['social-insurance-number']);
  expect(versions).toHaveLength(4);
  expect(decision.json()).toMatchObject({
    state: 'extended',
    since: '2024-05-01',
    reason: 'no-passport-office-near',
    nearestPassportOffice: { siteId: 'OFFICE' },
    override: null,
    communities: ['remote'],
  });
  expect(events.slice(-2)).toMatchObject([
    { type: 'site.status-changed', subject: siteId },
    { type: 'passport-extension.decided', subject: siteId, data: { state: 'extended' } },
  ]);
});

test('a site near a passport office is exempt; a consolidated centre nearby does not count, nor an office that is not open that day', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenOpenSite(service, { kind: 'consolidated-centre' });
  const late = await givenOpenSite(service, { kind: 'passport-service-site', location: { lat: 44.26, lon: -76.49 } });
  await changeState(service, late.siteId, 'suspended', '2024-03-01');
  await changeState(service, late.siteId, 'open', '2024-06-01');
  const first = await givenSuspendedOutreachSite(service);
  const second = await givenSuspendedOutreachSite(service);

  await changeState(service, first.siteId, 'open', '2024-05-01');
  const exempt = await changeState(service, second.siteId, 'open', '2024-06-01');
  const list = (await admin.call(listPassportExtensions, { query: { asOf: '2024-06-01' } })).json().items;

  expect(exempt.json().services).toEqual(['social-insurance-number']);
  expect(list).toMatchObject([
    { siteId: first.siteId, state: 'extended', nearestPassportOffice: null },
    { siteId: second.siteId, state: 'exempt', reason: 'passport-office-near', nearestPassportOffice: { siteId: late.siteId, km: 3.3 } },
  ]);
});

test('a first opening, and the reactivation of another kind of site, extend nothing', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenOpenSite(service, { kind: 'scheduled-outreach' });
  const centre = await givenOpenSite(service);
  await changeState(service, centre.siteId, 'suspended', '2024-02-01');

  const reactivated = await changeState(service, centre.siteId, 'open', '2024-03-01');

  expect(reactivated.json().services).toEqual([]);
  expect((await admin.call(listPassportExtensions, {})).json().items).toEqual([]);
});

test('a refused reactivation decides nothing', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'closed', '2024-06-01');

  const refused = await changeState(service, siteId, 'open', '2024-07-01');

  expect(refused.problem().code).toBe('invalid-transition');
  expect((await admin.call(readPassportExtension, { params: { siteId } })).status).toBe(404);
});

test('a reactivation found to have been earlier is recorded with its own decision', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-06-01');

  const earlier = await changeState(service, siteId, 'open', '2024-05-01');
  const decision = (await admin.call(readPassportExtension, { params: { siteId }, query: { asOf: '2024-05-15' } })).json();

  expect(earlier.status).toBe(201);
  expect(decision).toMatchObject({ state: 'extended', since: '2024-05-01' });
});

test('a person decides otherwise with a reason; services follow, the decision stands at the next reactivation and stays explained', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-05-01');
  const { headers } = await admin.call(readPassportExtension, { params: { siteId } });
  const override = (tag?: string) =>
    admin.call(overridePassportExtension, {
      params: { siteId },
      body: { decision: 'exempt', reason: 'no secure room', effectiveOn: '2024-06-01' },
      ...(tag && { headers: { 'if-match': tag } }),
    });

  const without = await override();
  const stale = await override('"9"');
  const decided = await override(headers.etag);
  await changeState(service, siteId, 'suspended', '2024-07-01');
  const again = await changeState(service, siteId, 'open', '2024-08-01');
  const history = (await admin.call(listPassportExtensionHistory, { params: { siteId } })).json().items;

  expect([without.problem().code, stale.problem().code]).toEqual(['precondition-required', 'precondition-failed']);
  expect(decided.json()).toMatchObject({
    state: 'exempt',
    since: '2024-06-01',
    reason: 'override',
    override: { decision: 'exempt', reason: 'no secure room', effectiveOn: '2024-06-01', actor: 'demo-admin' },
  });
  expect(again.json().services).toEqual(['social-insurance-number']);
  expect(history.map(({ state, reason, since }) => [state, reason, since])).toEqual([
    ['extended', 'no-passport-office-near', '2024-05-01'],
    ['exempt', 'override', '2024-06-01'],
  ]);
});

test('a person’s decision keeps its own day where it takes the place of later ones of the rule', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-05-01');
  const params = { siteId };
  const body = { decision: 'exempt', reason: 'no secure room', effectiveOn: '2024-03-01' } as const;

  await admin.call(overridePassportExtension, { params, body, headers: { 'if-match': '*' } });
  const later = (await admin.call(readPassportExtension, { params, query: { asOf: '2024-06-01' } })).json();
  const history = (await admin.call(listPassportExtensionHistory, { params })).json().items;

  expect(later.override).toMatchObject({ effectiveOn: '2024-03-01' });
  expect(history.flatMap(({ override }) => override?.effectiveOn ?? [])).toEqual(['2024-03-01', '2024-03-01']);
});

test('there is no decision for a site that is of another kind on the day', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-05-01');
  const change = { kind: 'delivery-partner', effectiveOn: '2024-06-01', reason: 'test' } as const;
  await admin.call(changeSite, { params: { siteId }, body: change, headers: { 'if-match': '*' } });

  const [before, after] = await Promise.all(
    ['2024-05-31', '2024-06-01'].map((asOf) => admin.call(readPassportExtension, { params: { siteId }, query: { asOf } })),
  );

  expect([before?.status, after?.status]).toEqual([200, 404]);
});

test('a regional caller decides for its own region; a decision needs an outreach site that is not closed', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);
  const centre = await givenOpenSite(service);
  const closed = await givenOpenSite(service, { kind: 'scheduled-outreach' });
  await changeState(service, closed.siteId, 'closed', '2024-02-01');
  const decide = (client: 'demo-admin' | 'demo-atlantic' | 'demo-reader', id: string) =>
    service
      .as(client)
      .call(overridePassportExtension, { params: { siteId: id }, body: { decision: 'extended', reason: 'test' }, headers: { 'accept-language': 'fr' } });

  const codes = [
    await decide('demo-reader', siteId),
    await decide('demo-atlantic', siteId),
    await decide('demo-admin', 'NO-SUCH'),
    await decide('demo-admin', centre.siteId),
    await decide('demo-admin', closed.siteId),
  ].map((answer) => answer.problem().code);
  const decided = await decide('demo-admin', siteId);

  expect(codes).toEqual(['insufficient-scope', 'outside-region', 'not-found', 'not-outreach-site', 'site-closed']);
  expect(decided.json()).toMatchObject({ state: 'extended', reason: 'override' });
});

test('of two first decisions at once one is made, the other must look at it first', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);

  const answers = await Promise.all(
    (['extended', 'exempt'] as const).map((decision) =>
      service.as('demo-admin').call(overridePassportExtension, { params: { siteId }, body: { decision, reason: 'test' } }),
    ),
  );

  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 428]);
});

test('a passport office and a reactivation at once: the decision agrees with the order in which they were recorded', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const office = await givenOpenSite(service, { kind: 'passport-service-site' });
  await changeState(service, office.siteId, 'suspended', '2024-02-01');
  const { siteId } = await givenSuspendedOutreachSite(service);
  const open = (id: string) =>
    admin.call(changeSiteStatus, { params: { siteId: id }, body: { state: 'open', effectiveOn: '2024-05-01', reason: 'test' }, headers: { 'if-match': '*' } });

  const [opened, reactivated] = await Promise.all([open(office.siteId), open(siteId)]);
  const decision = (await admin.call(readPassportExtension, { params: { siteId } })).json();

  const officeWasFirst = opened.json().knownAt < reactivated.json().knownAt;
  expect(decision.state).toBe(officeWasFirst ? 'exempt' : 'extended');
});

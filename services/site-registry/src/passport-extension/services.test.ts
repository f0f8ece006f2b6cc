import {
  changeSite,
  importSites,
  listPassportExtensionHistory,
  listPassportExtensions,
  overridePassportExtension,
  readPassportExtension,
  readSite,
} from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { changeState, givenOpenSite, givenSuspendedOutreachSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

type Service = TestService<Tables>;
const givenSuspended = async (service: Service, services: string[] = ['sin']) => (await givenSuspendedOutreachSite(service, { services })).siteId;
const servicesOn = async (service: Service, siteId: string, asOf: string) =>
  (await service.as('demo-admin').call(readSite, { params: { siteId }, query: { asOf } })).json().services;
const patch = (service: Service, siteId: string, services: string[], effectiveOn: string) =>
  service.as('demo-admin').call(changeSite, {
    params: { siteId },
    body: { services, effectiveOn, reason: 'test' },
    headers: { 'if-match': '*', 'accept-language': 'fr' },
  });
const decide = (service: Service, siteId: string, decision: 'extended' | 'exempt', effectiveOn: string) =>
  service
    .as('demo-admin')
    .call(overridePassportExtension, { params: { siteId }, body: { decision, effectiveOn, reason: 'test' }, headers: { 'if-match': '*' } });
async function sendRow(service: Service, siteId: string, over: object) {
  const {
    asOf: _asOf,
    knownAt: _at,
    revision: _r,
    successor: _s,
    currentSuccessor: _c,
    predecessors: _p,
    source: _source,
    illustrativeMembers: _illustrative,
    ...site
  } = (await service.as('demo-admin').call(readSite, { params: { siteId } })).json();
  const body = JSON.stringify({ ...site, ...over });
  return service.as('demo-admin').send({ method: 'POST', url: importSites.path, headers: { 'content-type': 'application/x-ndjson' }, body });
}

test('a list that reactivates a site and does not name passport says nothing of it, also when it is sent again', async () => {
  await using service = await startService();
  const siteId = await givenSuspended(service);
  const row = { services: ['sin'], state: 'open', effectiveOn: '2024-05-01' };

  const first = await sendRow(service, siteId, row);
  const again = await sendRow(service, siteId, row);
  const other = await sendRow(service, siteId, { ...row, services: ['cpp'] });

  expect([first, again, other].map((answer) => answer.json())).toMatchObject([{ changed: 1 }, { unchanged: 1 }, { changed: 1 }]);
  expect(await servicesOn(service, siteId, '2024-05-01')).toEqual(['cpp', 'passport']);
  expect(await servicesOn(service, siteId, '2024-04-30')).toEqual(['sin']);
});

test('neither a patch nor a list can take passport from an extended site or bring it to an exempt one', async () => {
  await using service = await startService();
  const [extended, exempt] = [await givenSuspended(service), await givenSuspended(service)];
  await changeState(service, extended, 'open', '2024-05-01');
  await givenOpenSite(service, { kind: 'passport-service-site', effectiveOn: '2024-01-01' });
  await changeState(service, exempt, 'open', '2024-05-01');

  const taken = await patch(service, extended, ['sin', 'cpp'], '2024-06-01');
  const brought = await patch(service, exempt, ['sin', 'passport'], '2024-06-01');
  const listed = await sendRow(service, exempt, { services: ['sin', 'passport'], effectiveOn: '2024-06-01' });
  const kept = await patch(service, extended, ['passport', 'cpp'], '2024-06-01');

  expect(taken.problem()).toMatchObject({ status: 409, code: 'contradicts-passport-extension', errors: [{ pointer: '/services' }] });
  expect(taken.problem().detail).toContain(`PUT /v1/outreach/passport-extension/${extended}`);
  expect(brought.problem()).toMatchObject({ status: 409, code: 'contradicts-passport-extension', errors: [{ pointer: '/services' }] });
  expect(listed.problem()).toMatchObject({ code: 'import-rejected', errors: [{ pointer: '/services', code: 'contradicts-passport-extension' }] });
  expect(kept.json().services).toEqual(['passport', 'cpp']);
});

test('before a site is decided on, and where the rule exempts it, passport is a service of its own like others', async () => {
  await using service = await startService();
  await givenOpenSite(service, { kind: 'passport-service-site' });
  const siteId = await givenSuspended(service, ['passport', 'sin']);
  await changeState(service, siteId, 'open', '2024-05-01');

  const kept = await patch(service, siteId, ['passport', 'cpp'], '2024-06-01');
  const ended = await patch(service, siteId, ['cpp'], '2024-07-01');

  expect([kept.json().services, ended.json().services]).toEqual([['passport', 'cpp'], ['cpp']]);
});

test('a decision that was recorded before the reactivation ends at the site on its day what the reactivation began', async () => {
  await using service = await startService();
  const siteId = await givenSuspended(service);
  await decide(service, siteId, 'exempt', '2024-06-01');

  await changeState(service, siteId, 'open', '2024-05-01');
  await patch(service, siteId, ['passport', 'cpp'], '2024-05-15');

  expect(await servicesOn(service, siteId, '2024-05-01')).toEqual(['sin', 'passport']);
  expect(await servicesOn(service, siteId, '2024-05-31')).toEqual(['passport', 'cpp']);
  expect(await servicesOn(service, siteId, '2024-06-01')).toEqual(['cpp']);
});

test('a person’s decision also stands in place of the rule’s at later reactivations that are known already', async () => {
  await using service = await startService();
  const siteId = await givenSuspended(service);
  for (const [state, on] of [
    ['open', '2024-05-01'],
    ['suspended', '2024-06-01'],
    ['open', '2024-07-01'],
  ] as const)
    await changeState(service, siteId, state, on);

  await decide(service, siteId, 'exempt', '2024-05-15');

  const decision = (await service.as('demo-admin').call(readPassportExtension, { params: { siteId }, query: { asOf: '2024-08-01' } })).json();
  expect(decision).toMatchObject({ state: 'exempt', since: '2024-05-15', reason: 'override' });
  expect(await servicesOn(service, siteId, '2024-05-14')).toEqual(['sin', 'passport']);
  expect(await servicesOn(service, siteId, '2024-08-01')).toEqual(['sin']);
});

test('versions of later days that were recorded before the reactivation list passport too, until a decision ends it', async () => {
  await using service = await startService();
  const siteId = await givenSuspended(service);
  await patch(service, siteId, ['sin', 'cpp'], '2024-07-01');

  await changeState(service, siteId, 'open', '2024-05-01');
  await decide(service, siteId, 'exempt', '2024-08-01');

  expect(await servicesOn(service, siteId, '2024-05-01')).toEqual(['sin', 'passport']);
  expect(await servicesOn(service, siteId, '2024-07-01')).toEqual(['sin', 'cpp', 'passport']);
  expect(await servicesOn(service, siteId, '2024-08-01')).toEqual(['sin', 'cpp']);
});

test('a correction of earlier services reaches the days of the extension, without ending it', async () => {
  await using service = await startService();
  const siteId = await givenSuspended(service);
  await changeState(service, siteId, 'open', '2024-05-01');

  await patch(service, siteId, ['cpp'], '2024-04-01');

  expect(await servicesOn(service, siteId, '2024-04-30')).toEqual(['cpp']);
  expect(await servicesOn(service, siteId, '2024-05-01')).toEqual(['cpp', 'passport']);
});

test('a reactivation that is replaced on its day leaves neither a decision nor passport service', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const [closed, own] = [await givenSuspended(service), await givenSuspended(service, ['sin', 'passport'])];
  for (const siteId of [closed, own]) await changeState(service, siteId, 'open', '2024-05-01');
  await patch(service, closed, ['cpp', 'passport'], '2024-06-01');

  const answer = await changeState(service, closed, 'closed', '2024-05-01');
  await changeState(service, own, 'closed', '2024-05-01');

  expect(answer.json()).toMatchObject({ state: 'closed', services: ['sin'] });
  expect(await servicesOn(service, closed, '2024-06-01')).toEqual(['cpp']);
  expect(await servicesOn(service, own, '2024-05-01')).toEqual(['sin', 'passport']);
  expect((await admin.call(readPassportExtension, { params: { siteId: closed } })).problem().code).toBe('not-found');
  expect((await admin.call(listPassportExtensions, { query: { asOf: '2024-05-01' } })).json().items).toEqual([]);
  expect((await admin.call(listPassportExtensionHistory, { params: { siteId: closed } })).json().items).toMatchObject([
    { state: 'extended', since: '2024-05-01', endedOn: '2024-05-01' },
  ]);
});

test('a site that is reactivated again on that day is decided on again; one found to have opened earlier is extended from then', async () => {
  await using service = await startService();
  const siteId = await givenSuspended(service);
  for (const state of ['open', 'closed', 'open'] as const) await changeState(service, siteId, state, '2024-05-01');

  const earlier = await changeState(service, siteId, 'open', '2024-04-01');

  const decision = await service.as('demo-admin').call(readPassportExtension, { params: { siteId }, query: { asOf: '2024-05-01' } });
  expect(earlier.json().services).toEqual(['sin', 'passport']);
  expect(decision.json()).toMatchObject({ state: 'extended', since: '2024-04-01' });
  expect(await servicesOn(service, siteId, '2024-05-01')).toEqual(['sin', 'passport']);
});

import {
  addSinLocation,
  changeCommissionairePost,
  changeSite,
  changeSiteStatus,
  createSite,
  listSites,
  overridePassportExtension,
  planReactivation,
  recordClinic,
  recordCommissionairePost,
  succeedSite,
} from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { givenOpenSite, givenSite, siteBody } from './given.ts';
import { startService } from './start.ts';

test('whatever is refused, the fault says where it is and what would be right', async () => {
  await using service = await startService();
  const french = { 'if-match': '*', 'accept-language': 'fr' };
  const admin = service.as('demo-admin');
  const [{ siteId }, other, last] = [await givenOpenSite(service), await givenOpenSite(service), await givenOpenSite(service)];
  const early = { effectiveOn: '2023-12-31', reason: 'test' };
  const close = (id: string, into: string, effectiveOn = '2024-03-01') =>
    admin.call(succeedSite, { params: { siteId: id }, body: { into, effectiveOn, reason: 'test' }, headers: french });
  await close(siteId, other.siteId);
  const clinic = { heldOn: '2024-03-01', place: 'Kingston', province: 'ON', peopleServed: 3 } as const;
  await admin.call(recordClinic, { body: clinic });
  const location = { locationId: 'halifax', name: { en: 'Halifax', fr: 'Halifax' } };
  await admin.call(addSinLocation, { body: location });
  const posts = { region: 'ontario', reason: 'baseline', posts: 1, from: '2024-01-01', to: '2024-02-01' } as const;
  const post = (await admin.call(recordCommissionairePost, { body: posts })).json();
  const params = { siteId: last.siteId };

  const answers = [
    await admin.call(createSite, { body: siteBody({ siteId }), headers: french }),
    await admin.call(changeSite, { params, body: { services: ['x'], ...early }, headers: french }),
    await admin.call(changeSiteStatus, { params: { siteId }, body: { state: 'open', effectiveOn: '2024-04-01', reason: 'test' }, headers: french }),
    await admin.call(changeSiteStatus, {
      params: { siteId: other.siteId },
      body: { state: 'closed', effectiveOn: '2024-02-01', reason: 'test' },
      headers: french,
    }),
    await close(siteId, last.siteId, '2024-04-01'),
    await close(other.siteId, siteId, '2024-04-01'),
    await close(last.siteId, siteId, '2024-04-01'),
    await close(last.siteId, 'NO-SUCH'),
    await admin.call(planReactivation, { params, body: { plannedQuarter: '2024-25-Q1' }, headers: french }),
    await admin.call(overridePassportExtension, { params: { siteId }, body: { decision: 'exempt', reason: 'test' }, headers: french }),
    await admin.call(recordClinic, { body: clinic, headers: french }),
    await admin.call(recordClinic, { body: { ...clinic, place: 'Napanee', siteId: 'NO-SUCH' }, headers: french }),
    await admin.call(addSinLocation, { body: location, headers: french }),
    await admin.call(recordCommissionairePost, { body: posts, headers: french }),
    await admin.call(changeCommissionairePost, { params: { postId: post.postId }, body: { to: '2023-12-31', note: 'test' }, headers: french }),
    await admin.call(listSites, { query: { knownAt: '9999-01-01T00:00:00Z' }, headers: french }),
  ];

  expect(answers.map((answer) => answer.problem()).map(({ code, errors }) => [code, ...(errors ?? []).flatMap((fault) => [fault.in, fault.pointer])])).toEqual([
    ['duplicate-site', 'body', '/siteId'],
    ['effective-before-start', 'body', '/effectiveOn'],
    ['invalid-transition', 'body', '/state'],
    ['closes-before-succession', 'body', '/effectiveOn'],
    ['invalid-transition', 'path', '/siteId'],
    ['succession-cycle', 'body', '/into'],
    ['site-closed', 'body', '/into'],
    ['unknown-site', 'body', '/into'],
    ['not-outreach-site', 'path', '/siteId'],
    ['site-closed', 'path', '/siteId'],
    ['duplicate-clinic', 'body', '/place'],
    ['unknown-site', 'body', '/siteId'],
    ['duplicate-location', 'body', '/locationId'],
    ['posts-overlap', 'body', '/from'],
    ['ends-before-it-begins', 'body', '/to'],
    ['known-at-in-future', 'query', '/knownAt'],
  ]);
  // No place of a text is left without its value.
  expect(answers.map(({ text }) => text).filter((text) => /\{[a-zA-Z]+\}/.test(text))).toEqual([]);
});

test('a refusal speaks of states, regions and records in the words of its language', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenOpenSite(service);
  const planned = await givenSite(service);
  const body = { region: 'ontario', reason: 'baseline', posts: 1, from: '2024-01-01' } as const;
  const { postId } = (await admin.call(recordCommissionairePost, { body })).json();
  const headers = { 'if-match': '*', 'accept-language': 'fr' };

  const again = await admin.call(changeSiteStatus, { params: { siteId }, body: { state: 'open', effectiveOn: '2024-03-01', reason: 'test' }, headers });
  const moved = await admin.call(changeSite, { params: { siteId: planned.siteId }, body: { province: 'QC', reason: 'test' }, headers });
  const overlap = await admin.call(recordCommissionairePost, { body, headers });

  expect(again.problem().detail).toBe('Le 2024-03-01, l’état ne peut devenir «\u00a0ouvert\u00a0»\u00a0: il l’est déjà. États permis\u00a0: suspendu, fermé.');
  expect(again.problem().errors?.[0]?.detail).toBe('doit être un état qui peut suivre; le 2024-03-01\u00a0: `suspended`, `closed`');
  expect(moved.problem().errors?.[0]?.detail).toBe('doit être de la région de l’Ontario\u00a0: ON');
  expect(overlap.problem().errors?.[0]?.detail).toBe(`la fiche ${postId} donne ces postes à compter du 2024-01-01 jusqu’à nouvel ordre`);
});

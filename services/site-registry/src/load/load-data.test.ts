import {
  listClinics,
  listCommissionaireReviews,
  listConsultations,
  listPassportExtensions,
  listSinLocations,
  listSites,
  readClinicSummary,
  readCommissionaireSummary,
  readNetworkSummary,
  readReactivation,
  readSite,
  verifySiteChanges,
} from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { givenLoadedService } from '../../test/given.ts';

test('with illustrative data the register counts what the document states', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');

  const network = (await admin.call(readNetworkSummary, { query: { asOf: '2023-03-31' } })).json();
  const reactivation = (await admin.call(readReactivation, { query: { asOf: '2023-04-21' } })).json();

  expect(network).toMatchObject({
    serviceCanadaCentres: { total: 316, standAlone: 301, consolidated: 15 },
    passportServiceSites: 21,
    scheduledOutreach: 208,
    deliveryPartners: 15,
    source: { quality: 'illustrative' },
    notes: [{ code: 'illustrative-records' }],
  });
  expect(reactivation).toMatchObject({
    asOf: '2023-04-21',
    reactivated: 210,
    plannedThisQuarter: 32,
    quarter: '2023-24-Q1',
    source: { quality: 'illustrative' },
    reported: { reactivated: 210, source: { quality: 'reported' } },
  });
  expect(reactivation.byRegion.reduce((sum, region) => sum + region.reactivated, 0)).toBe(210);
  expect(reactivation.notes).toEqual([
    {
      code: 'stated-on-two-days',
      text: 'The documents state 208 scheduled outreach sites on March 31, 2023 and 210 on April 21, 2023. Both hold, each on its own day: the register counts 2 sites reactivated in between.',
    },
    {
      code: 'illustrative-records',
      text: 'The counted sites include some whose dates are illustrative: no document says when each was reactivated, or for which quarter it is planned.',
    },
  ]);
});

test('by the rule Saint-Boniface alone is exempt, and every other reactivated site offers passport service', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');

  const decided = (await admin.call(listPassportExtensions, { query: { asOf: '2023-04-21', limit: 500 } })).json();
  const offering = (
    await admin.call(listSites, { query: { asOf: '2023-04-21', kind: ['scheduled-outreach'], state: ['open'], service: ['passport'], limit: 500 } })
  ).json();
  const today = (await admin.call(listPassportExtensions, { query: { state: ['exempt'] } })).json();

  expect(decided.items).toHaveLength(210);
  expect(decided.items.filter(({ state }) => state === 'exempt')).toMatchObject([
    { siteId: 'SC-MB-SBM', reason: 'passport-office-near', since: '2022-05-25', nearestPassportOffice: { siteId: 'SC-4000', km: 3 }, communities: [] },
  ]);
  expect(decided.notes).toEqual([]);
  expect(offering.items).toHaveLength(209);
  expect(today).toMatchObject({ items: [{ siteId: 'SC-MB-SBM', source: { quality: 'reported' } }], notes: [] });
});

test('of hours, services and accessibility the office finder’s list says nothing: the illustrative ones go on, marked', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');
  const read = async (siteId: string, asOf: string) => (await admin.call(readSite, { params: { siteId }, query: { asOf } })).json();

  const dated = await read('SC-3010', '2024-02-05');
  const listed = await read('SC-3010', '2024-02-06');
  const extended = await read('SC-QC-SBQ', '2024-02-06');
  const offering = (await admin.call(listSites, { query: { asOf: '2024-02-06', service: ['passport'], limit: 500 } })).json().items;

  expect(dated).toMatchObject({ source: { quality: 'illustrative' }, illustrativeMembers: [] });
  expect(dated.hours.length).toBeGreaterThan(0);
  const { hours, services, accessibility } = dated;
  expect(listed).toMatchObject({
    hours,
    services,
    accessibility,
    source: { quality: 'reported' },
    illustrativeMembers: ['hours', 'services', 'accessibility'],
  });
  expect(extended.services).toContain('passport');
  expect(offering).toHaveLength(19 + 18 + 243); // passport offices, consolidated centres, and all outreach sites but Saint-Boniface
});

test('the register of the office finder’s list is counted as it is', async () => {
  await using service = await givenLoadedService('all');

  const listed = (await service.as('demo-admin').call(readNetworkSummary, { query: { asOf: '2024-02-06' } })).json();

  expect(listed).toMatchObject({
    serviceCanadaCentres: { total: 317, standAlone: 299, consolidated: 18 },
    passportServiceSites: 19,
    scheduledOutreach: 244,
    deliveryPartners: 15,
  });
});

test('the illustrative clinics add up to the stated total on exactly its period', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');

  const summary = (await admin.call(readClinicSummary, { query: { from: '2022-06-08', to: '2023-03-21' } })).json();
  const part = (await admin.call(readClinicSummary, { query: { from: '2022-06-09', to: '2023-03-21' } })).json();
  const clinics = (await admin.call(listClinics, { query: { limit: 500 } })).json().items;

  expect(summary).toMatchObject({ clinics: 37, peopleServed: 1468, source: { quality: 'reported' }, observed: { clinics: 37, peopleServed: 1468 } });
  expect(part).toMatchObject({ clinics: 36, source: { quality: 'illustrative' }, reported: null });
  expect([clinics[0]?.heldOn, clinics.at(-1)?.heldOn]).toEqual(['2022-06-08', '2023-03-21']);
});

test('every region has done its review, and the illustrative posts come down to the level before the pandemic by the due day', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');

  const reviews = (await admin.call(listCommissionaireReviews, {})).json().items;
  const consultations = (await admin.call(listConsultations, {})).json().items;
  const may = (await admin.call(readCommissionaireSummary, { query: { asOf: '2023-05-16' } })).json();
  const due = (await admin.call(readCommissionaireSummary, { query: { asOf: '2023-06-30' } })).json();

  expect(reviews.map(({ region, state, followingUpdate }) => [region, state, followingUpdate?.on])).toEqual(
    ['atlantic', 'ontario', 'quebec', 'western-territories'].map((region) => [region, 'done', '2023-02-14']),
  );
  expect(consultations).toHaveLength(5);
  expect(may).toMatchObject({
    dueOn: '2023-06-30',
    targetLevel: 'pre-pandemic',
    implementation: 'full',
    onTrack: true,
    reviews: { done: 4, of: 4 },
    source: { document: expect.stringContaining('Commissionaire posts recorded in the site registry'), quality: 'illustrative' },
    planSource: { quality: 'reported' },
    notes: [{ code: 'illustrative-records' }],
  });
  expect(new Set(may.byRegion.map(({ why, source }) => `${why} ${source.quality}`))).toEqual(new Set(['reduction-scheduled illustrative']));
  expect(due.postsNow).toBe(due.target);
});

test('with reported data only, what documents state stands beside a register that does not know it', async () => {
  await using service = await givenLoadedService('reported');
  const admin = service.as('demo-admin');

  const sites = (await admin.call(listSites, { query: { limit: 500 } })).json().items;
  const reactivation = (await admin.call(readReactivation, { query: { asOf: '2023-04-21' }, headers: { 'accept-language': 'fr' } })).json();
  const clinics = (await admin.call(readClinicSummary, { query: { from: '2022-06-08', to: '2023-03-21' } })).json();
  const clinicsInFrench = (
    await admin.call(readClinicSummary, { query: { from: '2022-06-08', to: '2023-03-21' }, headers: { 'accept-language': 'fr' } })
  ).json();
  const exempt = (await admin.call(listPassportExtensions, {})).json().items;
  const locations = (await admin.call(listSinLocations, {})).json().items;
  const commissionaires = (await admin.call(readCommissionaireSummary, { query: { asOf: '2023-05-16' } })).json();
  await service.options.feed.catchUp();

  expect(
    new Set(sites.map(({ hours, services, accessibility, illustrativeMembers }) => JSON.stringify([hours, services, accessibility, illustrativeMembers]))),
  ).toEqual(new Set(['[[],[],[],[]]']));
  expect(reactivation).toMatchObject({ reactivated: 0, reported: { reactivated: 210, plannedThisQuarter: 32 } });
  expect(reactivation.notes.map(({ code }) => code)).toEqual(['counted-differs-from-reported', 'counted-differs-from-reported', 'stated-on-two-days']);
  expect(reactivation.notes[0]?.text).toBe('Sites de services mobiles réguliers réactivés\u00a0: le registre en compte 0, le document en énonce 210.');
  expect(clinics).toMatchObject({ clinics: 37, peopleServed: 1468, observed: { clinics: 0 }, notes: [{ code: 'observed-differs-from-reported' }] });
  expect(clinics.notes[0]?.text).toBe('The document states 37 clinics and 1,468 people; 0 clinics are recorded, with 0 people served.');
  expect(clinicsInFrench.notes[0]?.text).toBe('Le document énonce 37 cliniques et 1\u202F468 personnes; 0 clinique est consignée, avec 0 personne servie.');
  expect(exempt).toMatchObject([{ siteId: 'SC-MB-SBM', state: 'exempt', nearestPassportOffice: { siteId: 'SC-4000' }, source: { quality: 'reported' } }]);
  expect(locations.map(({ locationId, state }) => [locationId, state])).toEqual([
    ['calgary', 'piloting'],
    ['edmonton', 'piloting'],
    ['montreal', 'piloting'],
    ['other-cities', 'under-study'],
  ]);
  expect(commissionaires).toMatchObject({
    dueOn: '2023-06-30',
    postsNow: null,
    target: null,
    onTrack: null,
    reviews: { done: 4 },
    planSource: { quality: 'reported' },
    notes: [],
  });
  expect((await admin.call(verifySiteChanges, {})).json().valid).toBe(true);
});

import { listPilotIncidents, listPilotProduction, listPilotSites, listPilotWaves, readModernizationSummary, readPilotDecision } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

test('the ten sites that the document names work in GCMS, in IRIS after the defect, and come back one by one until 9 March 2023', async () => {
  await using service = await startService();
  const days = ['2022-02-27', '2022-02-28', '2023-01-10', '2023-02-05', '2023-02-10', '2023-02-24', '2023-03-08', '2023-03-09', '2023-04-28'];

  const inGcms = [];
  for (const asOf of days) {
    const { items } = (await service.as('demo-reader').call(listPilotSites, { query: { asOf } })).json();
    inGcms.push([asOf, items.filter(({ systemOfRecord }) => systemOfRecord === 'GCMS').length, items.length]);
  }

  expect(inGcms).toEqual([
    ['2022-02-27', 0, 0],
    ['2022-02-28', 10, 10],
    ['2023-01-10', 10, 10],
    ['2023-02-05', 0, 10],
    ['2023-02-10', 0, 10],
    ['2023-02-24', 5, 10],
    ['2023-03-08', 9, 10],
    ['2023-03-09', 10, 10],
    ['2023-04-28', 10, 10],
  ]);
});

test('each site has its names, its own words in the document, and its point in the register where it is one', async () => {
  await using service = await startService();
  const reader = service.as('demo-reader');

  const list = (await reader.call(listPilotSites, { query: { asOf: '2023-04-28' }, headers: { 'accept-language': 'fr' } })).json();
  const illustrative = (await reader.call(listPilotSites, { query: { asOf: '2023-03-08', quality: ['illustrative'], system: 'IRIS' } })).json();

  expect(list.items.filter(({ siteId }) => siteId !== null)).toHaveLength(7);
  expect(list.items.filter(({ kind }) => kind === 'processing-unit')).toHaveLength(3);
  expect(list.items.find(({ siteId }) => siteId === 'SC-1137')).toMatchObject({
    nameInSource: "St-John's",
    region: 'atlantic',
    wave: 3,
    source: { quality: 'reported' },
  });
  expect(list.notes.map(({ code }) => code)).toEqual(['sites-reported-differ-from-named', 'wave-of-the-pilot']);
  expect(illustrative.items).toMatchObject([{ pilotSiteId: 'kitchener-service-canada-centre', source: { quality: 'illustrative' } }]);
});

test('with reported data alone no day is invented: which system a site worked in after the defect is left open', async () => {
  await using service = await startService({ load: 'reported' });
  const reader = service.as('demo-reader');

  const february = (await reader.call(listPilotSites, { query: { asOf: '2023-02-10' } })).json();
  const march = (await reader.call(listPilotSites, { query: { asOf: '2023-03-09' } })).json();

  expect(february.items.every(({ systemOfRecord, source }) => systemOfRecord === null && source.quality === 'reported')).toBe(true);
  expect(february.notes).toMatchObject([{ code: 'system-not-stated' }]);
  expect(march.items.every(({ systemOfRecord, source }) => systemOfRecord === 'GCMS' && source.quality === 'reported')).toBe(true);
});

test('the summary of 28 April 2023 gives the reported figures, what follows from them, and what is not decided, in the caller’s language', async () => {
  await using service = await startService();
  const read = async (language: string) =>
    (await service.as('demo-reader').call(readModernizationSummary, { query: { asOf: '2023-04-28' }, headers: { 'accept-language': language } })).json();

  const [english, french] = [await read('en'), await read('fr-CA')];

  expect(english).toMatchObject({
    asOf: '2023-04-28',
    startedOn: '2022-02-28',
    operationalSites: { reported: 9, registered: 10 },
    wave: 3,
    filesCreated: 55_270,
    passportsProcessed: 53_133,
    passportsIssued: 50_237,
    inProgress: 2_137,
    processedNotIssued: 2_896,
    source: { asOf: '2023-04-28', quality: 'reported' },
    notes: [{ code: 'sites-reported-differ-from-named', text: 'The document counts 9 operational sites and names 10.' }],
  });
  expect(english.yield.processedOfCreated).toBeCloseTo(53_133 / 55_270, 6);
  expect(english.yield.issuedOfCreated).toBeCloseTo(50_237 / 55_270, 6);
  expect(english.yield.issuedOfProcessed).toBeCloseTo(50_237 / 53_133, 6);
  expect(french.openQuestions.map(({ code }) => code)).toEqual(['go-ahead-decision', 'innovation-lab', 'rollout-strategy-and-date']);
  expect(french.openQuestions[2]?.text).toBe('Une stratégie de déploiement et une date restent à déterminer.');
});

test('before any figures were stated they are null, and before the pilot there is nothing', async () => {
  await using service = await startService();
  const on = async (asOf: string) => (await service.as('demo-reader').call(readModernizationSummary, { query: { asOf } })).json();

  const [before, during, after] = [await on('2022-02-27'), await on('2023-02-10'), await on('2023-05-16')];

  expect(before).toMatchObject({ startedOn: null, operationalSites: { reported: null, registered: 0 } });
  expect(during).toMatchObject({
    startedOn: '2022-02-28',
    filesCreated: null,
    inProgress: null,
    yield: { processedOfCreated: null },
    source: null,
    openQuestions: [],
  });
  expect(during.notes.map(({ code }) => code)).toEqual(['no-production-figures']);
  expect(after).toMatchObject({ productionAsOf: '2023-04-28', filesCreated: 55_270 });
  expect(after.notes.map(({ code }) => code)).toEqual(['sites-reported-differ-from-named', 'production-of-earlier-day']);
});

test('the incident is told as it stood on the day asked: open, fixed in mid-February, closed when the last site was back', async () => {
  await using service = await startService();
  const on = async (asOf: string) => (await service.as('demo-reader').call(listPilotIncidents, { query: { asOf } })).json().items;

  const [open, fixed, closed] = [await on('2023-02-10'), await on('2023-03-08'), await on('2023-03-09')];

  expect(await on('2023-01-30')).toEqual([]);
  expect(open).toMatchObject([{ system: 'GCMS', state: 'open', month: '2023-01', movedTo: 'IRIS', sitesMoved: 'all', fix: null, lastSiteBackOn: null }]);
  expect(fixed).toMatchObject([
    { state: 'fixed', fix: { by: 'IRCC', kind: 'emergency', month: '2023-02', when: { fr: 'mi-février 2023' } }, lastSiteBackOn: null },
  ]);
  expect(closed).toMatchObject([{ state: 'closed', lastSiteBackOn: '2023-03-09' }]);
});

test('the decision is pending on the data of wave 3, and no criteria are stated', async () => {
  await using service = await startService();
  const reader = service.as('demo-reader');

  const decision = (await reader.call(readPilotDecision, { query: { asOf: '2023-04-28' } })).json();
  const waves = (await reader.call(listPilotWaves, {})).json();
  const production = (await reader.call(listPilotProduction, {})).json();

  expect(decision).toMatchObject({
    state: 'pending',
    decidedOn: null,
    criteria: [],
    evidence: [{ wave: 3, state: 'compiling-data' }],
    notes: [{ code: 'criteria-not-stated' }],
  });
  expect(waves.items).toMatchObject([{ wave: 3, startedOn: null, endedOn: null }]);
  expect(production.items).toMatchObject([{ asOf: '2023-04-28', basis: 'reported', filesCreated: 55_270 }]);
});

import { listSites } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { givenLoadedService, givenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';
import { siteRegister } from './register.ts';

async function find(service: TestService<Tables>, query: string): Promise<string[]> {
  const answer = await service.as('demo-admin').send({ method: 'GET', url: `/v1/sites?limit=500&${query}` });
  if (answer.status !== 200) throw new Error(answer.text);
  return (answer.json() as { items: { siteId: string }[] }).items.map(({ siteId }) => siteId);
}
const named = (service: TestService<Tables>, q: string) => find(service, `q=${encodeURIComponent(q)}`);

test('words are found in either language, without regard to accents, capitals, hyphens and apostrophes', async () => {
  await using service = await startService();
  const names = {
    BONIFACE: ['Winnipeg Saint-Boniface', 'Winnipeg – Saint-Boniface'],
    METIS: ['Métis Crossing', 'Traverse des Métis'],
    ORIGNAL: ["L'Orignal Service Canada Centre", 'Centre Service Canada – L’Orignal'],
    COEUR: ['Sacred Heart', 'Sacré-Cœur'],
    PERCENT: ['100% Service_Centre', 'Centre \\ 100 %'],
  };
  for (const [siteId, [en, fr]] of Object.entries(names)) await givenSite(service, { siteId, name: { en: en!, fr: fr! } });

  for (const q of ['saint-boniface', 'SAINT-BONIFACE', 'saint boniface', 'boniface saint', 'Saint‑Boniface', ' saint-boniface ', 'winnipeg boniface'])
    expect([q, await named(service, q)]).toEqual([q, ['BONIFACE']]);
  for (const q of ['metis', 'MÉTIS', 'Me\u0301tis', 'crossing traverse']) expect([q, await named(service, q)]).toEqual([q, ['METIS']]);
  for (const q of ["l'orignal", 'l’orignal', 'L ORIGNAL', 'centre orignal']) expect([q, await named(service, q)]).toEqual([q, ['ORIGNAL']]);
  for (const q of ['sacre-coeur', 'sacré-cœur', 'heart coeur']) expect([q, await named(service, q)]).toEqual([q, ['COEUR']]);
  for (const q of ['100', '100%', 'service_centre', 'centre 100']) expect([q, await named(service, q)]).toEqual([q, ['PERCENT']]);
});

test('a word is found from its beginning, with its apostrophe or without', async () => {
  await using service = await startService();
  await givenSite(service, { siteId: 'JOHNS', name: { en: 'St. John’s', fr: 'St. John’s' } });
  await givenSite(service, { siteId: 'ILE', name: { en: 'Prince Edward Island', fr: 'L’Île-du-Prince-Édouard' } });
  await givenSite(service, { siteId: 'MOBILE', name: { en: 'Johnston Outreach', fr: 'Services mobiles – Johnston' } });

  for (const q of ['Île', 'ile', 'l’ile', 'lile', 'prince-ed', 'île prince']) expect([q, await named(service, q)]).toEqual([q, ['ILE']]);
  for (const q of ['st johns', "St. John's"]) expect([q, await named(service, q)]).toEqual([q, ['JOHNS']]);
  expect(await named(service, 'johns')).toEqual(['JOHNS', 'MOBILE']);
  for (const q of ['obiles', 'ohns', 'dward']) expect([q, await named(service, q)]).toEqual([q, []]);
});

test('numbers are taken as they are written by whoever sends them, with any number of decimals', async () => {
  await using service = await startService();
  await givenSite(service, { siteId: 'ONE' });

  expect(await find(service, 'near=44.230000000000000001,-76.490000000000001&radiusKm=1.0000000000000002')).toEqual(['ONE']);
  expect(await find(service, 'bbox=-77.6272613141831016,1,2,45')).toEqual(['ONE']);
  expect(await find(service, 'near=1e-7,0&radiusKm=1.5e1')).toEqual([]);
});

test('a sign is no wildcard, and signs alone name nothing', async () => {
  await using service = await startService();
  await givenSite(service, { siteId: 'ONE', name: { en: 'Kingston', fr: 'Kingston' } });

  for (const q of ['%', '_', '%%%', 'K%n', 'K_ngston', '\\', '-', '’', "'; drop table site; --"]) expect([q, await named(service, q)]).toEqual([q, []]);
});

test('on the loaded data Saint-Boniface and the Métis are found by their plain letters', async () => {
  await using service = await givenLoadedService('all');

  expect(await named(service, 'saint-boniface')).toContain('SC-MB-SBM');
  expect(await named(service, 'montreal')).toEqual(await named(service, 'Montréal'));
  expect((await named(service, 'montreal')).length).toBeGreaterThan(3);
});

test('a box may cross the 180th meridian and reach a pole, and 180 is -180', async () => {
  await using service = await startService();
  await givenPlaces(service, {
    EAST: [60, 179.5],
    WEST: [60, -179.5],
    LINE: [60, 180],
    'LINE-2': [60, -180],
    POLE: [90, 12],
    'POLE-S': [-90, 0],
    CANADA: [60, -100],
  });

  const box = async (bbox: string) => find(service, `bbox=${bbox}`);
  expect(await box('179,50,-179,70')).toEqual(['EAST', 'LINE', 'LINE-2', 'WEST']);
  expect(await box('179,50,180,70')).toEqual(['EAST', 'LINE', 'LINE-2']);
  expect(await box('-180,50,-179,70')).toEqual(['LINE', 'LINE-2', 'WEST']);
  expect(await box('-110,59,-90,90')).toEqual(['CANADA', 'POLE']);
  expect(await box('-180,-90,180,90')).toEqual(['CANADA', 'EAST', 'LINE', 'LINE-2', 'POLE', 'POLE-S', 'WEST']);
  expect(await box('-100,60,-100,60')).toEqual(['CANADA']);
});

test('near is a great circle: over the 180th meridian and over the pole', async () => {
  await using service = await startService();
  await givenPlaces(service, { EAST: [60, 179.5], WEST: [60, -179.5], POLE: [90, 12], BEYOND: [89, -80] });

  expect(await find(service, 'near=60,-179.9&radiusKm=100')).toEqual(['WEST', 'EAST']);
  expect(await find(service, 'near=89.5,100&radiusKm=200')).toEqual(['POLE', 'BEYOND']);
  expect(await find(service, 'near=-90,0')).toEqual(['EAST', 'WEST', 'BEYOND', 'POLE']);
  expect(await find(service, 'near=60,179.5&radiusKm=0')).toEqual(['EAST']);
});

test('near pages go on by distance, also among sites of one point', async () => {
  await using service = await startService();
  await givenPlaces(service, { AAA: [60, -100], BBB: [60, -100], CCC: [61, -100], DDD: [61, -100], EEE: [59, -100.0001] });
  const ask = async (cursor?: string) => {
    const answer = await service.as('demo-admin').call(listSites, { query: { near: [60, -100], limit: 2, ...(cursor && { cursor }) } });
    return answer.json();
  };

  const found: string[] = [];
  let page = await ask();
  for (; page.nextCursor; page = await ask(page.nextCursor)) found.push(...page.items.map(({ siteId }) => siteId));
  found.push(...page.items.map(({ siteId }) => siteId));

  expect(found.slice(0, 2)).toEqual(['AAA', 'BBB']);
  expect(found.toSorted()).toEqual(['AAA', 'BBB', 'CCC', 'DDD', 'EEE']);
});

test.each([
  ['radiusKm=10', '/radiusKm'],
  ['near=45,-75&radiusKm=-1', '/radiusKm'],
  ['near=45', '/near'],
  ['near=91,0', '/near'],
  ['near=45,-181', '/near'],
  ['near=45,-75,3', '/near'],
  ['near=NaN,0', '/near'],
  ['near=,0', '/near'],
  ['near=0x10,0', '/near'],
  ['near=45,-75&radiusKm=1e999', '/radiusKm'],
  ['bbox=-80,46,-75,43', '/bbox'],
  ['bbox=-80,43,-75', '/bbox'],
  ['bbox=-181,43,-75,46', '/bbox'],
  ['q=', '/q'],
  ['q=%20%20', '/q'],
])('%s is refused with the pointer %s, in both languages', async (query, pointer) => {
  await using service = await startService();
  const ask = (language: string) => service.as('demo-admin').send({ method: 'GET', url: `/v1/sites?${query}`, headers: { 'accept-language': language } });

  const [en, fr] = [await ask('en'), await ask('fr')];

  for (const answer of [en, fr]) expect(answer.problem()).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ pointer }] });
  expect(fr.problem().errors?.[0]?.detail).not.toBe(en.problem().errors?.[0]?.detail);
});

/** Anywhere on the globe: through the interface a site can only be in Canada. */
async function givenPlaces(service: TestService<Tables>, places: Readonly<Record<string, readonly [number, number]>>): Promise<void> {
  const content = {
    kind: 'processing-unit',
    name: { en: 'One', fr: 'Un' },
    region: 'ontario',
    province: 'ON',
    address: { city: 'Kingston' },
    timeZone: 'America/Toronto',
    languages: [],
    hours: [],
    services: [],
    accessibility: [],
    state: 'open',
    successor: null,
    source: { document: 'test', asOf: '2024-01-01', quality: 'illustrative' },
  } as const;
  await service.database.db.transaction().execute((tx) =>
    siteRegister.load(
      tx,
      Object.entries(places).map(([id, [lat, lon]]) => ({
        id,
        actor: 'test',
        versions: [
          {
            effectiveOn: '2024-01-01',
            members: [],
            reason: null,
            content: { ...content, languages: [], hours: [], services: [], accessibility: [], illustrativeMembers: [], location: { lat, lon } },
          },
        ],
      })),
    ),
  );
}

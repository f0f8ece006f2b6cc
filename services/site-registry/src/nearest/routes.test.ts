import { listNearestSites, type ReplyOf, type Site } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeState, givenLoadedService, givenOpenSite, givenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import { siteRegister } from '../sites/register.ts';
import type { Tables } from '../tables.ts';

type Answer = ReplyOf<typeof listNearestSites>;
const ids = (answer: Answer) => answer.items.map(({ siteId }) => siteId);

test('the nearest open sites come first, with their kilometres, without the site itself', async () => {
  await using service = await startService();
  const at = (siteId: string, lat: number, lon: number, over = {}) => givenOpenSite(service, { siteId, location: { lat, lon }, ...over });
  await at('CENTRE', 44.23, -76.49);
  await at('FAR', 45.42, -75.7, { kind: 'passport-service-site', services: ['passport'] });
  await at('NEAR', 44.25, -76.5);
  await at('TWIN-B', 44.3, -76.6);
  await at('TWIN-A', 44.3, -76.6);
  await givenSite(service, { siteId: 'PLANNED', location: { lat: 44.23, lon: -76.49 } });
  const ask = async (query = {}) => (await service.as('demo-admin').call(listNearestSites, { params: { siteId: 'CENTRE' }, query })).json();

  const all = await ask();

  expect(all.items.map(({ siteId, km }) => [siteId, km])).toEqual([
    ['NEAR', 2.362],
    ['TWIN-A', 11.718],
    ['TWIN-B', 11.718],
    ['FAR', 146.255],
  ]);
  expect(ids(await ask({ kind: ['passport-service-site'] }))).toEqual(['FAR']);
  expect(ids(await ask({ service: ['passport'] }))).toEqual(['FAR']);
  expect(ids(await ask({ region: ['quebec'] }))).toEqual([]);
  expect(ids(await ask({ state: ['planned'] }))).toEqual(['PLANNED']);
  expect(ids(await ask({ state: ['planned', 'open'], limit: 1 }))).toEqual(['PLANNED']);
  expect(ids(await ask({ asOf: '2024-01-01' }))).toEqual([]);
});

test('a page goes on where the one before ended, also while sites are opened, and all pages are of one reading', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  for (const [index, siteId] of ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'].entries())
    await givenOpenSite(service, { siteId, location: { lat: 44 + index / 10, lon: -76 } });
  const ask = async (query = {}) => (await admin.call(listNearestSites, { params: { siteId: 'AAA' }, query: { limit: 2, ...query } })).json();

  const first = await ask();
  await givenOpenSite(service, { siteId: 'NEW', location: { lat: 44.3, lon: -76 } });
  const second = await ask({ cursor: first.nextCursor ?? '' });
  const asked = await ask({ knownAt: first.knownAt, limit: 50 });

  expect([ids(first), ids(second), second.nextCursor]).toEqual([['BBB', 'CCC'], ['DDD', 'EEE'], null]);
  expect(second).toMatchObject({ asOf: first.asOf, knownAt: first.knownAt });
  expect(asked.items).toEqual([...first.items, ...second.items]);
  expect(ids(await ask({ limit: 50 }))).toEqual(['BBB', 'CCC', 'DDD', 'NEW', 'EEE']);
});

test('a site that is not on the axes is not found, and a filter that is none is refused', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service);
  await changeState(service, siteId, 'closed', '2024-06-01');
  const ask = (id: string, query: string) =>
    service.as('demo-admin').send({ method: 'GET', url: `/v1/sites/${id}/nearest?${query}`, headers: { 'accept-language': 'fr' } });

  const unknown = await ask('NO-SUCH-SITE', '');
  const notYet = await ask(siteId, 'asOf=2023-12-31');
  const notKnown = await ask(siteId, 'knownAt=2020-01-01T00:00:00Z');
  const closed = await ask(siteId, '');
  const wrong = await ask(siteId, 'kind=kiosk&state=gone&limit=0&asOf=2024-02-30&q=x');
  const future = await ask(siteId, 'knownAt=2999-01-01T00:00:00Z');

  for (const answer of [unknown, notYet, notKnown]) expect(answer.problem()).toMatchObject({ status: 404, code: 'not-found' });
  expect(closed.status).toBe(200);
  expect(
    wrong
      .problem()
      .errors?.map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['/asOf', '/kind', '/limit', '/q', '/state']);
  expect(future.problem().code).toBe('known-at-in-future');
});

test('Saint-Boniface has a passport office 3 km away; the answer comes as CSV and as GeoJSON too', async () => {
  await using service = await givenLoadedService('all');
  const ask = (accept: string) =>
    service.as('demo-admin').call(listNearestSites, {
      params: { siteId: 'SC-MB-SBM' },
      query: { kind: ['passport-service-site'], asOf: '2023-04-21', limit: 2 },
      headers: { accept },
    });

  const json = (await ask('application/json')).json();
  const csv = await ask('text/csv');
  const geo = await ask('application/geo+json');

  expect(json.items[0]?.siteId).toBe('SC-4000');
  expect(json.items[0]?.km).toBeCloseTo(3, 0);
  expect(csv.text.split('\r\n')[0]?.endsWith(',effectiveOn,reason,km')).toBe(true);
  expect(csv.text.split('\r\n')[1]?.endsWith(`,${json.items[0]?.km}`)).toBe(true);
  expect(JSON.parse(geo.text)).toMatchObject({ features: [{ id: 'SC-4000', properties: { km: json.items[0]?.km, predecessors: [] } }, {}] });
});

/** Anywhere on the globe: through the interface a site can only be in Canada. */
const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => Number(value.toFixed(9)));
const latitude = fc.oneof(fc.constantFrom(90, -90, 89.9999, -89.9999, 0), degrees(-90, 90), degrees(60, 62));
const longitude = fc.oneof(fc.constantFrom(180, -180, 179.9999, -179.9999, 0), degrees(-180, 180), degrees(178, 180));

test('the index finds what a look at every site finds, also at the poles and across the 180th meridian', async () => {
  await using service = await startService();
  let round = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(latitude, longitude), { minLength: 2, maxLength: 60 }), fc.integer({ min: 1, max: 8 }), async (places, limit) => {
      round += 1;
      const region = await givenPlaces(service, round, places);
      const [origin] = places;
      const ask = async (query: object) =>
        (
          await service.as('demo-admin').call(listNearestSites, { params: { siteId: `R${round}-0` }, query: { kind: ['processing-unit'], region, ...query } })
        ).json();

      const all = await ask({ limit: 500 });
      const few = await ask({ limit });
      const plain = await ask({ limit, knownAt: few.knownAt }); // looks at every site

      const others = all.items.filter(({ siteId }) => siteId.startsWith(`R${round}-`));
      expect(others).toHaveLength(places.length - 1);
      for (const { siteId, km } of others) {
        const place = places[Number(siteId.split('-')[1])]!;
        expect(Math.abs(km - haversineKm(origin!, place))).toBeLessThan(0.002);
      }
      const order = all.items.map(({ km, siteId }) => [km, siteId] as const);
      expect(order).toEqual(order.toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)));
      expect(few.items).toEqual(all.items.slice(0, limit));
      expect(plain.items).toEqual(few.items);
    }),
    { numRuns: 60 },
  );
}, 120_000);

/** Open sites at these places, each round in the region after the one before, so that rounds meet in one index. */
async function givenPlaces(service: TestService<Tables>, round: number, places: readonly (readonly [number, number])[]): Promise<Site['region'][]> {
  const region = (['atlantic', 'quebec', 'ontario', 'western-territories'] as const)[round % 4]!;
  const province = ({ atlantic: 'NB', quebec: 'QC', ontario: 'ON', 'western-territories': 'AB' } as const)[region];
  await service.database.db.transaction().execute((tx) =>
    siteRegister.load(
      tx,
      places.map(([lat, lon], index) => ({
        id: `R${round}-${index}`,
        actor: 'test',
        versions: [
          {
            effectiveOn: '2024-01-01',
            members: [],
            reason: null,
            content: {
              kind: 'processing-unit',
              name: { en: 'One', fr: 'Un' },
              region,
              province,
              address: { city: 'Kingston' },
              location: { lat, lon },
              timeZone: 'America/Toronto',
              languages: [],
              hours: [],
              services: [],
              accessibility: [],
              state: 'open',
              successor: null,
              source: { document: 'test', asOf: '2024-01-01', quality: 'illustrative' },
              illustrativeMembers: [],
            },
          },
        ],
      })),
    ),
  );
  return [region];
}

function haversineKm([lat1, lon1]: readonly [number, number], [lat2, lon2]: readonly [number, number]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const a = half(lat1, lat2) + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * half(lon1, lon2);
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(a)));
}

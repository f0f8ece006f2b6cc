import { addSinLocation, changeSinLocationState, listSinLocationHistory, listSinLocations, readSinLocation } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

const halifax = { locationId: 'halifax', name: { en: 'Halifax', fr: 'Halifax' }, province: 'NS', effectiveOn: '2024-01-01' } as const;

test('a location is studied, piloted and adopted; each day keeps its state', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const added = await admin.call(addSinLocation, { body: halifax });
  const params = { locationId: 'halifax' };
  const to = (state: 'piloting' | 'adopted', effectiveOn: string, tag: string | undefined) =>
    admin.call(changeSinLocationState, { params, body: { state, effectiveOn, reason: 'decided' }, headers: { 'if-match': tag ?? '' } });

  const piloting = await to('piloting', '2024-03-01', added.headers.etag);
  const stale = await to('adopted', '2024-06-01', added.headers.etag);
  const adopted = await to('adopted', '2024-06-01', piloting.headers.etag);
  const state = async (asOf: string) => (await admin.call(readSinLocation, { params, query: { asOf } })).json().state;
  const history = (await admin.call(listSinLocationHistory, { params })).json().items;

  expect(added.json()).toMatchObject({ state: 'under-study', region: 'atlantic', note: null, revision: 1 });
  expect(stale.problem().code).toBe('precondition-failed');
  expect(adopted.json()).toMatchObject({ state: 'adopted', revision: 3 });
  expect([await state('2024-02-29'), await state('2024-03-01'), await state('2024-06-01')]).toEqual(['under-study', 'piloting', 'adopted']);
  expect(history.map(({ effectiveOn, endedOn, reason }) => [effectiveOn, endedOn, reason])).toEqual([
    ['2024-01-01', '2024-03-01', null],
    ['2024-03-01', '2024-06-01', 'decided'],
    ['2024-06-01', null, 'decided'],
  ]);
});

test('a state that does not follow, a code that is taken and another region are refused', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await admin.call(addSinLocation, { body: halifax });
  await admin.call(addSinLocation, { body: { ...halifax, locationId: 'regina', province: 'SK' } });
  const to = (state: 'piloting' | 'declined' | 'under-study', effectiveOn = '2024-02-01') =>
    admin.call(changeSinLocationState, {
      params: { locationId: 'halifax' },
      body: { state, effectiveOn, reason: 'test' },
      headers: { 'if-match': '*', 'accept-language': 'fr' },
    });

  const same = await to('under-study');
  const declined = await to('declined');
  const piloting = await to('piloting', '2024-03-01');
  const early = await to('piloting', '2023-12-31');
  const again = await admin.call(addSinLocation, { body: halifax });
  const outside = await service
    .as('demo-atlantic')
    .call(changeSinLocationState, { params: { locationId: 'regina' }, body: { state: 'piloting', reason: 'test' } });
  const national = await service.as('demo-atlantic').call(addSinLocation, { body: { locationId: 'others', name: { en: 'Others', fr: 'Autres' } } });

  expect(declined.status).toBe(201);
  expect(piloting.problem().detail).toContain('«\u00a0refusé\u00a0»');
  expect([same, piloting, early, again, outside, national].map((answer) => answer.problem().code)).toEqual([
    'invalid-transition',
    'invalid-transition',
    'effective-before-start',
    'duplicate-location',
    'outside-region',
    'outside-region',
  ]);
});

test('locations are found by state and region', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await admin.call(addSinLocation, { body: halifax });
  await admin.call(addSinLocation, { body: { ...halifax, locationId: 'moncton', province: 'NB', state: 'piloting' } });

  const found = (await admin.call(listSinLocations, { query: { state: ['piloting'], region: ['atlantic'] } })).json().items;

  expect(found.map(({ locationId }) => locationId)).toEqual(['moncton']);
});

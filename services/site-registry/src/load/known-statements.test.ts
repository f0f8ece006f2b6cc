import { readClinicSummary, readNetworkSummary, readReactivation } from '@csn/contracts';
import { lastRecordedAt } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';
import { loadData } from './load-data.ts';

test.each(['all', 'reported'] as const)('with %s data, what documents state is known from the loading on, not before', async (load) => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const before = await lastRecordedAt(service.database.db);
  await loadData(service.options, load, { proximityKm: 10 });
  const read = async (knownAt?: string) => {
    const known = knownAt === undefined ? {} : { knownAt };
    const network = (await admin.call(readNetworkSummary, { query: { asOf: '2023-03-31', ...known } })).json();
    const reactivation = (await admin.call(readReactivation, { query: { asOf: '2023-04-21', ...known } })).json();
    const clinics = (await admin.call(readClinicSummary, { query: { from: '2022-06-08', to: '2023-03-21', ...known } })).json();
    return { network, reactivation, clinics };
  };

  const then = await read(before);
  const now = await read();

  expect([then.network.reported, then.reactivation.reported, then.clinics.reported]).toEqual([null, null, null]);
  expect([then.network.notes, then.reactivation.notes, then.clinics.notes]).toEqual([[], [], []]);
  expect(then.clinics).toMatchObject({ clinics: 0, peopleServed: 0, source: { quality: 'measured' } });
  expect(now.network.reported?.scheduledOutreach).toBe(208);
  expect(now.reactivation.reported?.reactivated).toBe(210);
  expect(now.reactivation.notes.map(({ code }) => code)).toContain('stated-on-two-days');
  expect(now.clinics).toMatchObject({ clinics: 37, reported: { peopleServed: 1468 } });
  expect(await read(now.network.knownAt)).toEqual(now);
});

test('a statement of another day is told beside only from when it was known', async () => {
  await using service = await startService();
  await loadData(service.options, 'reported', { proximityKm: 10 });
  const codesAt = async (knownAt: string) =>
    (await service.as('demo-admin').call(readReactivation, { query: { asOf: '2023-04-21', knownAt } })).json().notes.map(({ code }) => code);

  const { recordedAt } = await service.database.db.selectFrom('statedReactivation').select('recordedAt').executeTakeFirstOrThrow();
  const justBefore = Temporal.Instant.from(recordedAt).subtract({ milliseconds: 1 }).toString({ fractionalSecondDigits: 3 });

  expect(await codesAt(justBefore)).toEqual([]);
  expect(await codesAt(recordedAt)).toContain('stated-on-two-days');
});

import { changeReductionPlan, readClinicSummary, readCommissionaireSummary, readNetworkSummary, readReactivation, recordClinic } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { changeState, givenLoadedService, givenOpenSite, givenSuspendedOutreachSite } from './given.ts';
import { startService } from './start.ts';

const codes = ({ notes }: { notes: readonly { code: string }[] }) => notes.map(({ code }) => code);

test('a summary of reported data says of data with illustrative records what it says where those were never loaded', async () => {
  await using all = await givenLoadedService('all');
  await using reported = await givenLoadedService('reported');
  const read = async (service: typeof all) => {
    const admin = service.as('demo-admin');
    const query = { quality: ['reported' as const] };
    const answers = [
      await admin.call(readNetworkSummary, { query: { asOf: '2023-03-31', ...query } }),
      await admin.call(readNetworkSummary, { query: { asOf: '2024-02-06', ...query } }),
      await admin.call(readReactivation, { query: { asOf: '2023-04-21', ...query } }),
      await admin.call(readReactivation, { query: { asOf: '2024-02-07', ...query } }),
      await admin.call(readClinicSummary, { query: { from: '2022-06-08', to: '2023-03-21', ...query } }),
      await admin.call(readCommissionaireSummary, { query: { asOf: '2023-05-16', ...query } }),
    ];
    return answers.map((answer) => ({ ...(answer.json() as object), knownAt: '' }));
  };

  const ofAll = await read(all);

  expect(ofAll).toEqual(await read(reported));
  expect(ofAll[0]).toMatchObject({ scheduledOutreach: 0, reported: { scheduledOutreach: 208 } });
  expect(ofAll[2]).toMatchObject({ reactivated: 0, reported: { reactivated: 210 } });
  expect(ofAll[4]).toMatchObject({ clinics: 37, observed: { clinics: 0 }, source: { quality: 'reported' } });
  expect(ofAll[5]).toMatchObject({ dueOn: '2023-06-30', postsNow: null, target: null, onTrack: null, reviews: { done: 4 }, notes: [] });
});

test('a summary of illustrative data counts what it counts of all, and holds no statement against it', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');
  const quality = ['illustrative' as const];

  const network = (await admin.call(readNetworkSummary, { query: { asOf: '2023-03-31', quality } })).json();
  const reactivation = (await admin.call(readReactivation, { query: { asOf: '2023-04-21', quality } })).json();
  const clinics = (await admin.call(readClinicSummary, { query: { from: '2022-06-08', to: '2023-03-21', quality } })).json();
  const posts = (await admin.call(readCommissionaireSummary, { query: { asOf: '2023-05-16', quality } })).json();
  const postsOfAll = (await admin.call(readCommissionaireSummary, { query: { asOf: '2023-05-16' } })).json();

  expect(network).toMatchObject({ serviceCanadaCentres: { total: 316 }, scheduledOutreach: 208, reported: null });
  expect(reactivation).toMatchObject({ reactivated: 210, plannedThisQuarter: 32, reported: null });
  expect(clinics).toMatchObject({ clinics: 37, peopleServed: 1468, reported: null, source: { quality: 'illustrative' } });
  expect(posts).toMatchObject({
    dueOn: null,
    postsNow: postsOfAll.postsNow,
    target: null,
    reviews: { done: 0, of: 4 },
    source: { quality: 'illustrative' },
    planSource: null,
  });
  expect(posts.byRegion[0]).toMatchObject({
    why: 'no-plan',
    explanation: 'No reduction plan of the quality asked for is in force on May 16, 2023: there is no target.',
  });
  expect([network, reactivation, clinics, posts].map(codes)).toEqual(Array.from({ length: 4 }, () => ['illustrative-records']));
});

test('a reactivation is illustrative where its suspension is, whatever the site’s present record is', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');

  const listed = (await admin.call(readReactivation, { query: { asOf: '2024-02-07' }, headers: { 'accept-language': 'fr' } })).json();

  expect(listed.reactivated).toBeGreaterThan(0);
  expect(listed.source.quality).toBe('illustrative');
  expect(listed.notes.at(-1)).toEqual({
    code: 'illustrative-records',
    text: 'Les sites comptés en comprennent dont les dates sont illustratives\u00a0: aucun document ne dit quand chacun a été réactivé, ni pour quel trimestre il est prévu.',
  });
});

test('what callers record counts among the measured, and several qualities may be asked for', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenOpenSite(service);
  const { siteId } = await givenSuspendedOutreachSite(service);
  await changeState(service, siteId, 'open', '2024-05-15');
  const source = { document: 'Report', asOf: '2024-03-06', quality: 'reported' as const };
  await admin.call(recordClinic, { body: { heldOn: '2024-03-05', place: 'Moosonee', province: 'ON', peopleServed: 5 } });
  await admin.call(recordClinic, { body: { heldOn: '2024-03-06', place: 'Moosonee', province: 'ON', peopleServed: 7, source } });
  await admin.call(changeReductionPlan, {
    body: { dueOn: '2024-06-30', targetLevel: 'pre-pandemic', implementation: 'full', effectiveOn: '2024-01-01', reason: 'test' },
  });
  const read = async (quality: ('reported' | 'measured' | 'illustrative')[]) => ({
    open: (await admin.call(readNetworkSummary, { query: { asOf: '2024-06-01', quality } })).json().serviceCanadaCentres.total,
    reactivated: (await admin.call(readReactivation, { query: { asOf: '2024-06-01', quality } })).json().reactivated,
    served: (await admin.call(readClinicSummary, { query: { from: '2024-03-01', to: '2024-03-31', quality } })).json().peopleServed,
    dueOn: (await admin.call(readCommissionaireSummary, { query: { asOf: '2024-06-01', quality } })).json().dueOn,
  });

  expect(await read(['measured'])).toEqual({ open: 1, reactivated: 1, served: 5, dueOn: '2024-06-30' });
  expect(await read(['reported'])).toEqual({ open: 0, reactivated: 0, served: 7, dueOn: null });
  expect(await read(['reported', 'measured'])).toEqual({ open: 1, reactivated: 1, served: 12, dueOn: '2024-06-30' });
});

test.each(['/v1/network/summary', '/v1/outreach/reactivation', '/v1/clinics/summary?from=2022-06-08&to=2023-03-21', '/v1/commissionaires/summary'])(
  'a quality that does not exist is refused by %s in both languages',
  async (path) => {
    await using service = await startService();
    const url = `${path}${path.includes('?') ? '&' : '?'}quality=guessed`;
    const read = async (language: string) => (await service.as('demo-reader').send({ method: 'GET', url, headers: { 'accept-language': language } })).problem();

    const [english, french] = [await read('en'), await read('fr')];

    expect(english).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ in: 'query', pointer: '/quality' }] });
    expect(french.errors).toHaveLength(1);
    expect(french.title).not.toBe(english.title);
  },
);

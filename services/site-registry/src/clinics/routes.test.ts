import { correctClinic, listClinics, readClinic, readClinicSummary, recordClinic } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { changeState, givenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

const clinic = { heldOn: '2024-03-05', place: 'Témiscaming', province: 'QC', peopleServed: 31 } as const;

test('a clinic is recorded once a place and day, and counts in the period that holds its day', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');

  const recorded = await admin.call(recordClinic, { body: clinic });
  const again = await admin.call(recordClinic, { body: { ...clinic, place: 'temiscaming', peopleServed: 5 } });
  const on = async (from: string, to: string) => (await admin.call(readClinicSummary, { query: { from, to } })).json();

  expect(recorded.json()).toMatchObject({
    clinicId: '2024-03-05-qc-temiscaming',
    region: 'quebec',
    siteId: null,
    revision: 1,
    source: { quality: 'measured' },
  });
  expect(recorded.headers.location).toBe('/v1/clinics/2024-03-05-qc-temiscaming');
  expect(again.problem()).toMatchObject({ status: 409, code: 'duplicate-clinic' });
  expect(await on('2024-03-05', '2024-03-05')).toMatchObject({ clinics: 1, peopleServed: 31, reported: null, source: { quality: 'measured' } });
  expect(await on('2024-03-06', '2024-12-31')).toMatchObject({ clinics: 0, peopleServed: 0, notes: [] });
});

test('a place may be written in any script, but needs a letter or a digit', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const record = (place: string, language = 'en') =>
    admin.call(recordClinic, { body: { ...clinic, province: 'NU', place }, headers: { 'accept-language': language } });

  const recorded = await record('ᐃᖃᓗᐃᑦ');
  const again = await record(' ᐃᖃᓗᐃᑦ');
  const other = await record('ᐸᖕᓂᖅᑑᖅ');
  const [english, french] = [await record(' – ?', 'en'), await record(' – ?', 'fr')];
  const read = await admin.call(readClinic, { params: { clinicId: recorded.json().clinicId } });

  expect([recorded, other].map(({ status }) => status)).toEqual([201, 201]);
  expect(read.json().place).toBe('ᐃᖃᓗᐃᑦ');
  expect(again.problem().code).toBe('duplicate-clinic');
  expect([english, french].map((answer) => answer.problem().errors?.map(({ pointer }) => pointer))).toEqual([['/place'], ['/place']]);
  expect(french.problem().errors?.[0]?.detail).not.toBe(english.problem().errors?.[0]?.detail);
});

test('of one clinic recorded many times at once one record stays', async () => {
  await using service = await startService();

  const answers = await Promise.all(Array.from({ length: 8 }, () => service.as('demo-admin').call(recordClinic, { body: clinic })));

  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
});

test('a figure is corrected with If-Match, and the one before stays known', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const recorded = await admin.call(recordClinic, { body: clinic });
  const params = { clinicId: recorded.json().clinicId };
  const correct = (peopleServed: number, tag?: string) =>
    admin.call(correctClinic, { params, body: { peopleServed, reason: 'counted twice' }, ...(tag && { headers: { 'if-match': tag } }) });

  const without = await correct(30);
  const corrected = await correct(30, recorded.headers.etag);
  const stale = await correct(29, recorded.headers.etag);
  const before = (await admin.call(readClinic, { params, query: { knownAt: recorded.json().knownAt } })).json();

  expect([without, stale].map((answer) => answer.problem().code)).toEqual(['precondition-required', 'precondition-failed']);
  expect(corrected.json()).toMatchObject({ peopleServed: 30, revision: 2 });
  expect(before.peopleServed).toBe(31);
  expect((await admin.call(readClinic, { params })).json().peopleServed).toBe(30);
});

test('a clinic is refused for a day to come, an unknown site, a site of another province, another region or a part of a person', async () => {
  await using service = await startService();
  const { siteId } = await givenSite(service);
  const record = (over: object, client: 'demo-admin' | 'demo-atlantic' = 'demo-admin') =>
    service.as(client).call(recordClinic, { body: { ...clinic, ...over }, headers: { 'accept-language': 'fr' } });

  const answers = [
    await record({ heldOn: '2999-01-01' }),
    await record({ siteId: 'NO-SUCH' }),
    await record({ siteId }),
    await record({}, 'demo-atlantic'),
    await record({ peopleServed: 1.5, place: '' }),
  ];

  expect(answers.map((answer) => answer.problem().code)).toEqual(['day-in-future', 'unknown-site', 'region-mismatch', 'outside-region', 'invalid-request']);
  expect(
    answers
      .at(-1)
      ?.problem()
      .errors?.map(({ pointer }) => pointer),
  ).toEqual(expect.arrayContaining(['/peopleServed', '/place']));
  expect(answers[0]?.problem().title).toBe('Ce jour n’est pas encore venu');
});

test('all that is against the rules is told at once: the day, the site, the day of the source', async () => {
  await using service = await startService();
  const source = { document: 'Report', asOf: '2998-01-01', quality: 'reported' } as const;

  const refused = await service.as('demo-admin').call(recordClinic, { body: { ...clinic, heldOn: '2999-01-01', siteId: 'NO-SUCH', source } });

  expect(refused.problem()).toMatchObject({ status: 422, code: 'day-in-future' });
  expect(refused.problem().errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/heldOn', 'day-in-future'],
    ['/siteId', 'unknown-site'],
    ['/source/asOf', 'day-in-future'],
  ]);
});

test('a clinic at a site that is closed on that day is refused', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId, province } = await givenSite(service, { effectiveOn: '2020-01-01' });
  await changeState(service, siteId, 'closed', '2022-06-01');

  const [before, on] = await Promise.all(
    ['2022-05-31', '2022-06-01'].map((heldOn) => admin.call(recordClinic, { body: { ...clinic, heldOn, siteId, province } })),
  );

  expect(before?.status).toBe(201);
  expect(on?.problem()).toMatchObject({ code: 'site-closed', errors: [{ in: 'body', pointer: '/siteId' }] });
});

test('clinics are listed by day, page after page, and a period that ends before it begins is refused', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  for (const heldOn of ['2024-03-07', '2024-03-05', '2024-03-06']) await admin.call(recordClinic, { body: { ...clinic, heldOn } });

  const first = (await admin.call(listClinics, { query: { limit: 2 } })).json();
  const rest = (await admin.call(listClinics, { query: { limit: 2, cursor: first.nextCursor ?? '' } })).json();
  const backwards = await admin.call(readClinicSummary, { query: { from: '2024-03-02', to: '2024-03-01' } });

  expect([...first.items, ...rest.items].map(({ heldOn }) => heldOn)).toEqual(['2024-03-05', '2024-03-06', '2024-03-07']);
  expect(rest.nextCursor).toBeNull();
  expect(backwards.problem()).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/from', code: 'from-after-to' }] });
});

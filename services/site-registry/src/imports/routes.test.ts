import {
  importSites,
  type ImportReport,
  listImportedRows,
  listSiteChanges,
  listSiteHistory,
  listSites,
  readImport,
  readNetworkSummary,
  readSite,
} from '@csn/contracts';
import { expect, test } from '@jest/globals';
import type { TestAnswer, TestClient, TestService } from '@csn/testing';
import { sql } from 'kysely';
import { changeState, givenLoadedService, givenOpenSite, givenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
interface Sending {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: TestClient;
}
function send(
  service: TestService<Tables>,
  type: keyof typeof types,
  body: string,
  { query, headers, as = 'demo-admin' }: Sending = {},
): Promise<TestAnswer<ImportReport>> {
  const url = `${importSites.path}?${new URLSearchParams(query).toString()}`;
  return service.as(as).send({ method: 'POST', url, headers: { 'content-type': types[type], ...headers }, body }) as Promise<TestAnswer<ImportReport>>;
}

const header =
  'siteId,kind,nameEn,nameFr,region,province,street,city,postalCode,lat,lon,precision,timeZone,languages,services,accessibility,state,effectiveOn,reason';
const row = (siteId: string, over: Readonly<Record<string, string>> = {}): string => {
  const cells: Record<string, string> = {
    siteId,
    kind: 'service-canada-centre',
    nameEn: siteId,
    nameFr: siteId,
    region: 'ontario',
    province: 'ON',
    street: '',
    city: 'Kingston',
    postalCode: 'k7l2z5',
    lat: '44.23',
    lon: '-76.49',
    precision: 'address',
    timeZone: 'America/Toronto',
    languages: 'en|fr',
    services: '',
    accessibility: '',
    state: 'open',
    effectiveOn: '2024-01-01',
    reason: '',
    ...over,
  };
  return header
    .split(',')
    .map((column) => cells[column])
    .join(',');
};
const csv = (...rows: string[]): string => [header, ...rows, ''].join('\r\n');
const linesIn = (answer: TestAnswer<unknown>): string[] => (answer.problem().errors ?? []).map(({ line, pointer, code }) => `${line} ${pointer} ${code}`);
const read = async (service: TestService<Tables>, siteId: string) => (await service.as('demo-admin').call(readSite, { params: { siteId } })).json();

test('an import tells new, changed, unchanged and missing sites apart, row by row', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await send(service, 'csv', csv(row('SAME'), row('OTHER'), row('GONE'), row('SHUT', { state: 'closed' })));

  const answer = await send(service, 'csv', csv(row('SAME'), row('OTHER', { city: 'Ottawa', effectiveOn: '2024-02-01', reason: 'Moved' }), row('FRESH')), {
    query: { document: 'Office finder', sourceAsOf: '2024-02-06' },
  });

  const report = answer.json();
  expect([answer.status, answer.headers.location]).toEqual([201, `/v1/sites/imports/${report.importId}`]);
  expect(report).toMatchObject({ received: 3, new: 1, changed: 1, unchanged: 1, rejected: 0, missing: 1, missingSites: ['GONE'], errors: [] });
  expect((await admin.call(readImport, { params: { importId: report.importId! } })).json()).toEqual(report);
  const rows = (await admin.call(listImportedRows, { params: { importId: report.importId! } })).json();
  expect(rows.items).toEqual([
    { line: 2, siteId: 'SAME', outcome: 'unchanged', revision: 1 },
    { line: 3, siteId: 'OTHER', outcome: 'changed', revision: 2 },
    { line: 4, siteId: 'FRESH', outcome: 'new', revision: 1 },
  ]);
  expect(await read(service, 'FRESH')).toMatchObject({
    state: 'open',
    address: { city: 'Kingston', postalCode: 'K7L 2Z5' },
    source: { document: 'Office finder', asOf: '2024-02-06' },
  });
  const history = (await admin.call(listSiteHistory, { params: { siteId: 'OTHER' } })).json().items;
  expect(history.map(({ effectiveOn, reason, actor, address }) => [effectiveOn, reason, actor, address.city])).toEqual([
    ['2024-01-01', expect.stringMatching(/^Import /), 'demo-admin', 'Kingston'],
    ['2024-02-01', 'Moved', 'demo-admin', 'Ottawa'],
  ]);
  await service.options.feed.catchUp();
  const events = (await admin.call(listSiteChanges, {})).json().items;
  expect(events.map(({ type, subject }) => `${type} ${subject}`).slice(-2)).toEqual(['site.created FRESH', 'site.changed OTHER']);
});

test('the export of the whole register can be imported again, and changes nothing', async () => {
  await using service = await givenLoadedService('all');
  const admin = service.as('demo-admin');
  let text = '';
  for (let cursor: string | undefined, more = true; more;) {
    const query = { limit: 500, ...(cursor && { cursor }) };
    const page = await admin.call(listSites, { query, headers: { accept: 'text/csv' } });
    const [head = '', ...rest] = page.text.split('\r\n');
    text += (text ? '' : `${head}\r\n`) + rest.join('\r\n');
    cursor = (await admin.call(listSites, { query })).json().nextCursor ?? undefined;
    more = cursor !== undefined;
  }

  const report = (await send(service, 'csv', text)).json();

  expect(report.received).toBeGreaterThan(590);
  expect(report).toMatchObject({ new: 0, changed: 0, unchanged: report.received, rejected: 0, missing: 0 });
});

test('every fault of every row is named by its line and column, and nothing is stored', async () => {
  await using service = await startService();
  await givenOpenSite(service, { siteId: 'OPEN-SITE' });

  const answer = await send(
    service,
    'csv',
    csv(
      row('GOOD'),
      row('bad code', { lat: '144', timeZone: 'America/Nowhere', effectiveOn: '2024-02-30', nameEn: '' }),
      row('ELSEWHERE', { province: 'QC', postalCode: 'H1A 1A1' }),
      row('SWAPPED', { lat: '-76.49', lon: '44.23', postalCode: '' }),
      'one cell',
      row('OPEN-SITE', { state: 'planned', effectiveOn: '2025-01-01' }),
      row('OPEN-SITE', { effectiveOn: '1990-01-01' }),
      row('GOOD', { city: 'Again' }),
    ),
  );

  expect(answer.problem()).toMatchObject({ status: 422, code: 'import-rejected', received: 8, new: 1, rejected: 7 });
  expect(linesIn(answer)).toEqual([
    '3 /nameEn too-small',
    '3 /lat too-large',
    '3 /timeZone unknown-time-zone',
    '3 /effectiveOn invalid-date',
    '3 /siteId invalid-format',
    '4 /province region-mismatch',
    '5 /lat outside-canada',
    '6  malformed-line',
    '7 /state invalid-transition',
    '8 /effectiveOn effective-before-start',
    '9 /siteId duplicate-site',
  ]);
  const { rows } = await sql<{
    count: number;
  }>`select (select count(*) from site where site_id = 'GOOD') + (select count(*) from site_import) as count`.execute(service.database.db);
  expect(rows[0]?.count).toBe(0);
});

test('rows are held to what a site is held to: blanks, doubled services, time zones, and a document of a day that has come', async () => {
  await using service = await startService();
  const body = csv(row('ONE', { city: '  ' }), row('TWO', { services: 'passport|passport' }), row('THREE', { timeZone: 'Europe/Paris' }));

  const refused = await send(service, 'csv', body);
  const early = await send(service, 'csv', csv(row('GOOD')), { query: { document: 'List', sourceAsOf: '2999-01-01' } });

  expect(linesIn(refused)).toEqual(['2 /city blank', '3 /services doubled', '4 /timeZone unknown-time-zone']);
  expect(early.problem()).toMatchObject({ code: 'day-in-future', errors: [{ in: 'query', pointer: '/sourceAsOf' }] });
});

test('with skip-rows the good rows are kept', async () => {
  await using service = await startService();

  const report = (await send(service, 'csv', csv(row('GOOD'), row('BAD', { lat: 'x' })), { query: { onError: 'skip-rows' } })).json();

  expect(report).toMatchObject({ received: 2, new: 1, rejected: 1, errors: [{ line: 3, pointer: '/lat', code: 'invalid-type' }] });
  expect((await read(service, 'GOOD')).state).toBe('open');
});

test('a dry run says exactly what the run then does, and stores nothing', async () => {
  await using service = await startService();
  await send(service, 'csv', csv(row('SAME'), row('OTHER')));
  const body = csv(row('SAME'), row('OTHER', { city: 'Ottawa' }), row('FRESH'), row('BAD', { kind: 'kiosk' }));

  const dry = (await send(service, 'csv', body, { query: { dryRun: 'true', onError: 'skip-rows' } })).json();
  const nothing = await service.as('demo-admin').call(readSite, { params: { siteId: 'FRESH' } });
  const run = (await send(service, 'csv', body, { query: { onError: 'skip-rows' } })).json();

  expect(nothing.status).toBe(404);
  expect({ ...dry, importId: run.importId, recordedAt: run.recordedAt }).toEqual(run);
  expect(dry).toMatchObject({ importId: null, recordedAt: null, new: 1, changed: 1, unchanged: 1, rejected: 1 });
});

test('a line of NDJSON has the columns as members or those of a site, and may name only what changes', async () => {
  await using service = await startService();
  await send(service, 'csv', csv(row('ONE', { street: '1 Main Street' }), row('TWO')));
  const lines = [
    { siteId: 'ONE', street: null, services: ['passport'], effectiveOn: '2024-03-01' },
    { siteId: 'TWO', name: { fr: 'Deux' }, address: { city: 'Ottawa' }, effectiveOn: '2024-03-01' },
    { siteId: 'THREE', nameEn: 'Three' },
    { siteId: 'FOUR', name: { en: 'Four' }, address: {}, colour: 'red' },
  ];
  const ndjson = (some: readonly object[]) => some.map((line) => `${JSON.stringify(line)}\n`).join('');

  const refused = await send(service, 'ndjson', ndjson(lines));
  const report = (await send(service, 'ndjson', ndjson(lines.slice(0, 2)))).json();

  expect(linesIn(refused)).toEqual([
    '3 /kind required',
    '3 /nameFr required',
    '3 /region required',
    '3 /province required',
    ...['/city', '/lat', '/lon', '/timeZone'].map((pointer) => `3 ${pointer} required`),
    '4 /colour unknown-member',
  ]);
  expect(report).toMatchObject({ changed: 2, unchanged: 0 });
  expect(await read(service, 'ONE')).toMatchObject({ address: { city: 'Kingston', postalCode: 'K7L 2Z5' }, services: ['passport'] });
  expect((await read(service, 'ONE')).address.street).toBeUndefined();
  expect(await read(service, 'TWO')).toMatchObject({ name: { en: 'TWO', fr: 'Deux' }, address: { city: 'Ottawa' } });
});

test('the rows of one site are applied in their order, each with its own day', async () => {
  await using service = await startService();
  const day = (effectiveOn: string, state: string) => row('MOBILE', { kind: 'scheduled-outreach', state, effectiveOn });

  const report = (await send(service, 'csv', csv(day('2020-01-01', 'planned'), day('2021-01-01', 'open'), day('2022-01-01', 'suspended')))).json();

  expect(report).toMatchObject({ received: 3, new: 1, changed: 2 });
  const states = await Promise.all(
    ['2020-06-01', '2021-06-01', '2022-06-01'].map(
      async (asOf) => (await service.as('demo-admin').call(readSite, { params: { siteId: 'MOBILE' }, query: { asOf } })).json().state,
    ),
  );
  expect(states).toEqual(['planned', 'open', 'suspended']);
});

test('a reactivation by import brings passport service with it, unless an office of the same list is near', async () => {
  await using service = await startService();
  const outreach = { kind: 'scheduled-outreach', services: 'seniors' };
  for (const siteId of ['FAR-AWAY', 'NEAR-BY']) {
    const place: Record<string, string> = siteId === 'FAR-AWAY' ? { lat: '50', lon: '-90' } : {};
    await send(
      service,
      'csv',
      csv(row(siteId, { ...outreach, ...place }), row(siteId, { ...outreach, ...place, state: 'suspended', effectiveOn: '2024-02-01' })),
    );
  }
  const again = { ...outreach, effectiveOn: '2024-03-01' };

  const report = (
    await send(
      service,
      'csv',
      csv(row('FAR-AWAY', { ...again, lat: '50', lon: '-90' }), row('NEAR-BY', again), row('OFFICE', { kind: 'passport-service-site', services: 'passport' })),
    )
  ).json();

  expect(report).toMatchObject({ new: 1, changed: 2, rejected: 0 });
  expect((await read(service, 'FAR-AWAY')).services).toEqual(['seniors', 'passport']);
  expect((await read(service, 'NEAR-BY')).services).toEqual(['seniors']);
  await service.options.feed.catchUp();
  const { items } = (await service.as('demo-admin').call(listSiteChanges, { query: { limit: 500 } })).json();
  expect(
    items
      .filter(({ type }) => type === 'passport-extension.decided')
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual(['FAR-AWAY', 'NEAR-BY']);
});

test('a reactivation brings the rule with it also if the suspension stands in the same list, and the rows after it are judged as any others', async () => {
  await using service = await startService();
  const mobile = (state: string, effectiveOn: string, over: Readonly<Record<string, string>> = {}) =>
    row('MOBILE', { kind: 'scheduled-outreach', services: 'seniors', state, effectiveOn, ...over });

  const answer = await send(
    service,
    'csv',
    csv(
      mobile('open', '2024-01-01'),
      mobile('suspended', '2024-02-01'),
      mobile('open', '2024-03-01'),
      mobile('open', '2024-02-01'),
      mobile('', '2024-04-01', { services: 'seniors|passport', city: 'Ottawa' }),
    ),
    { query: { onError: 'skip-rows', document: 'Office finder' } },
  );

  expect(answer.json()).toMatchObject({ new: 1, changed: 3, rejected: 1, errors: [{ line: 5, code: 'duplicate-site' }] });
  const on = async (asOf: string) => (await service.as('demo-admin').call(readSite, { params: { siteId: 'MOBILE' }, query: { asOf } })).json();
  expect((await on('2024-02-15')).services).toEqual(['seniors']);
  expect((await on('2024-03-15')).services).toEqual(['seniors', 'passport']);
  expect(await on('2024-04-15')).toMatchObject({ address: { city: 'Ottawa' }, source: { document: 'Office finder' } });
});

test('all that a list does becomes known at the instant that its report names', async () => {
  await using service = await startService();
  await send(service, 'csv', csv(...Array.from({ length: 1100 }, (_, index) => row(`SITE-${index}`, { state: 'planned', effectiveOn: '2023-01-01' }))));

  const report = (await send(service, 'csv', csv(...Array.from({ length: 1100 }, (_, index) => row(`SITE-${index}`))))).json();

  expect(report.changed).toBe(1100);
  const { rows } = await sql<{ recordedAt: string }>`select distinct recorded_at from site_version where effective_on = '2024-01-01'`.execute(
    service.database.db,
  );
  expect(rows).toEqual([{ recordedAt: report.recordedAt }]);
});

test('a regional caller imports its own region: a row of another refuses the whole, or with skip-rows is a fault of its own', async () => {
  await using service = await startService();
  const atlantic = { region: 'atlantic', province: 'NS', postalCode: '', lat: '44.6', lon: '-63.6', timeZone: 'America/Halifax' };
  await send(service, 'csv', csv(row('ONTARIO'), row('HALIFAX', atlantic), row('SYDNEY', atlantic)));
  const body = csv(row('HALIFAX', { ...atlantic, city: 'Dartmouth' }), row('ONTARIO', { ...atlantic }));

  const whole = await send(service, 'csv', body, { as: 'demo-atlantic' });
  const skipping = await send(service, 'csv', body, { as: 'demo-atlantic', query: { onError: 'skip-rows' } });

  expect(whole.problem()).toMatchObject({ status: 403, code: 'outside-region' });
  expect(skipping.json()).toMatchObject({ changed: 1, rejected: 1, missing: 1, missingSites: ['SYDNEY'], errors: [{ line: 3, code: 'outside-region' }] });
});

test('the report of an import and its rows are read by callers of any region, as the register is', async () => {
  await using service = await startService();
  const atlantic = service.as('demo-atlantic');
  const { importId } = (await send(service, 'csv', csv(row('ONTARIO')))).json();
  const params = { importId: importId! };

  const report = await atlantic.call(readImport, { params });
  const rows = await atlantic.call(listImportedRows, { params });

  expect(report.json()).toMatchObject({ importId, new: 1 });
  expect(rows.json().items).toEqual([{ line: 2, siteId: 'ONTARIO', outcome: 'new', revision: 1 }]);
});

test('the same list under the same key is imported once; an empty list and a header without its columns are refused', async () => {
  await using service = await startService();
  const headers = { 'idempotency-key': 'k' };

  const first = await send(service, 'csv', csv(row('ONE')), { headers });
  const again = await send(service, 'csv', csv(row('ONE')), { headers });
  const empty = await send(service, 'csv', csv());
  const wrong = await send(service, 'csv', 'siteId,kind,colour\nONE,x,red\n');
  const json = await service.as('demo-admin').send({ method: 'POST', url: importSites.path, headers: { 'content-type': 'application/json' }, body: '[]' });

  expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
  expect(empty.problem().code).toBe('empty-import');
  expect(wrong.problem().errors?.[0]).toMatchObject({ pointer: '/colour', code: 'unknown-column' });
  expect([json.status, json.problem().detail]).toEqual([415, expect.stringContaining('text/csv')]);
});

test('an import and changes by hand meet: each is applied to what the other has left', async () => {
  await using service = await startService();
  await Promise.all(Array.from({ length: 10 }, (_, index) => givenSite(service, { siteId: `SITE-${index}`, effectiveOn: '2023-01-01' })));
  const rows = Array.from({ length: 10 }, (_, index) => row(`SITE-${index}`, { state: '', city: 'Imported', effectiveOn: '2024-01-01' }));

  const [report] = await Promise.all([
    send(service, 'csv', csv(...rows)),
    ...Array.from({ length: 10 }, (_, index) => changeState(service, `SITE-${index}`, 'open', '2024-02-01')),
  ]);

  expect(report.json()).toMatchObject({ changed: 10, rejected: 0 });
  for (let index = 0; index < 10; index += 1)
    expect(await read(service, `SITE-${index}`)).toMatchObject({ state: 'open', address: { city: 'Imported' }, revision: 3 });
  const summary = (await service.as('demo-admin').call(readNetworkSummary, { query: { asOf: '2024-03-01' } })).json();
  expect(summary.serviceCanadaCentres.total).toBe(10);
});

import { changeSite, createSite, importSites, listSites, type NewSite, readSite } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import type { z } from 'zod';
import { givenSite, siteBody } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

type SiteBody = z.input<typeof NewSite>;
const weekday: NonNullable<SiteBody['hours']>[number] = { days: ['monday', 'friday'], opens: '08:30', closes: '12:00' };
const refused: [string, Partial<SiteBody>, [pointer: string, code: string][]][] = [
  [
    'a name of blanks only',
    { name: { en: '  ', fr: '\u00a0\t' } },
    [
      ['/name/en', 'blank'],
      ['/name/fr', 'blank'],
    ],
  ],
  [
    'a town of blanks only',
    { address: { city: ' ', street: '\n' } },
    [
      ['/address/street', 'blank'],
      ['/address/city', 'blank'],
    ],
  ],
  ['a document of blanks only', { source: { document: ' ', asOf: '2024-01-01', quality: 'measured' } }, [['/source/document', 'blank']]],
  ['an empty reason, once', { reason: '' }, [['/reason', 'too-small']]],
  [
    'a service named twice',
    { services: ['passport', 'pension', 'passport', 'passport'] },
    [
      ['/services/2', 'doubled'],
      ['/services/3', 'doubled'],
    ],
  ],
  ['a language named twice', { languages: ['en', 'en'] }, [['/languages/1', 'doubled']]],
  ['a day named twice', { hours: [{ ...weekday, days: ['monday', 'monday'] }] }, [['/hours/0/days/1', 'doubled']]],
  ['hours that overlap on a day', { hours: [weekday, { days: ['friday'], opens: '11:59', closes: '16:00' }] }, [['/hours/1', 'hours-overlap']]],
  ['the same hours twice', { hours: [weekday, weekday] }, [['/hours/1', 'hours-overlap']]],
  ['a time zone of another country', { timeZone: 'Europe/Paris' }, [['/timeZone', 'unknown-time-zone']]],
  ['a time zone that the database has given up', { timeZone: 'Canada/Eastern' }, [['/timeZone', 'unknown-time-zone']]],
];

test.each(refused)('a site with %s is refused where it is', async (_what, over, faults) => {
  await using service = await startService();

  const answer = await service.as('demo-admin').call(createSite, { body: siteBody(over) });

  expect(answer.problem().errors?.map(({ pointer, code }) => [pointer, code])).toEqual(faults);
});

test('hours that follow each other, or are of different days, are taken', async () => {
  await using service = await startService();
  const hours: SiteBody['hours'] = [weekday, { days: ['monday'], opens: '12:00', closes: '16:00' }, { days: ['tuesday'], opens: '08:30', closes: '12:00' }];

  const answer = await service.as('demo-admin').call(createSite, { body: siteBody({ hours }) });

  expect(answer.status).toBe(201);
});

test('what is missing is required, whether a text, a choice or an object', async () => {
  await using service = await startService();
  const { kind: _kind, region: _region, name: _name, siteId: _siteId, ...body } = siteBody();

  const answer = await service
    .as('demo-admin')
    .send({ method: 'POST', url: '/v1/sites', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...body, province: 'XX' }) });

  expect(answer.problem().errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/siteId', 'required'],
    ['/kind', 'required'],
    ['/name', 'required'],
    ['/region', 'required'],
    ['/province', 'not-allowed'],
  ]);
});

test('the source of a site is of a day that has come', async () => {
  await using service = await startService();
  const source = { document: 'Office list', asOf: '2999-01-01', quality: 'measured' } as const;

  const answer = await service.as('demo-admin').call(createSite, { body: siteBody({ source }) });
  const { items } = (await service.as('demo-admin').call(listSites, {})).json();

  expect(answer.problem()).toMatchObject({ status: 422, code: 'day-in-future', errors: [{ in: 'body', pointer: '/source/asOf' }] });
  expect(items).toEqual([]);
});

const lists = { languages: ['en'], hours: [weekday], services: ['passport'], accessibility: ['lift'] };
const noLists = { languages: null, hours: null, services: null, accessibility: null };
const empty = { languages: [], hours: [], services: [], accessibility: [] };

test('null clears the lists of a site, as it clears the other members that may be absent', async () => {
  await using service = await startService();
  const { siteId } = await givenSite(service, lists);

  const cleared = await service
    .as('demo-admin')
    .call(changeSite, { params: { siteId }, body: { ...noLists, effectiveOn: '2024-02-01', reason: 'test' }, headers: { 'if-match': '*' } });
  const again = await service.as('demo-admin').call(changeSite, {
    params: { siteId },
    body: { ...empty, effectiveOn: '2024-02-01', reason: 'test' },
    headers: { 'if-match': '*' },
  });

  expect(cleared.json()).toMatchObject({ ...empty, revision: 2 });
  expect(again.json()).toMatchObject({ ...empty, revision: 2 });
});

test('null clears the lists of a site in a row of an import, too', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service, lists);
  const { languages: _languages, ...site } = siteBody({ siteId: 'NEW-ONE' });
  const rows = [
    { siteId, ...noLists, effectiveOn: '2024-02-01' },
    { ...site, ...noLists },
  ];

  await admin.send({
    method: 'POST',
    url: importSites.path,
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  });

  for (const id of [siteId, 'NEW-ONE']) expect((await admin.call(readSite, { params: { siteId: id } })).json()).toMatchObject(empty);
});

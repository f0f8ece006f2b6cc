import { listAnnotations, listVolumeChanges, type NewAnnotation, readAnnotation, recordAnnotation, summarizeVolumes } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import type { TestClient, TestService } from '@csn/testing';
import { batchOf, dayCount, givenBatch, measured, openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

const text = { en: 'Work stoppage', fr: 'Interruption de travail' };
const stoppage: NewAnnotation = { from: '2024-04-10', to: '2024-04-20', text, source: measured };
const sites = {
  'SITE-ON': openSince2020,
  'SITE-NL': [{ effectiveOn: '2020-01-01', region: 'atlantic', kind: 'scheduled-outreach' }],
} as const;

async function given(service: TestService<Tables>, annotation: Partial<NewAnnotation>, as: TestClient = 'demo-admin'): Promise<string> {
  const answer = await service.as(as).call(recordAnnotation, { body: { ...stoppage, ...annotation } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json().annotationId;
}

test('an annotation is recorded, can be read again, and is in the journal', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const admin = service.as('demo-admin');

  const answer = await admin.call(recordAnnotation, { body: { ...stoppage, measure: 'in-person.clients-served', siteId: 'SITE-NL' } });
  await service.options.feed.catchUp();

  const recorded = answer.json();
  expect(recorded).toMatchObject({ measure: 'in-person.clients-served', siteId: 'SITE-NL', region: 'atlantic', from: '2024-04-10', text, actor: 'demo-admin' });
  expect(answer.headers.location).toBe(`/v1/volumes/annotations/${recorded.annotationId}`);
  expect((await admin.call(readAnnotation, { params: { annotationId: recorded.annotationId } })).json()).toEqual(recorded);
  expect((await admin.call(listAnnotations, {})).json()).toEqual({ items: [recorded], nextCursor: null });
  expect((await admin.call(listVolumeChanges, {})).json().items).toMatchObject([
    { type: 'volume-annotation.recorded', subject: recorded.annotationId, data: { text } },
  ]);
});

test('days to come are allowed, and so is a site that only the register knows yet', async () => {
  const registry = registryWith(sites);
  await using service = await startService({ others: registry });

  await given(service, { siteId: 'SITE-ON', from: '2099-01-01', to: '2099-12-31' });

  expect(registry.asked).toEqual(['SITE-ON']);
});

const refused: [string, Partial<NewAnnotation>, number, string, string][] = [
  ['of an unknown site', { siteId: 'NO-SITE' }, 422, 'unknown-site', '/siteId'],
  ['of a site for a measure without sites', { siteId: 'SITE-ON', measure: 'esin.applications-completed' }, 422, 'measure-without-sites', '/measure'],
  ['of a site in another region', { siteId: 'SITE-ON', region: 'quebec' }, 422, 'region-contradicts-site', '/region'],
  ['of a period that ends before it begins', { from: '2024-04-21' }, 400, 'invalid-request', '/from'],
  ['of blanks only', { text: { en: ' ', fr: 'Verglas' } }, 400, 'invalid-request', '/text/en'],
  ['of a document of a day to come', { source: { document: 'Example', asOf: '2999-01-01', quality: 'illustrative' } }, 422, 'day-in-future', '/source/asOf'],
];
test.each(refused)('an annotation %s is refused', async (_what, annotation, status, code, pointer) => {
  await using service = await startService({ others: registryWith(sites) });

  const answer = await service.as('demo-admin').call(recordAnnotation, { body: { ...stoppage, ...annotation } });

  expect(answer.problem()).toMatchObject({ status, code, errors: [{ in: 'body', pointer }] });
});

test('a regional caller writes for its own region only', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const write = async (annotation: Partial<NewAnnotation>) => {
    const answer = await service.as('demo-atlantic').call(recordAnnotation, { body: { ...stoppage, ...annotation } });
    return answer.status === 201 ? 'recorded' : answer.problem().code;
  };

  expect(await write({})).toBe('outside-region');
  expect(await write({ region: 'ontario' })).toBe('outside-region');
  expect(await write({ siteId: 'SITE-ON' })).toBe('outside-region');
  expect(await write({ siteId: 'SITE-ON', measure: 'esin.applications-completed' })).toBe('outside-region');
  expect(await write({ region: 'atlantic' })).toBe('recorded');
  expect(await write({ siteId: 'SITE-NL' })).toBe('recorded');
});

test('a regional reader sees the annotations of the whole country and of its own region', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const national = await given(service, {});
  const ours = await given(service, { siteId: 'SITE-NL' });
  const theirs = await given(service, { region: 'ontario' });
  const atlantic = service.as('demo-atlantic');

  expect((await atlantic.call(listAnnotations, {})).json().items.map(({ annotationId }) => annotationId)).toEqual([ours, national]);
  expect((await atlantic.call(readAnnotation, { params: { annotationId: national } })).status).toBe(200);
  expect((await atlantic.call(readAnnotation, { params: { annotationId: theirs } })).problem().code).toBe('outside-region');
  expect((await atlantic.call(listAnnotations, { query: { region: ['ontario'] } })).problem().code).toBe('outside-region');
});

test('what is asked for finds what bears on it: by measure, place and days', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const all = await given(service, {});
  const online = await given(service, { measure: 'e-channels.clients-served' });
  const atlantic = await given(service, { region: 'atlantic' });
  const outreach = await given(service, { siteId: 'SITE-NL' });
  const ontario = await given(service, { siteId: 'SITE-ON', from: '2024-04-20', to: '2024-04-30' });
  const found = async (query: object) =>
    new Set((await service.as('demo-reader').call(listAnnotations, { query })).json().items.map(({ annotationId }) => annotationId));

  expect(await found({ measure: ['esin.applications-completed'] })).toEqual(new Set([all, atlantic, outreach, ontario]));
  expect(await found({ measure: ['e-channels.clients-served'], region: ['ontario'] })).toEqual(new Set([all, online, ontario]));
  expect(await found({ siteId: ['SITE-NL'] })).toEqual(new Set([all, online, atlantic, outreach]));
  expect(await found({ siteId: ['SITE-ON'] })).toEqual(new Set([all, online, ontario]));
  expect(await found({ from: '2024-04-21' })).toEqual(new Set([ontario]));
  expect(await found({ to: '2024-04-19' })).toEqual(new Set([all, online, atlantic, outreach]));
  expect(await found({ quality: ['illustrative'] })).toEqual(new Set());
});

test('pages follow each other, what begins last first', async () => {
  await using service = await startService();
  const days = ['2024-04-10', '2024-04-12', '2024-04-11', '2024-04-12'];
  for (const from of days) await given(service, { from });
  const reader = service.as('demo-reader');

  const first = (await reader.call(listAnnotations, { query: { limit: 3 } })).json();
  const second = (await reader.call(listAnnotations, { query: { limit: 3, cursor: first.nextCursor! } })).json();

  expect([...first.items, ...second.items].map(({ from }) => from)).toEqual(['2024-04-12', '2024-04-12', '2024-04-11', '2024-04-10']);
  expect(second.nextCursor).toBeNull();
});

test('a summary carries the annotations that bear on it, also on what was known before they were recorded', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const { recordedAt } = await givenBatch(service, batchOf(dayCount('2024-04-10', 5, 'SITE-ON'), dayCount('2024-04-10', 9)));
  const all = await given(service, {});
  const outreach = await given(service, { siteId: 'SITE-NL' });
  const carried = async (query: object) => {
    const answer = await service.as('demo-reader').call(summarizeVolumes, { query: { from: '2024-04-01', to: '2024-04-30', groupBy: ['measure'], ...query } });
    return answer.json().annotations.map(({ annotationId }) => annotationId);
  };

  expect(await carried({})).toEqual([outreach, all]);
  expect(await carried({ region: ['ontario'], knownAt: recordedAt! })).toEqual([all]);
  expect(await carried({ siteKind: ['scheduled-outreach'] })).toEqual([outreach, all]);
  expect(await carried({ siteKind: ['delivery-partner'] })).toEqual([all]);
  expect(await carried({ from: '2024-04-21' })).toEqual([]);
});

test('an answer carries at most a hundred annotations and says so', async () => {
  await using service = await startService();
  for (let count = 0; count < 101; count += 1) await given(service, {});

  const answer = await service
    .as('demo-reader')
    .call(summarizeVolumes, { query: { from: '2024-04-01', to: '2024-04-30', groupBy: ['measure'] }, headers: { 'accept-language': 'fr' } });

  expect(answer.json().annotations).toHaveLength(100);
  expect(answer.json().notes).toMatchObject([{ code: 'more-annotations', text: expect.stringContaining('annotations') }]);
});

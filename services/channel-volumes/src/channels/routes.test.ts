import { listChannels } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

test('every channel has its measures, each with its unit, in both languages', async () => {
  await using service = await startService();

  const { items, nextCursor } = (await service.as('demo-reader').call(listChannels, {})).json();

  expect(nextCursor).toBeNull();
  expect(items.flatMap(({ measures }) => measures.map(({ measure, unit }) => [measure, unit]))).toEqual([
    ['in-person.clients-served', 'clients'],
    ['e-channels.clients-served', 'clients'],
    ['service-canada-online.clients-served', 'clients'],
    ['outreach-support-centre.calls-completed', 'calls'],
    ['outreach-support-centre.requests', 'requests'],
    ['esin.applications-completed', 'applications'],
  ]);
  expect(items[3]?.name).toEqual({ en: 'Outreach Support Centre', fr: 'Centre d’appui des services mobiles' });
});

test('channels come page by page', async () => {
  await using service = await startService();
  const reader = service.as('demo-reader');

  const first = (await reader.call(listChannels, { query: { limit: 4 } })).json();
  const second = (await reader.call(listChannels, { query: { limit: 4, cursor: first.nextCursor! } })).json();

  expect([...first.items, ...second.items].map(({ channel }) => channel)).toEqual([
    'in-person',
    'e-channels',
    'service-canada-online',
    'outreach-support-centre',
    'esin',
  ]);
  expect(second.nextCursor).toBeNull();
});

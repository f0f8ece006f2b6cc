import { listPassportChanges, verifyPassportChanges } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';
import { loadData } from './load-data.ts';

test('the data are loaded once, with an event for every record', async () => {
  await using service = await startService();
  await service.options.feed.catchUp();
  const count = async () => (await service.as('demo-admin').call(verifyPassportChanges, {})).json();
  const first = await count();

  await loadData(service.options, 'all');
  await service.options.feed.catchUp();

  const feed = (await service.as('demo-admin').call(listPassportChanges, { query: { limit: 500 } })).json();
  expect(first).toMatchObject({ valid: true, firstInvalid: null });
  expect(await count()).toEqual(first);
  expect(new Set(feed.items.map(({ type }) => type))).toEqual(
    new Set([
      'demand-estimate.created',
      'demand-disruption.created',
      'demand-mitigation.created',
      'qa-rate.created',
      'qa-integration.created',
      'rollout-sequence.created',
      'pilot-site.created',
      'pilot-production.created',
      'statement.created',
    ]),
  );
});

test('with no data to load every call still answers', async () => {
  await using service = await startService({ load: 'none' });
  const reader = service.as('demo-reader');

  const answers = [];
  for (const url of [
    '/demand/gap',
    '/demand/disruptions',
    '/qa/rates',
    '/qa/integrations',
    '/rollout/requirements',
    '/rollout/sequence',
    '/modernization/sites',
    '/modernization/summary',
  ]) {
    answers.push([url, (await reader.send({ method: 'GET', url: `/v1/passport${url}` })).status]);
  }

  expect(answers.filter(([, status]) => status !== 200)).toEqual([['/rollout/sequence', 404]]);
});

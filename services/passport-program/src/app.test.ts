import { catalog } from '@csn/contracts';
import { addressOf } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { siteRegister, startService } from '../test/start.ts';

const { operations } = catalog['passport-program'];

test.each(['en', 'fr'])('every example works as it stands on the loaded data, in %s', async (language) => {
  await using service = await startService({ others: siteRegister('SC-3010', 'SC-1137') });

  const answers = [];
  for (const { operationId, route } of operations) {
    const { body, ...address } = route.example;
    const headers = { 'accept-language': language, ...(body !== undefined && { 'content-type': 'application/json' }), ...(route.ifMatch && { 'if-match': '*' }) };
    const answer = await service.as('demo-admin').send({ method: route.method, url: addressOf(route, address), headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    answers.push({ operationId, status: answer.status, language: answer.headers['content-language'], hasTag: answer.headers.etag !== undefined });
  }

  expect(answers).toEqual(operations.map(({ operationId, route }) => ({ operationId, status: route.reply.status, language, hasTag: true })));
});

test('nothing that concerns the whole country is written by a regional caller, nor by one who may only read', async () => {
  await using service = await startService();
  const writes = operations.filter(({ route }) => route.method !== 'GET');

  const refusals = [];
  for (const { route } of writes) {
    const { body, ...address } = route.example;
    const request = { method: route.method, url: addressOf(route, address), headers: { 'content-type': 'application/json', 'if-match': '*' }, body: JSON.stringify(body) };
    const regional = await service.as('demo-atlantic').send(request);
    const reader = await service.as('demo-reader').send(request);
    refusals.push([regional.problem().code, reader.problem().code]);
  }

  expect(refusals).toEqual(writes.map(() => ['outside-region', 'insufficient-scope']));
});

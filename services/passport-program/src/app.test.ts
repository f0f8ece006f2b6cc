import { catalog } from '@csn/contracts';
import { addressOf } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { startService } from '../test/start.ts';

const { operations } = catalog['passport-program'];

test('what every example writes is refused to a caller of another region, and to one who may only read', async () => {
  await using service = await startService();
  const writes = operations.filter(({ route }) => route.method !== 'GET');

  const refusals = [];
  for (const { route } of writes) {
    const { body, ...address } = route.example;
    const request = {
      method: route.method,
      url: addressOf(route, address),
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify(body),
    };
    const regional = await service.as('demo-atlantic').send(request);
    const reader = await service.as('demo-reader').send(request);
    refusals.push([regional.problem().code, reader.problem().code]);
  }

  expect(refusals).toEqual(writes.map(() => ['outside-region', 'insufficient-scope']));
});

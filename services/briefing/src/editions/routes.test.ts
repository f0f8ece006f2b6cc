import { diffEditions, listEditions, listSigningKeys, publishEdition, readEdition, replayEdition } from '@csn/contracts';
import { type Client, Problem, RemoteProblem } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import { flattenedVerify, importJWK } from 'jose';
import { startService } from '../../test/start.ts';

const silent: Client = { call: () => Promise.reject(new Problem('bad-gateway', { values: { service: 'any' } })) };

test('an edition with a missing section is refused, and nothing is published', async () => {
  await using service = await startService({ others: silent });
  const admin = service.as('demo-admin');

  const refused = await admin.call(publishEdition, { body: { asOf: '2023-05-16' } });

  expect(refused.problem()).toMatchObject({ status: 503, code: 'section-unavailable' });
  expect(refused.headers['retry-after']).toBe('10');
  expect((await admin.call(listEditions, {})).json().items).toEqual([]);
});

test('a day of which a service has nothing to tell can be published: it says so, and does not blame the service', async () => {
  const empty: Client = { call: (route) => Promise.reject(new RemoteProblem(route, 404, { code: 'not-found' })) };
  await using service = await startService({ others: empty });

  const edition = (await service.as('demo-admin').call(publishEdition, { body: { asOf: '2016-05-16' } })).json();

  expect(edition.content.fr.sections.find(({ id }) => id === 'network')).toMatchObject({
    available: false,
    unavailable: 'Il n’y a pas de chiffres pour ce jour.',
  });
});

test('only who may publish publishes', async () => {
  await using service = await startService({ others: silent });

  const reader = await service.as('demo-reader').call(publishEdition, { body: { asOf: '2023-05-16' } });
  const regional = await service.as('demo-atlantic').call(publishEdition, { body: { asOf: '2023-05-16' } });

  for (const answer of [reader, regional]) expect(answer.problem()).toMatchObject({ status: 403, code: 'insufficient-scope' });
});

test('an edition that is not there is 404', async () => {
  await using service = await startService({ others: silent });
  const params = { editionId: '2023-05-16.1' };

  const answers = [
    await service.as('demo-admin').call(readEdition, { params }),
    await service.as('demo-admin').call(replayEdition, { params }),
    await service.as('demo-admin').call(diffEditions, { params, query: { with: '2023-05-16.2' } }),
  ];

  for (const answer of answers) expect(answer.status).toBe(404);
});

test('a signature verifies with the published key over the canonical content, and with nothing else', async () => {
  await using service = await startService({ others: silent });
  const { createSigner } = await import('./signing.ts');
  const content = canonicalize({ en: 'Update', fr: 'Mise à jour' }) ?? '';

  const signature = await (await createSigner(service.database.db)).sign(content);

  const [key] = (await service.as('demo-admin').call(listSigningKeys, {})).json().keys;
  const [header = '', , mark = ''] = signature.split('.');
  const verify = async (payload: string) =>
    flattenedVerify({ protected: header, payload: Buffer.from(payload).toString('base64url'), signature: mark }, await importJWK({ ...key }, 'ES256'));
  await expect(verify(content)).resolves.toMatchObject({ protectedHeader: { alg: 'ES256', kid: key?.kid } });
  await expect(verify(`${content} `)).rejects.toThrow();
});

import { operations, serviceNames, type ServiceName } from '@csn/contracts';
import { addressOf } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { sendJson, startGateway, startService } from '../test/start.ts';

test('every operation of the contracts comes to its own service', async () => {
  const all = await Promise.all(
    serviceNames.map(async (name) => {
      const service = await startService((request, response) => {
        request.resume();
        sendJson(response, { name });
      });
      return [name, service] as const;
    }),
  );
  const services = Object.fromEntries(all.map(([name, service]) => [name, service.url])) as Record<ServiceName, string>;
  await using gateway = await startGateway({ services });

  const answers = await Promise.all(
    operations.map(async ({ operationId, service, route }) => {
      const answer = await fetch(gateway.url + addressOf(route, route.example), {
        method: route.method,
        ...(route.body && { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      return [operationId, service, ((await answer.json()) as { name: string }).name] as const;
    }),
  );

  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter(([, service, came]) => service !== came)).toEqual([]);
  await Promise.all(all.map(([, service]) => service[Symbol.asyncDispose]()));
});

test.each([
  ['DELETE', '/v1/sites', /^(?=.*GET)(?=.*HEAD)(?=.*POST)/],
  ['PUT', '/v1/sites/SC-3010', /GET/],
  // An address of its own, though it would fit /v1/sites/{siteId}.
  ['GET', '/v1/sites/imports', /^POST$/],
  ['PATCH', '/v1/sites/changes', /^GET, HEAD$/],
  ['POST', '/', /^GET, HEAD$/],
  ['POST', '/problems/not-found', /^GET, HEAD$/],
  ['DELETE', '/health/ready', /^GET, HEAD$/],
  ['OPTIONS', '/openapi.json', /^GET, HEAD$/],
  ['GET', '/oauth2/token', /^POST$/],
  ['POST', '/oauth2/jwks', /^GET, HEAD$/],
])('%s %s is 405 and names what is allowed', async (method, path, allow) => {
  await using gateway = await startGateway({ identity: 'http://127.0.0.1:9' });

  const answer = await fetch(gateway.url + path, { method });

  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([405, 'method-not-allowed']);
  expect(answer.headers.get('allow')).toMatch(allow);
});

test.each(['/v1/no-such-thing', '/v1', '/v2/sites', '/internal', '/favicon.ico', '/.env'])(
  '%s leads nowhere: 404 by the gateway itself, in the caller’s language',
  async (path) => {
    await using gateway = await startGateway();

    const answer = await fetch(gateway.url + path, { headers: { 'accept-language': 'fr' } });

    expect([answer.status, answer.headers.get('content-language'), await answer.json()]).toEqual([
      404,
      'fr',
      expect.objectContaining({ code: 'not-found', title: 'Introuvable', instance: path }),
    ]);
  },
);

test('the issuer is reached through the gateway; without one its addresses are not there', async () => {
  await using identity = await startService((request, response) => {
    request.resume();
    sendJson(response, { url: request.url });
  });
  await using withIssuer = await startGateway({ identity: identity.url });
  await using without = await startGateway();
  const addresses = [
    ['POST', '/oauth2/token'],
    ['GET', '/oauth2/jwks'],
    ['GET', '/.well-known/openid-configuration'],
  ] as const;

  for (const [method, path] of addresses) {
    const answer = await fetch(withIssuer.url + path, { method });
    expect([answer.status, await answer.json()]).toEqual([200, { url: path }]);
    expect((await fetch(without.url + path, { method })).status).toBe(404);
  }
  expect((await fetch(`${withIssuer.url}/health/live`)).status).toBe(200);
});

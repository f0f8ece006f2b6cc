import { serviceNames } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { sendJson, startGateway, startService } from '../test/start.ts';

test('ready is when every service behind the gateway is, the issuer too', async () => {
  await using service = await startService((_request, response) => sendJson(response, { status: 'ready', checks: {} }));
  const services = Object.fromEntries(serviceNames.map((name) => [name, service.url]));
  await using gateway = await startGateway({ services, identity: service.url });

  const answer = await fetch(`${gateway.url}/health/ready`);

  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await answer.json()).toEqual({
    status: 'ready',
    services: Object.fromEntries([...serviceNames, 'identity'].map((name) => [name, { status: 'ready' }])),
  });
  expect(service.requests.map(({ url }) => url)).toEqual(Array.from({ length: 6 }, () => '/health/ready'));
});

test('the answer names each service that is not ready, and why', async () => {
  await using ready = await startService((_request, response) => sendJson(response, {}));
  await using starting = await startService((_request, response) =>
    sendJson(response, { status: 'not-ready', checks: { start: { status: 'not-ready', reason: 'starting' }, database: { status: 'ready' } } }, 503),
  );
  await using broken = await startService((_request, response) => sendJson(response, [], 500));
  await using silent = await startService(() => undefined);
  await using gateway = await startGateway({
    services: { 'site-registry': ready.url, 'channel-volumes': starting.url, 'quality-monitoring': broken.url, 'passport-program': silent.url },
  });

  const answer = await fetch(`${gateway.url}/health/ready`);

  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({
    status: 'not-ready',
    services: {
      'site-registry': { status: 'ready' },
      'channel-volumes': { status: 'not-ready', reason: 'start: starting' },
      'quality-monitoring': { status: 'not-ready', reason: 'answers 500' },
      'passport-program': { status: 'not-ready', reason: 'does not answer' },
      briefing: { status: 'not-ready', reason: 'does not answer' },
    },
  });
});

test('many who ask at once cost the services one question', async () => {
  await using service = await startService((_request, response) => sendJson(response, {}));
  await using gateway = await startGateway({ services: Object.fromEntries(serviceNames.map((name) => [name, service.url])) });

  await Promise.all(Array.from({ length: 20 }, () => fetch(`${gateway.url}/health/ready`)));

  expect(service.requests).toHaveLength(serviceNames.length);
});

test('a gateway that stops is not ready, though all behind it is', async () => {
  const asked = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  await using service = await startService((_request, response) => {
    asked.resolve();
    void stopped.promise.then(() => sendJson(response, {}));
  });
  const gateway = await startGateway({ services: Object.fromEntries(serviceNames.map((name) => [name, service.url])) });
  const asking = fetch(`${gateway.url}/health/ready`);
  await asked.promise;

  const closed = gateway.close();
  stopped.resolve();
  const answer = await asking;
  await closed;

  expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ status: 'not-ready', reason: 'stopping' })]);
});

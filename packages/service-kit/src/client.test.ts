import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listSites, readSite } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { addressOf, createClient, RemoteProblem, serviceToken } from './client.ts';
import { toProblem } from './http-app.ts';
import { startTrace } from './trace.ts';

async function startServer(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
const authorization = () => 'Bearer t';
const call = (url: string, options = {}) => createClient({ 'site-registry': url }, { authorization }).call(readSite, { params: { siteId: 'A/B' } }, options);

test('a call carries the trace, the language and the token', async () => {
  let seen: Record<string, unknown> = {};
  await using server = await startServer((request, response) => {
    seen = { url: request.url, ...request.headers };
    response.end('{"ok":true}');
  });
  const trace = startTrace('r-1', undefined);

  const answer = await createClient({ 'site-registry': server.url }, { authorization, trace, language: 'fr' }).call(readSite, {
    params: { siteId: 'A/B' },
    query: { asOf: '2023-03-31' },
  });

  expect(answer).toEqual({ ok: true });
  expect(seen).toMatchObject({
    url: '/v1/sites/A%2FB?asOf=2023-03-31',
    authorization: 'Bearer t',
    'x-request-id': 'r-1',
    traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
    'accept-language': 'fr',
  });
});

test('a list of values repeats the parameter', () => {
  expect(addressOf(listSites, { query: { kind: ['a', 'b'], q: 'é&', limit: undefined } })).toBe('/v1/sites?kind=a&kind=b&q=%C3%A9%26');
});

test('what the other service refuses is told with its status and code; its troubles are a bad gateway to our caller', async () => {
  await using server = await startServer((_request, response) =>
    response.writeHead(503, { 'content-type': 'application/problem+json' }).end('{"code":"service-unavailable"}'),
  );

  const error = await call(server.url).catch((problem: unknown) => problem);

  expect(error).toBeInstanceOf(RemoteProblem);
  expect(error).toMatchObject({ status: 503, service: 'site-registry', document: { code: 'service-unavailable' } });
  expect(toProblem(error, 0)).toMatchObject({ code: 'bad-gateway', options: { values: { service: 'site-registry' } } });
  expect(toProblem(new RemoteProblem(readSite, 403, {}), 0).code).toBe('internal-error');
});

test('a service that is away is a bad gateway, one that is slow a timeout, and one that is not itself a bad gateway', async () => {
  await using silent = await startServer(() => undefined);
  await using stranger = await startServer((_request, response) => response.end('<html>'));
  await using strangerInTrouble = await startServer((_request, response) => response.writeHead(502).end('<html>'));

  await expect(call('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'bad-gateway' });
  await expect(call(silent.url, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'gateway-timeout' });
  await expect(call(stranger.url)).rejects.toMatchObject({ code: 'bad-gateway' });
  await expect(call(strangerInTrouble.url)).rejects.toMatchObject({ name: 'RemoteProblem', status: 502 });
});

test('the services’ own token is asked for once and kept; an issuer in trouble makes the service unavailable', async () => {
  let asked = 0;
  let status = 503;
  await using server = await startServer((_request, response) => {
    asked += 1;
    response.writeHead(status).end('{"access_token":"abc","expires_in":600}');
  });
  const token = serviceToken({ tokenUrl: () => Promise.resolve(server.url), clientId: 'a:b', clientSecret: 'ü' });

  await expect(token()).rejects.toMatchObject({ code: 'service-unavailable' });
  status = 200;
  const tokens = [...(await Promise.all([token(), token()])), await token()];

  expect(tokens).toEqual(['Bearer abc', 'Bearer abc', 'Bearer abc']);
  expect(asked).toBe(2);
});

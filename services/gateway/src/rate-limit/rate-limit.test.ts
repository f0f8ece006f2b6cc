import { signToken, testVerifier, tokenOf } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { sendJson, startBefore, startService } from '../../test/start.ts';
import { createMemoryLimiter, type RateLimiter } from './limiter.ts';

/** The gateway with a limit and a clock that a test turns, before a service that answers everything. */
async function startLimited(limit: number) {
  const clock = { now: 0 };
  const both = await startBefore(
    (request, response) => {
      request.resume();
      sendJson(response, {});
    },
    { rateLimit: { limit, limiter: createMemoryLimiter(limit, () => clock.now), verifier: testVerifier } },
  );
  const ask = async (token: string | undefined, path = '/v1/sites', headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(both.gateway.url + path, { headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) } });
    await answer.arrayBuffer();
    return {
      status: answer.status,
      rateLimit: answer.headers.get('ratelimit'),
      policy: answer.headers.get('ratelimit-policy'),
      retryAfter: answer.headers.get('retry-after'),
    };
  };
  return { ...both, clock, ask, [Symbol.asyncDispose]: both[Symbol.asyncDispose] };
}

test('by the real clock, too, the first request leaves a whole minute', async () => {
  const rateLimit = { limit: 600, limiter: createMemoryLimiter(600), verifier: testVerifier };
  await using both = await startBefore((_request, response) => sendJson(response, {}), { rateLimit });

  const answer = await fetch(`${both.gateway.url}/v1/sites`);

  expect(answer.headers.get('ratelimit')).toBe('"default";r=599;t=60');
});

test('each answer says how many requests are left, and the one beyond them when to come again', async () => {
  await using limited = await startLimited(2);
  const token = await tokenOf('demo-reader');

  const first = await limited.ask(token);
  limited.clock.now = 20_500;
  const second = await limited.ask(token);
  const third = await fetch(`${limited.gateway.url}/v1/sites`, { headers: { authorization: `Bearer ${token}`, 'accept-language': 'fr' } });

  expect(first).toEqual({ status: 200, policy: '"default";q=2;w=60', rateLimit: '"default";r=1;t=60', retryAfter: null });
  expect(second).toMatchObject({ status: 200, rateLimit: '"default";r=0;t=40' });
  expect([third.status, third.headers.get('retry-after'), third.headers.get('ratelimit'), third.headers.get('content-language')]).toEqual([
    429,
    '40',
    '"default";r=0;t=40',
    'fr',
  ]);
  expect(await third.json()).toMatchObject({ code: 'rate-limited', detail: 'La limite est de 2 demandes par minute. Réessayez dans 40 s.' });
  expect(limited.service.requests).toHaveLength(2);
  limited.clock.now = 60_000;
  expect(await limited.ask(token)).toMatchObject({ status: 200 });
});

test('a client is known by its token, whichever of its tokens it is; another client is not touched', async () => {
  await using limited = await startLimited(2);
  const another = await signToken({ sub: 'demo-reader', client_id: 'demo-reader' });

  const statuses = [
    await limited.ask(await tokenOf('demo-reader')),
    await limited.ask(another),
    await limited.ask(another),
    await limited.ask(await tokenOf('demo-admin')),
  ];

  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
});

test('callers without a valid token count by address, whatever their headers say, and the service refuses them', async () => {
  await using limited = await startLimited(3);
  const [header, payload] = (await tokenOf('demo-admin')).split('.');
  const forged = `${header}.${payload}.AAAA`;

  const answers = [
    await limited.ask(undefined, '/v1/sites', { 'x-forwarded-for': '203.0.113.1' }),
    await limited.ask(forged, '/v1/sites', { forwarded: 'for=203.0.113.2' }),
    await limited.ask(await signToken({ client_id: 'demo-admin', exp: 1 }), '/v1/sites', { 'x-real-ip': '203.0.113.3' }),
    await limited.ask('garbage', '/v1/sites', { 'x-client-id': 'someone' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(await limited.ask(await tokenOf('demo-admin'))).toMatchObject({ status: 200, rateLimit: '"default";r=2;t=60' });
});

test('token requests and addresses that do not exist count', async () => {
  const clock = { now: 0 };
  await using identity = await startService((request, response) => {
    request.resume();
    sendJson(response, { error: 'invalid_client' }, 401);
  });
  const rateLimit = { limit: 2, limiter: createMemoryLimiter(2, () => clock.now), verifier: testVerifier };
  await using both = await startBefore((_request, response) => sendJson(response, {}), { identity: identity.url, rateLimit });

  const token = await fetch(`${both.gateway.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  const missing = await fetch(`${both.gateway.url}/v1/no-such-thing`);
  const third = await fetch(`${both.gateway.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams() });

  expect([token, missing, third].map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual([
    [401, '"default";r=1;t=60'],
    [404, '"default";r=0;t=60'],
    [429, '"default";r=0;t=60'],
  ]);
});

test('pages, health, metrics, the key and the description of the issuer do not count', async () => {
  await using identity = await startService((_request, response) => sendJson(response, {}));
  await using both = await startBefore((_request, response) => sendJson(response, {}), {
    identity: identity.url,
    rateLimit: { limit: 1, limiter: createMemoryLimiter(1, () => 0), verifier: testVerifier },
  });
  await fetch(`${both.gateway.url}/v1/sites`);

  const open = [
    '/',
    '/docs',
    '/openapi.json',
    '/problems',
    '/problems/rate-limited',
    '/health/live',
    '/health/ready',
    '/metrics',
    '/oauth2/jwks',
    '/.well-known/openid-configuration',
  ];
  const answers = await Promise.all(open.map((path) => fetch(both.gateway.url + path)));

  expect(answers.map(({ headers, status }) => [status === 429, headers.get('ratelimit')])).toEqual(open.map(() => [false, null]));
  expect((await fetch(`${both.gateway.url}/v1/sites`)).status).toBe(429);
});

test('the refusal of a long upload reaches its caller', async () => {
  await using limited = await startLimited(1);
  await limited.ask(undefined);

  const refused = await fetch(`${limited.gateway.url}/v1/sites`, { method: 'POST', body: 'x'.repeat(20_000_000) });

  expect(refused.status).toBe(429);
});

test('of many requests at once exactly as many pass as there are left', async () => {
  await using limited = await startLimited(25);
  const token = await tokenOf('demo-admin');

  const answers = await Promise.all(Array.from({ length: 60 }, () => limited.ask(token)));

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(25);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(35);
});

test('a limiter that fails is our fault, and is told as such', async () => {
  const broken: RateLimiter = { take: () => Promise.reject(new Error('broken')), close: () => Promise.resolve() };
  await using both = await startBefore((_request, response) => sendJson(response, {}), { rateLimit: { limit: 1, limiter: broken, verifier: testVerifier } });

  expect((await fetch(`${both.gateway.url}/v1/sites`)).status).toBe(500);
});

test('without a limit nothing counts and no token is looked at', async () => {
  await using both = await startBefore((_request, response) => sendJson(response, {}));

  const answer = await fetch(`${both.gateway.url}/v1/sites`, { headers: { authorization: 'Bearer a.b.c' } });

  expect([answer.status, answer.headers.get('ratelimit'), answer.headers.get('ratelimit-policy')]).toEqual([200, null, null]);
});

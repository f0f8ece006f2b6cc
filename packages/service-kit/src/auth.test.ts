import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createLocalJWKSet, type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { createTokenVerifier, discover, remoteKeys } from './auth.ts';

const issuer = 'https://issuer.example';
const now = Date.parse('2026-11-25T12:00:00Z');
const seconds = now / 1000;
const pair = await generateKeyPair('RS256', { extractable: true });
const other = await generateKeyPair('RS256');
const jwkOf = async (key: CryptoKey, kid: string) => ({ ...(await exportJWK(key)), kid, alg: 'RS256', use: 'sig' });
const keys = createLocalJWKSet({ keys: [await jwkOf(pair.publicKey, 'known')] });

interface Token {
  readonly claims?: JWTPayload;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly key?: CryptoKey;
}
/** A good token, but for what the test says; a claim or header given as undefined is left out. */
function tokenOf({ claims, header, key = pair.privateKey }: Token = {}): Promise<string> {
  return new SignJWT({ iss: issuer, aud: 'network', exp: seconds + 300, client_id: 'tester', scope: 'sites:read', region: 'ontario', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'known', typ: 'at+jwt', ...header })
    .sign(key);
}
const verifierAt = (clock: () => number = () => now) => createTokenVerifier({ issuer, audience: 'network', keys, now: clock });
const verify = async (token: Token) => verifierAt().verify(`Bearer ${await tokenOf(token)}`);
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each<[string, Token]>([
  ['is good', {}],
  ['expired 59 seconds ago', { claims: { exp: seconds - 59 } }],
  ['begins in 59 seconds', { claims: { nbf: seconds + 59 } }],
  ['is of type JWT', { header: { typ: 'JWT' } }],
  ['is of type application/at+jwt', { header: { typ: 'application/at+jwt' } }],
  ['says no type', { header: { typ: undefined } as unknown as Partial<JWTHeaderParameters> }],
  ['is also for another audience', { claims: { aud: ['elsewhere', 'network'] } }],
])('a token that %s is taken', async (_what, token) => {
  expect(await verify(token)).toMatchObject({ client: 'tester', region: 'ontario' });
});

test.each<[string, Token]>([
  ['expired 60 seconds ago', { claims: { exp: seconds - 60 } }],
  ['expired 61 seconds ago', { claims: { exp: seconds - 61 } }],
  ['never expires', { claims: { exp: undefined } as unknown as JWTPayload }],
  ['begins in 61 seconds', { claims: { nbf: seconds + 61 } }],
  ['is for another audience', { claims: { aud: 'elsewhere' } }],
  ['is for nobody', { claims: { aud: undefined } as unknown as JWTPayload }],
  ['is of another issuer', { claims: { iss: 'https://issuer.example.org' } }],
  ['is of an issuer with a slash more', { claims: { iss: `${issuer}/` } }],
  ['is of a list of issuers', { claims: { iss: [issuer] as unknown as string } }],
  ['names a key that nobody knows', { header: { kid: 'unknown' } }],
  ['is signed by another key under the known name', { key: other.privateKey }],
  ['is an identity token', { header: { typ: 'id+jwt' } }],
  ['is a logout token', { header: { typ: 'logout+jwt' } }],
])('a token that %s is refused', async (_what, token) => {
  await expect(verify(token)).rejects.toMatchObject({ code: 'invalid-token', options: { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } } });
});

test.each<[string, () => Promise<string> | string]>([
  ['garbage', () => 'garbage'],
  ['three dots of garbage', () => 'Bearer a.b.c'],
  ['a password', () => `Basic ${Buffer.from('a:b').toString('base64')}`],
  ['two tokens', async () => `Bearer ${await tokenOf()}, Bearer ${await tokenOf()}`],
  ['a token without signature', async () => `Bearer ${(await tokenOf()).split('.').slice(0, 2).join('.')}.`],
  ['a token with alg none', async () => `Bearer ${base64({ alg: 'none', kid: 'known', typ: 'at+jwt' })}.${(await tokenOf()).split('.')[1]}.`],
  [
    'a token with alg none and a signature',
    async () => `Bearer ${base64({ alg: 'none', kid: 'known', typ: 'at+jwt' })}.${(await tokenOf()).split('.').slice(1).join('.')}`,
  ],
  [
    'a token whose claims were altered',
    async () => `Bearer ${(await tokenOf()).replace(/\.[^.]+\./, `.${base64({ iss: issuer, aud: 'network', exp: seconds + 300, client_id: 'root' })}.`)}`,
  ],
  [
    'a token that is signed by the public key as a shared secret',
    async () => {
      const text = `${base64({ alg: 'HS256', kid: 'known', typ: 'at+jwt' })}.${(await tokenOf()).split('.')[1]}`;
      return `Bearer ${text}.${createHmac('sha256', await exportSPKI(pair.publicKey))
        .update(text)
        .digest('base64url')}`;
    },
  ],
])('%s is refused as an invalid token', async (_what, authorization) => {
  await expect(verifierAt().verify(await authorization())).rejects.toMatchObject({ code: 'invalid-token' });
});

test('no token at all is another refusal than a bad one', async () => {
  await expect(verifierAt().verify(undefined)).rejects.toMatchObject({
    code: 'authentication-required',
    options: { headers: { 'www-authenticate': 'Bearer' } },
  });
});

test.each<[string, JWTPayload, string[]]>([
  ['a text', { scope: 'sites:read sites:write' }, ['sites:read', 'sites:write']],
  ['a list', { scope: ['sites:read'] as unknown as string }, ['sites:read']],
  ['a list in scp', { scope: undefined, scp: ['sites:read', 7] }, ['sites:read']],
  ['a text in scp', { scope: undefined, scp: 'sites:read' }, ['sites:read']],
  ['nothing', { scope: undefined }, []],
  ['capitals, which are other letters', { scope: 'SITES:READ' }, ['SITES:READ']],
  ['neither text nor list', { scope: { 'sites:read': true } as unknown as string }, []],
])('scopes may be %s', async (_what, claims, scopes) => {
  const caller = await verify({ claims });

  expect([...caller.scopes]).toEqual(scopes);
  if (scopes.includes('sites:read')) expect(() => caller.mustHaveScope('sites:read')).not.toThrow();
  else expect(() => caller.mustHaveScope('sites:read')).toThrow(expect.objectContaining({ code: 'insufficient-scope' }));
});

test.each<[unknown, string | undefined, boolean, boolean, boolean]>([
  ['ontario', 'ontario', true, false, false],
  ['national', 'national', true, true, true],
  [undefined, undefined, false, false, false],
  ['Ontario', undefined, false, false, false],
  ['moon', undefined, false, false, false],
  [['ontario'], undefined, false, false, false],
])('the region %j counts as %j', async (region, taken, ontario, quebec, national) => {
  const caller = await verify({ claims: { region } });

  expect([caller.region, caller.covers('ontario'), caller.covers('quebec'), caller.covers(null)]).toEqual([taken, ontario, quebec, national]);
});

test.each<[JWTPayload, string]>([
  [{ client_id: 'a', azp: 'b', sub: 'c' }, 'a'],
  [{ client_id: undefined, azp: 'b', sub: 'c' }, 'b'],
  [{ client_id: '', sub: 'c' }, 'c'],
])('the client is client_id, else azp, else sub', async (claims, client) => {
  expect(await verify({ claims })).toMatchObject({ client });
});

test('a token that was verified once is refused once it has ended and 60 seconds have passed', async () => {
  let time = now;
  const verifier = verifierAt(() => time);
  const authorization = `Bearer ${await tokenOf({ claims: { exp: seconds + 10 } })}`;
  const first = await verifier.verify(authorization);

  time = now + 69_999;
  const kept = await verifier.verify(authorization);
  time = now + 70_000;
  const ended = verifier.verify(authorization);

  expect(kept).toBe(first);
  await expect(ended).rejects.toMatchObject({ code: 'invalid-token' });
  await expect(verifier.verify(authorization)).rejects.toMatchObject({ code: 'invalid-token' });
});

/** A tiny issuer, whose answer a test sets as it likes. */
async function startIssuer() {
  const answer: { status: number; body: string; asked: number } = { status: 200, body: '{}', asked: 0 };
  const server: Server = createServer((_request, response) => {
    answer.asked += 1;
    response.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { answer, url, stop, [Symbol.asyncDispose]: async () => void (server.listening && (await stop())) };
}
const listOf = async (...entries: [CryptoKey, string][]) => JSON.stringify({ keys: await Promise.all(entries.map(([key, kid]) => jwkOf(key, kid))) });

test('a new key is fetched when a token names it, but not more often than the cool-down allows', async () => {
  await using server = await startIssuer();
  server.answer.body = await listOf([pair.publicKey, 'known']);
  const remote = remoteKeys(() => Promise.resolve(server.url), { cooldownMs: 300 });
  const verifier = createTokenVerifier({ issuer, audience: 'network', keys: remote.keys, now: () => now });
  const rotated = `Bearer ${await tokenOf({ header: { kid: 'next' }, key: other.privateKey })}`;
  await verifier.verify(`Bearer ${await tokenOf()}`);

  server.answer.body = await listOf([pair.publicKey, 'known'], [other.publicKey, 'next']);
  for (let attempt = 0; attempt < 5; attempt += 1) await expect(verifier.verify(rotated)).rejects.toMatchObject({ code: 'invalid-token' });
  const askedSoon = server.answer.asked;
  await new Promise((resolve) => setTimeout(resolve, 310));
  const later = await verifier.verify(rotated);
  remote.stop();

  expect([askedSoon, server.answer.asked]).toEqual([1, 2]);
  expect(later.client).toBe('tester');
});

test('keys once known stay good while the issuer is away', async () => {
  await using server = await startIssuer();
  server.answer.body = await listOf([pair.publicKey, 'known']);
  const remote = remoteKeys(() => Promise.resolve(server.url), { cooldownMs: 0 });
  const verifier = createTokenVerifier({ issuer, audience: 'network', keys: remote.keys, now: () => now });
  await verifier.verify(`Bearer ${await tokenOf()}`);

  await server.stop();

  expect(await verifier.verify(`Bearer ${await tokenOf({ claims: { jti: 'another' } })}`)).toMatchObject({ client: 'tester' });
  // Of a key that it does not know nothing can be said now: that is no fault of the token.
  await expect(verifier.verify(`Bearer ${await tokenOf({ header: { kid: 'new' } })}`)).rejects.toMatchObject({ code: 'service-unavailable' });
  remote.stop();
});

test.each([
  ['answers with an error', 500, '{}'],
  ['answers with what is not JSON', 200, '<html>'],
  ['answers with what is no key set', 200, '{"keys":"none"}'],
])('an issuer that %s makes the service unavailable, and is asked again at the next request', async (_what, status, body) => {
  await using server = await startIssuer();
  Object.assign(server.answer, { status, body });
  const remote = remoteKeys(() => discover(server.url, 'jwks_uri').catch(() => server.url));
  const verifier = createTokenVerifier({ issuer, audience: 'network', keys: remote.keys, now: () => now });
  const authorization = `Bearer ${await tokenOf()}`;

  await expect(verifier.verify(authorization)).rejects.toMatchObject({ code: 'service-unavailable', options: { headers: { 'retry-after': '5' } } });
  Object.assign(server.answer, { status: 200, body: await listOf([pair.publicKey, 'known']) });

  expect(await verifier.verify(authorization)).toMatchObject({ client: 'tester' });
  remote.stop();
});

test('an issuer that cannot be reached for its metadata makes the service unavailable', async () => {
  const remote = remoteKeys(() => discover('http://127.0.0.1:9', 'jwks_uri'));
  const verifier = createTokenVerifier({ issuer, audience: 'network', keys: remote.keys, now: () => now });

  await expect(verifier.verify(`Bearer ${await tokenOf()}`)).rejects.toMatchObject({ code: 'service-unavailable' });
  remote.stop();
});

test('the metadata of an issuer name its keys, under either of the two usual addresses', async () => {
  await using server = await startIssuer();
  server.answer.body = JSON.stringify({ jwks_uri: 'https://issuer.example/keys' });

  expect(await discover(`${server.url}/`, 'jwks_uri')).toBe('https://issuer.example/keys');
  await expect(discover(server.url, 'token_endpoint')).rejects.toThrow();
});

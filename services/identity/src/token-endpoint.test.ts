import { createPublicKey, verify } from 'node:crypto';
import { scopes } from '@csn/contracts';
import { createTokenVerifier, discover, frozenClock, remoteKeys } from '@csn/service-kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JWK } from 'jose';
import { askToken, audience, basic, issuer, startIdentity } from '../test/start.ts';

const grant = 'grant_type=client_credentials';
const admin = basic('demo-admin', 'demo-admin-secret');
let url = '';
let identity: Awaited<ReturnType<typeof startIdentity>>;
beforeAll(async () => {
  identity = await startIdentity();
  url = identity.url;
});
afterAll(async () => {
  await identity[Symbol.asyncDispose]();
});

interface Claims {
  readonly [claim: string]: unknown;
  readonly scope: string;
}
function claimsOf(answer: { json: Record<string, unknown> }): Claims {
  const [, payload = ''] = String(answer.json.access_token).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
}

test.each([
  ['demo-admin', 'national', (): boolean => true],
  ['demo-reader', 'national', (scope: string): boolean => scope.endsWith(':read')],
  ['demo-atlantic', 'atlantic', (scope: string): boolean => scope !== 'briefings:publish'],
])('%s has its scopes and region, by Basic and by form', async (id, region, has) => {
  const secret = `${id}-secret`;
  const answers = [await askToken(url, grant, basic(id, secret)), await askToken(url, `${grant}&client_id=${id}&client_secret=${secret}`)];

  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const claims = claimsOf(answer);
    expect(claims).toMatchObject({ iss: issuer, aud: audience, sub: id, client_id: id, region, jti: expect.any(String) });
    expect(claims.scope.split(' ')).toEqual(Object.keys(scopes).filter(has));
    expect(answer.json.scope).toBe(claims.scope);
  }
});

test('the services’ own client reads everything, and its secret is form-encoded within Basic', async () => {
  const answer = await askToken(url, grant, basic('network-services', encodeURIComponent('made by the supervisor: 7 % of+it')));
  const plus = await askToken(url, grant, basic('network-services', 'made+by+the+supervisor%3A+7+%25+of%2Bit'));

  expect([answer.status, plus.status]).toEqual([200, 200]);
  expect(claimsOf(answer)).toMatchObject({
    region: 'national',
    scope: Object.keys(scopes)
      .filter((scope) => scope.endsWith(':read'))
      .join(' '),
  });
});

test('a token lives for an hour from the clock’s now', async () => {
  await using frozen = await startIdentity(frozenClock('2023-05-16T14:00:00.9Z'));

  const { iat, exp } = claimsOf(await askToken(frozen.url, grant, admin));

  expect([iat, exp]).toEqual([1_684_245_600, 1_684_249_200]);
});

test('the services accept the token with the published key, and node:crypto does too', async () => {
  const { json } = await askToken(url, grant, admin);
  const token = String(json.access_token);
  const { keys, stop } = remoteKeys(() => Promise.resolve(`${url}/oauth2/jwks`));

  const caller = await createTokenVerifier({ issuer, audience, keys }).verify(`Bearer ${token}`);
  stop();

  expect([caller.client, caller.region]).toEqual(['demo-admin', 'national']);
  const [header = '', payload = '', signature = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  const { keys: published } = (await (await fetch(`${url}/oauth2/jwks`)).json()) as { keys: [JWK] };
  expect(Object.keys(published[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  expect(
    verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey({ key: { ...published[0] }, format: 'jwk' }), Buffer.from(signature, 'base64url')),
  ).toBe(true);
});

test('discovery names the token endpoint and the keys below the issuer', async () => {
  const metadata = await (await fetch(`${url}/.well-known/openid-configuration`)).json();

  expect(metadata).toMatchObject({
    issuer,
    token_endpoint: `${issuer}/oauth2/token`,
    jwks_uri: `${issuer}/oauth2/jwks`,
    grant_types_supported: ['client_credentials'],
  });
  await expect(discover(url, 'jwks_uri')).resolves.toBe(`${issuer}/oauth2/jwks`);
});

test.each([
  ['a wrong secret', 'demo-reader', 'wrong-secret-4711'],
  ['the secret of another client', 'demo-reader', 'demo-admin-secret'],
  ['the secret in capitals', 'demo-reader', 'DEMO-READER-SECRET'],
  ['the secret and a blank', 'demo-reader', 'demo-reader-secret '],
  ['the secret and a NUL', 'demo-reader', 'demo-reader-secret\0'],
  ['4 000 letters', 'demo-reader', 'x'.repeat(4000)],
  ['an empty secret', 'demo-reader', ''],
  ['a client of whom nobody heard', 'no-such-client', 'demo-admin-secret'],
  ['the name of a method of objects', 'constructor', 'x'],
])('%s is invalid_client, always in the same words', async (_what, id, secret) => {
  const byBasic = await askToken(url, grant, basic(id, secret));
  const byForm = await askToken(url, new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }).toString());

  expect([byBasic.status, byForm.status]).toEqual([401, 401]);
  expect(byBasic.headers.get('www-authenticate')).toMatch(/^Basic /);
  expect(byBasic.headers.get('cache-control')).toBe('no-store');
  expect(byBasic.text).toBe('{"error":"invalid_client","error_description":"The client is unknown or its secret is wrong."}');
  expect(byForm.json).toMatchObject({ error: 'invalid_client' });
});

test.each([
  ['no client', grant, {}],
  ['a client without a secret', `${grant}&client_id=demo-admin`, {}],
  ['Basic that is no base64', grant, { authorization: 'Basic !!!' }],
  ['Basic without a colon', grant, { authorization: `Basic ${Buffer.from('demo-admin').toString('base64')}` }],
  ['Basic that is not UTF-8', grant, { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xfe]).toString('base64')}` }],
  ['Basic with a broken escape', grant, basic('demo-admin', '%ZZ')],
  ['a bearer token', grant, { authorization: 'Bearer a.b.c' }],
])('%s is invalid_client', async (_what, form, headers) => {
  const answer = await askToken(url, form, headers);

  expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
});

test.each([
  ['no grant', 'scope=sites:read', 'invalid_request'],
  ['an empty grant', 'grant_type=', 'invalid_request'],
  ['the password grant', 'grant_type=password&username=demo-admin&password=x', 'unsupported_grant_type'],
  ['the code grant', 'grant_type=authorization_code&code=x', 'unsupported_grant_type'],
  ['two grants', `${grant}&grant_type=password`, 'invalid_request'],
  ['a doubled parameter that nobody reads', `${grant}&resource=a&resource=b`, 'invalid_request'],
  ['a broken escape', 'grant_type=%ZZ', 'invalid_request'],
  ['an escape that is not UTF-8', `${grant}&%E0%A4%A=1`, 'invalid_request'],
  ['a NUL', '\0', 'invalid_request'],
  ['a prototype', `${grant}&__proto__=1&__proto__=2`, 'invalid_request'],
  ['credentials in the form beside Basic', `${grant}&client_id=demo-admin&client_secret=demo-admin-secret`, 'invalid_request'],
  ['another client in the form beside Basic', `${grant}&client_id=demo-reader`, 'invalid_request'],
  ['a scope that nobody has', `${grant}&scope=sites:read+root`, 'invalid_scope'],
  ['a scope of blanks', `${grant}&scope=+`, 'invalid_scope'],
])('%s is refused with 400', async (_what, form, error) => {
  const answer = await askToken(url, form, admin);

  expect([answer.status, answer.json.error, answer.headers.get('cache-control')]).toEqual([400, error, 'no-store']);
  expect(answer.text).not.toContain('demo-admin-secret');
});

test('a scope that the client does not have is refused; one that it has narrows its token', async () => {
  const wide = await askToken(url, `${grant}&scope=sites:write`, basic('demo-reader', 'demo-reader-secret'));
  const narrow = await askToken(url, `${grant}&scope=sites:read`, admin);

  expect([wide.status, wide.json.error]).toEqual([400, 'invalid_scope']);
  expect([narrow.status, narrow.json.scope, claimsOf(narrow).scope]).toEqual([200, 'sites:read', 'sites:read']);
});

test('the client may repeat its identifier in the form beside Basic, and unknown parameters are let be', async () => {
  const answer = await askToken(url, `${grant}&client_id=demo-admin&audience=x`, admin);

  expect(answer.status).toBe(200);
});

test('credentials in the address never work', async () => {
  const query = `?${grant}&client_id=demo-reader&client_secret=demo-reader-secret`;

  const answer = await askToken(url, '', {}, query);
  const halved = await askToken(url, grant, {}, query);

  expect([answer.status, halved.status]).toEqual([401, 401]);
  expect(answer.text + halved.text).not.toContain('demo-reader-secret');
});

test.each([
  ['JSON', 'application/json', '{"grant_type":"client_credentials"}', 400],
  ['XML', 'text/xml', '<x/>', 400],
  ['an unreadable media type', ';;', grant, 400],
  ['a huge form', 'application/x-www-form-urlencoded', 'a=b&'.repeat(50_000), 413],
])('%s is invalid_request', async (_what, type, body, status) => {
  const answer = await askToken(url, body, { ...admin, 'content-type': type });

  expect([answer.status, answer.json.error, answer.headers.get('cache-control')]).toEqual([status, 'invalid_request', 'no-store']);
});

test.each(['GET', 'PUT', 'DELETE'])('%s of the token endpoint is 405 with Allow', async (method) => {
  const answer = await fetch(`${url}/oauth2/token`, { method });

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});

test('the issuer is alive and ready, and says what it counted', async () => {
  await askToken(url, grant, admin);
  const [live, ready, metrics] = await Promise.all(['/health/live', '/health/ready', '/metrics'].map((path) => fetch(url + path)));

  expect([live?.status, ready?.status]).toEqual([200, 200]);
  const counted = (await metrics?.text())
    ?.split('\n')
    .find((line) => line.startsWith('http_request_duration_seconds_count') && line.includes('operation="token"') && line.includes('status="200"'));
  expect(counted).toMatch(/ [1-9]\d*$/);
});

import { regionCodes, scopes } from '@csn/contracts';
import { createTokenVerifier, type TokenVerifier } from '@csn/service-kit';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

const all = Object.keys(scopes);
/** The clients that tests speak as, with the rights of the demo clients of the same names. */
const clients = {
  'demo-admin': { scopes: all, region: 'national' },
  'demo-reader': { scopes: all.filter((scope) => scope.endsWith(':read')), region: 'national' },
  'demo-atlantic': { scopes: all.filter((scope) => scope !== 'briefings:publish'), region: regionCodes[0] },
} as const;
export type TestClient = keyof typeof clients;

const issuer = 'http://127.0.0.1/test-issuer';
const audience = 'citizen-service-network';
const { publicKey, privateKey } = await generateKeyPair('ES256');
const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] });

/** Verifies the tokens of these tests with the code that runs in production. */
export const testVerifier: TokenVerifier = createTokenVerifier({ issuer, audience, keys });

/** A token with any claims; a claim given as undefined is left out. */
export async function signToken(claims: JWTPayload): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: issuer, aud: audience, iat: now, exp: now + 3600, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'at+jwt' })
    .sign(privateKey);
}

const signed = new Map<TestClient, Promise<string>>();

export function tokenOf(client: TestClient): Promise<string> {
  let token = signed.get(client);
  if (!token) {
    token = signToken({ sub: client, client_id: client, scope: clients[client].scopes.join(' '), region: clients[client].region });
    signed.set(client, token);
  }
  return token;
}

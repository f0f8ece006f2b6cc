import { randomUUID } from 'node:crypto';
import type { Clock } from '@csn/service-kit';
import { SignJWT } from 'jose';
import type { Grant } from './grant.ts';
import { type SigningKey, signingAlgorithm } from './signing-key.ts';

/** Seconds: long enough that a job seldom asks twice, short enough that a stolen token is soon worthless. */
export const tokenLifetime = 3600;

export interface TokenTerms {
  readonly issuer: string;
  readonly audience: string;
  readonly key: SigningKey;
  readonly clock: Clock;
}

/** Signs an access token (RFC 9068). */
export function signAccessToken({ client, scopes }: Grant, terms: TokenTerms): Promise<string> {
  const now = Math.floor(terms.clock.now().epochMilliseconds / 1000);
  return new SignJWT({ client_id: client.id, scope: scopes.join(' '), region: client.region })
    .setProtectedHeader({ alg: signingAlgorithm, typ: 'at+jwt', kid: terms.key.kid })
    .setIssuer(terms.issuer)
    .setAudience(terms.audience)
    .setSubject(client.id)
    .setIssuedAt(now)
    .setExpirationTime(now + tokenLifetime)
    .setJti(randomUUID())
    .sign(terms.key.privateKey);
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Client } from './clients.ts';

/** Whom the issuer knows. */
export interface ClientDirectory {
  /** The client, if the secret is its own. */
  authenticate(id: string, secret: string): Client | undefined;
}

/**
 * Digests of the secrets are compared, in constant time: neither a secret's length nor its first letters show in how
 * long the answer takes. An unknown client costs the same comparison, with a digest that no secret has.
 */
export function createClientDirectory(clients: readonly Client[]): ClientDirectory {
  const known = new Map(clients.map((client) => [client.id, { client, digest: digestOf(client.secret) }]));
  const nobody = randomBytes(32);
  return {
    authenticate(id, secret) {
      const found = known.get(id);
      const matches = timingSafeEqual(digestOf(secret), found?.digest ?? nobody);
      return matches ? found?.client : undefined;
    },
  };
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

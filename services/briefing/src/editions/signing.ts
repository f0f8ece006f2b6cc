import type { Database } from '@csn/service-kit';
import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair, importJWK } from 'jose';
import { sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** Signs editions; the key is made once and lives in the service's own database. */
export interface Signer {
  /** A detached JWS (RFC 7515, appendix F): the payload is left out between the dots. */
  sign(content: string): Promise<string>;
}

export async function createSigner(db: Database<Tables>): Promise<Signer> {
  const { kid, privateKey } = await findOrMakeKey(db);
  const key = await importJWK(privateKey, 'ES256');
  return {
    sign: async (content) => {
      const compact = await new CompactSign(new TextEncoder().encode(content)).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
      const [header, , signature] = compact.split('.');
      return `${header}..${signature}`;
    },
  };
}

/** Of two instances that start at once the first makes the key: the table is locked meanwhile. */
async function findOrMakeKey(db: Database<Tables>): Promise<Pick<Tables['signingKey'], 'kid' | 'privateKey'>> {
  return db.transaction().execute(async (tx) => {
    await sql`lock table signing_key in exclusive mode`.execute(tx);
    const kept = await tx.selectFrom('signingKey').select(['kid', 'privateKey']).orderBy('createdAt', 'desc').limit(1).executeTakeFirst();
    if (kept) return kept;
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicKey = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(publicKey);
    const privateKey = await exportJWK(pair.privateKey);
    await sql`insert into signing_key (kid, private_key, public_key) values (${kid}, ${JSON.stringify(privateKey)}::jsonb, ${JSON.stringify({ ...publicKey, kid, alg: 'ES256', use: 'sig' })}::jsonb)`.execute(
      tx,
    );
    return { kid, privateKey };
  });
}

import { createHash, type Hash } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';
import { isDatabaseError, type Queryable } from './database.ts';
import { Problem } from './problem.ts';

/** An answer as it was first given, byte for byte. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What makes two requests the same: method, address and body, which is hashed as it comes. The caller is part of the key. */
export function startFingerprint(method: string, url: string): Hash {
  return createHash('sha256').update(`${method} ${url}\n`);
}

/** The first answer under a key, and the fingerprint of the request that got it. */
export interface KeptAnswer extends StoredAnswer {
  readonly fingerprint: Buffer;
}

/**
 * Takes a key for the effect's own transaction, up to its commit; where it cannot be had the statement fails and the
 * transaction with it, so the effect may be sent right behind it. `keptAnswer` says what the failure means.
 */
export function takeKey(caller: string, key: string): CompiledQuery {
  return CompiledQuery.raw('select take_key($1, $2)', [caller, key]);
}

/** The SQLSTATE codes of `take_key`. */
export const keyErrors = { inUse: 'KY001', kept: 'KY002' } as const;

/**
 * The answer that is kept under the key, if that is why it could not be taken.
 * @throws Problem idempotency-key-in-use: its first request is running; any other error as it is
 */
export async function keptAnswer(db: Queryable, caller: string, key: string, error: unknown): Promise<KeptAnswer> {
  if (!isDatabaseError(error, keyErrors.inUse, keyErrors.kept)) throw error;
  const { rows } = await sql<KeptAnswer>`select fingerprint, status, headers, body from idempotency where caller = ${caller} and key = ${key}`.execute(db);
  // Without one the first is still at work, or its answer has just been forgotten.
  if (!rows[0]) throw new Problem('idempotency-key-in-use', { headers: { 'retry-after': '1' } });
  return rows[0];
}

/** The first answer again, for the same request. @throws Problem idempotency-key-reused */
export function replay({ fingerprint: first, status, headers, body }: KeptAnswer, fingerprint: Buffer): StoredAnswer {
  if (!first.equals(fingerprint)) throw new Problem('idempotency-key-reused');
  return { status, headers: { ...headers, 'idempotent-replayed': 'true' }, body };
}

/** Keeps the answer under the taken key and puts the events into the outbox, in one statement. */
export function keepAnswer(
  { caller, key, fingerprint }: { readonly caller: string; readonly key: string; readonly fingerprint: Buffer },
  { status, headers, body }: StoredAnswer,
  events: readonly string[],
): CompiledQuery {
  return CompiledQuery.raw(
    `with sent as (insert into outbox (event) select unnest($1::text[]))
    insert into idempotency (caller, key, fingerprint, status, headers, body) values ($2, $3, $4, $5, $6, $7)`,
    [events, caller, key, fingerprint, status, JSON.stringify(headers), body],
  );
}

/** Keys are kept for 24 hours. */
export const forgetOldKeys = sql`delete from idempotency where created_at < now() - interval '24 hours'`;

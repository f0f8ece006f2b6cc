import { createHash, type Hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable } from './database.ts';
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
 * Claims a key inside the effect's own transaction: undefined = it is new and now ours, an answer = it was used before.
 * The lock, held to the commit, tells "still running" (409) from "done" without waiting for the first.
 * @throws Problem idempotency-key-in-use
 */
export async function claimKey(tx: Queryable, caller: string, key: string): Promise<KeptAnswer | undefined> {
  const { rows } = await sql<{ isClaimed: boolean; fingerprint: Buffer | null } & StoredAnswer>`
    select is_claimed as "isClaimed", fingerprint, status, headers, body from claim_key(${caller}, ${key})`.execute(tx);
  const { isClaimed, fingerprint, ...answer } = rows[0]!;
  if (fingerprint) return { ...answer, fingerprint };
  if (!isClaimed) throw new Problem('idempotency-key-in-use', { headers: { 'retry-after': '1' } });
  return undefined;
}

/** The first answer again, for the same request. @throws Problem idempotency-key-reused */
export function replay({ fingerprint: first, status, headers, body }: KeptAnswer, fingerprint: Buffer): StoredAnswer {
  if (!first.equals(fingerprint)) throw new Problem('idempotency-key-reused');
  return { status, headers: { ...headers, 'idempotent-replayed': 'true' }, body };
}

/** Keeps the answer under the claimed key and puts the events into the outbox, in one statement. */
export async function completeKey(
  tx: Queryable,
  claim: { readonly caller: string; readonly key: string; readonly fingerprint: Buffer },
  answer: StoredAnswer,
  events: readonly string[],
): Promise<void> {
  await sql`
    with sent as (insert into outbox (event) select unnest(${events}::text[]))
    insert into idempotency (caller, key, fingerprint, status, headers, body)
    values (${claim.caller}, ${claim.key}, ${claim.fingerprint}, ${answer.status}, ${JSON.stringify(answer.headers)}::jsonb, ${answer.body})`.execute(tx);
}

/** Keys are kept for 24 hours. */
export const forgetOldKeys = sql`delete from idempotency where created_at < now() - interval '24 hours'`;

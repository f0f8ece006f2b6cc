import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable } from './database.ts';
import { Problem } from './problem.ts';

/** An answer as it was first given, byte for byte. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What makes two requests the same: method, address and body. The caller is part of the key. */
export function fingerprintOf(method: string, url: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(`${method} ${url}\n`).update(body).digest();
}

/**
 * Claims a key inside the effect's own transaction: undefined = it is new and now ours, an answer = it was used by the
 * same request before. The lock, held to the commit, tells "still running" (409) from "done" without waiting for the first.
 * @throws Problem idempotency-key-in-use, idempotency-key-reused
 */
export async function claimKey(tx: Queryable, caller: string, key: string, fingerprint: Buffer): Promise<StoredAnswer | undefined> {
  const { rows } = await sql<StoredAnswer & { isClaimed: boolean; fingerprint: Buffer | null }>`
    select is_claimed as "isClaimed", fingerprint, status, headers, body from claim_key(${caller}, ${key})`.execute(tx);
  const { isClaimed, fingerprint: first, ...answer } = rows[0]!;
  if (first) {
    if (!first.equals(fingerprint)) throw new Problem('idempotency-key-reused');
    return answer;
  }
  if (!isClaimed) throw new Problem('idempotency-key-in-use', { headers: { 'retry-after': '1' } });
  return undefined;
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

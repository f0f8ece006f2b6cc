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
 * same request before. The lock tells "still running" (409) from "done" without waiting for the first.
 * @throws Problem idempotency-key-in-use, idempotency-key-reused
 */
export async function claimKey(tx: Queryable, caller: string, key: string, fingerprint: Buffer): Promise<StoredAnswer | undefined> {
  const claimed = await sql`
    insert into idempotency (caller, key, fingerprint)
    select ${caller}, ${key}, ${fingerprint} where pg_try_advisory_xact_lock(hashtextextended(${`${caller}\n${key}`}, 0))
    on conflict do nothing returning 1`.execute(tx);
  if (claimed.rows.length) return undefined;
  const { rows } = await sql<{ fingerprint: Buffer; status: number | null; headers: Record<string, string>; body: Buffer }>`
    select fingerprint, status, headers, body from idempotency where caller = ${caller} and key = ${key}`.execute(tx);
  const kept = rows[0];
  if (!kept || kept.status === null) throw new Problem('idempotency-key-in-use', { headers: { 'retry-after': '1' } });
  if (!kept.fingerprint.equals(fingerprint)) throw new Problem('idempotency-key-reused');
  return { status: kept.status, headers: kept.headers, body: kept.body };
}

/** Keeps the answer beside the claimed key and puts the events into the outbox, in one statement. */
export async function completeKey(tx: Queryable, caller: string, key: string, answer: StoredAnswer, events: readonly string[]): Promise<void> {
  await sql`
    with sent as (insert into outbox (event) select unnest(${events}::text[]))
    update idempotency set status = ${answer.status}, headers = ${JSON.stringify(answer.headers)}::jsonb, body = ${answer.body}
    where caller = ${caller} and key = ${key}`.execute(tx);
}

/** Keys are kept for 24 hours. */
export const forgetOldKeys = sql`delete from idempotency where created_at < now() - interval '24 hours'`;

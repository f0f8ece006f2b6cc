import type { Edition, EditionSummary, listSigningKeys, ReplyOf } from '@csn/contracts';
import type { Database, Page, Tx } from '@csn/service-kit';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tables } from '../tables.ts';

/** Takes the next number of a day. The lock lets the editions of one day follow each other; the unique key would refuse the second otherwise. */
export async function nextNumber(tx: Tx<Tables>, asOf: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('edition ' || ${asOf}::text, 0))`.execute(tx);
  const { rows } = await sql<{ number: number }>`select coalesce(max(number), 0) + 1 as number from edition where as_of = ${asOf}::date`.execute(tx);
  return rows[0]?.number ?? 1;
}

export async function insertEdition(tx: Tx<Tables>, edition: Tables['edition']): Promise<void> {
  await tx.insertInto('edition').values(edition).execute();
}

export async function findEdition(db: Database<Tables>, editionId: string): Promise<Edition | undefined> {
  const { rows } = await sql<Omit<Edition, 'content'> & { content: string }>`
    select edition_id, as_of, published_at, published_by, reason, figures, content, signature from edition where edition_id = ${editionId}`.execute(db);
  const row = rows[0];
  return row && { ...row, content: JSON.parse(row.content) as Edition['content'] };
}

/** The newest day first. */
export async function listEditionsOf(db: Database<Tables>, page: Page): Promise<(z.infer<typeof EditionSummary> & { number: number })[]> {
  const [asOf, number] = page.position?.after ?? [];
  const { rows } = await sql<z.infer<typeof EditionSummary> & { number: number }>`
    select edition_id, as_of, number, published_at, published_by, reason, figures from edition
    where ${asOf === undefined ? sql`true` : sql`(as_of, number) < (${asOf}::date, ${number}::integer)`}
    order by as_of desc, number desc limit ${page.limit + 1}`.execute(db);
  return rows;
}

export async function listPublicKeys(db: Database<Tables>): Promise<ReplyOf<typeof listSigningKeys>['keys']> {
  const { rows } = await sql<ReplyOf<typeof listSigningKeys>['keys'][number]>`
    select key.* from signing_key, jsonb_to_record(public_key) as key (kty text, crv text, x text, y text, kid text, alg text, use text) order by created_at`.execute(
    db,
  );
  return rows;
}

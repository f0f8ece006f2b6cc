import { setTimeout } from 'node:timers/promises';
import type { AnyRoute, changeRoutes, ChangeEvent } from '@csn/contracts';
import type { Client } from './client.ts';
import { sql } from 'kysely';
import type { Database, Tx } from './database.ts';
import type { Logger } from './log.ts';

export interface Follower {
  /** Undefined once the feed was read to its end. */
  readiness(): string | undefined;
  start(): void;
  stop(): Promise<void>;
  /** Reads to the end of the feed now. */
  catchUp(): Promise<void>;
}

/**
 * Keeps a read model from another service's feed: events and position commit together, so a crash neither skips nor
 * repeats one. Waits at the other service for news (long poll) and goes on by itself when it comes back.
 */
export function followFeed<Tables>(options: {
  readonly db: Database<Tables>;
  readonly client: Client;
  readonly route: ReturnType<typeof changeRoutes>['listChanges'];
  readonly apply: (tx: Tx<Tables>, events: readonly ChangeEvent[]) => Promise<void>;
  readonly log: Logger;
}): Follower {
  const { db, client, route, log } = options;
  const feed = (route as AnyRoute).path;
  const leaving = new AbortController();
  let caughtUp = false;
  let running: Promise<void> = Promise.resolve();

  /** One page; true if there may be more. The position's row lock keeps two instances from applying the same page. */
  async function readPage(wait: number): Promise<boolean> {
    const after = await position();
    const page = await client.call(
      route,
      { query: { ...(after !== null && { after }), limit: 500 } },
      { timeoutMs: (wait + 10) * 1000, signal: leaving.signal, ...(wait > 0 && { headers: { prefer: `wait=${wait}` } }) },
    );
    if (!page.items.length) return false;
    await db.transaction().execute(async (tx) => {
      await sql`insert into feed_position (feed, cursor) values (${feed}, null) on conflict do nothing`.execute(tx);
      const { rows } = await sql<{ cursor: string | null }>`select cursor from feed_position where feed = ${feed} for update`.execute(tx);
      if (rows[0]?.cursor !== after) return; // another instance was faster
      await options.apply(tx, page.items);
      await sql`update feed_position set cursor = ${page.nextCursor} where feed = ${feed}`.execute(tx);
    });
    return true;
  }

  async function position(): Promise<string | null> {
    const { rows } = await sql<{ cursor: string | null }>`select cursor from feed_position where feed = ${feed}`.execute(db);
    return rows[0]?.cursor ?? null;
  }

  async function catchUp(): Promise<void> {
    while (await readPage(0)) if (leaving.signal.aborted) return;
    caughtUp = true;
  }

  async function run(): Promise<void> {
    let pause = 200;
    while (!leaving.signal.aborted) {
      try {
        if (!caughtUp) await catchUp();
        else await readPage(20);
        pause = 200;
      } catch (error) {
        if (leaving.signal.aborted) return;
        log.warn({ err: error, feed }, 'a feed could not be read, trying again');
        await setTimeout(pause, undefined, { signal: leaving.signal }).catch(() => undefined); // told to stop
        pause = Math.min(pause * 2, 2000);
      }
    }
  }

  return {
    readiness: () => (caughtUp ? undefined : `${feed} has not been read to its end yet`),
    start: () => void (running = run()),
    stop: async () => {
      leaving.abort();
      await running;
    },
    catchUp,
  };
}

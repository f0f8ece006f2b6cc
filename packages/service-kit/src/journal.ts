import { createHash } from 'node:crypto';
import type { ChangeEvent } from '@csn/contracts';
import canonicalize from 'canonicalize';
import { CompiledQuery, sql } from 'kysely';
import pg from 'pg';
import type { Queryable } from './database.ts';
import type { Logger } from './log.ts';

/** What a service says of a change; the kit adds who, when and in which request. */
export interface Change {
  /** kebab-case, `thing.happened`. */
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly reason?: string | null;
}

/** Stands where the sequencer puts the event's number; no text of an event can hold this character unescaped. */
const place = '\u0001';

/** An event as canonical JSON (RFC 8785) with a place for its number. */
export function eventText(change: Change, about: { source: string; id: string; time: string; actor: string; requestId: string }): string {
  const text = canonicalize({
    specversion: '1.0',
    id: about.id,
    source: about.source,
    type: change.type,
    subject: change.subject,
    time: about.time,
    datacontenttype: 'application/json',
    data: change.data,
    actor: about.actor,
    requestid: about.requestId,
    reason: change.reason ?? null,
    sequence: 0,
  });
  // Of an event's own members only `source` follows `sequence`, `specversion` and so on after it: the last one counts.
  const at = text?.lastIndexOf('"sequence":0,"source":') ?? -1;
  if (!text || at < 0) throw new Error('an event without a place for its number');
  const digit = at + '"sequence":'.length;
  return text.slice(0, digit) + place + text.slice(digit + 1);
}

/** The statement that writes events into the outbox; they appear in the feed once the transaction has committed. */
export function insertionOf(events: readonly string[]): CompiledQuery {
  return CompiledQuery.raw('insert into outbox (event) select unnest($1::text[])', [events]);
}

export async function insertEvents(tx: Queryable, events: readonly string[]): Promise<void> {
  if (events.length) await tx.getExecutor().executeQuery(insertionOf(events));
}

/**
 * Makes a place for the events of a long transaction. In the outbox they would lie unseen until its commit, and whoever
 * numbers events would pass over all of them every few milliseconds.
 */
export async function prepareHeldEvents(tx: Queryable): Promise<void> {
  await sql`create temporary table held_event (id bigint generated always as identity, event text not null) on commit drop`.execute(tx);
}

export async function holdEvents(tx: Queryable, events: readonly string[]): Promise<void> {
  if (events.length) await sql`insert into held_event (event) select unnest(${events}::text[])`.execute(tx);
}

/** Puts the held events into the outbox, in their order: the last thing before the commit. */
export async function releaseHeldEvents(tx: Queryable): Promise<void> {
  await sql`insert into outbox (event) select event from held_event order by id`.execute(tx);
}

export interface EventPage {
  readonly events: readonly string[];
  readonly last: number;
}

/** A page of the feed after a sequence number, ready to be sent: the texts are kept as they were hashed. */
export async function listEvents(db: Queryable, after: number, limit: number): Promise<EventPage> {
  const { rows } = await sql<{ sequence: number; event: string; hash: string }>`
    select sequence, event, encode(hash, 'hex') as hash from journal where sequence > ${after} order by sequence limit ${limit}`.execute(db);
  return { events: rows.map((row) => withHash(row.event, row.hash)), last: rows.at(-1)?.sequence ?? after };
}

/** How far the feed goes. */
export async function lastSequence(db: Queryable): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`select sequence from ledger`.execute(db);
  return rows[0]?.sequence ?? 0;
}

function withHash(event: string, hash: string): string {
  return `${event.slice(0, -1)},"hash":"${hash}"}`;
}

/**
 * Replays the chain from the first event, in pages, so in constant memory. Each page comes with the ledger of the same
 * instant, which knows how far the chain goes: a cut end shows, and events that come meanwhile do no harm.
 */
export async function verifyChain(db: Queryable): Promise<{ valid: boolean; events: number; firstInvalid: number | null }> {
  let previous = Buffer.alloc(32);
  let events = 0;
  const broken = () => ({ valid: false, events, firstInvalid: events + 1 });
  for (;;) {
    const { rows } = await sql<{ last: number; lastHash: Buffer; sequence: number | null; event: string; hash: Buffer }>`
      select ledger.sequence as last, ledger.hash as last_hash, page.sequence, page.event, page.hash
      from ledger left join lateral (select sequence, event, hash from journal where sequence > ${events} order by sequence limit 2000) page on true
      order by page.sequence`.execute(db);
    for (const row of rows) {
      if (row.sequence === null) return row.last === events && row.lastHash.equals(previous) ? { valid: true, events, firstInvalid: null } : broken();
      const hash = createHash('sha256').update(previous).update(row.event).digest();
      if (row.sequence !== events + 1 || row.sequence > row.last || !hash.equals(row.hash) || sequenceIn(row.event) !== row.sequence) return broken();
      previous = hash;
      events = row.sequence;
    }
    if (!rows.length) return broken();
  }
}

function sequenceIn(event: string): number | undefined {
  try {
    return (JSON.parse(event) as ChangeEvent).sequence;
  } catch {
    return undefined;
  }
}

/** So many wait as long as they ask; the others come back every second, since each one holds a request open. */
const mostWaiting = 256;

/**
 * What is written here is numbered so soon, together with what comes meanwhile; what another instance writes it numbers
 * itself, and only what it left behind when it died waits for the next look. In milliseconds.
 */
const soon = 20;
const seldom = 500;

/** The running feed of a service: numbers the outbox and wakes those who wait. Every instance runs one; no leader. */
export class JournalFeed {
  readonly #db: Queryable;
  readonly #url: string;
  readonly #log: Logger;
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #hasNews = false;
  #isNumbering = false;
  #listener: pg.Client | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(database: { db: Queryable; url: string }, log: Logger) {
    this.#db = database.db;
    this.#url = database.url;
    this.#log = log;
  }

  start(): void {
    this.#schedule(0);
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#wake();
    await this.#running;
    await this.#listener?.end().catch(() => undefined);
  }

  /** A transaction with events has committed here. */
  announce(): void {
    if (this.#hasNews) return;
    this.#hasNews = true;
    if (!this.#isNumbering) this.#schedule(soon);
  }

  /** True as soon as something new may be there; false after so many milliseconds, when the signal says so, or at the end. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (news: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', leave);
        resolve(news);
      };
      const wake = (): void => settle(true);
      const leave = (): void => settle(false);
      const timer = setTimeout(leave, this.#waiting.size < mostWaiting ? milliseconds : Math.min(milliseconds, 1000));
      this.#waiting.add(wake);
      signal?.addEventListener('abort', leave);
      if (this.#stopped || signal?.aborted) leave();
    });
  }

  /** How many wait for news. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Numbers all that is committed now; a reader who must see its own write asks for this first. */
  async catchUp(): Promise<void> {
    // Another instance is at it, and what it does can be read once it has committed.
    while (!(await this.#number())) await sql`select from ledger for share`.execute(this.#db);
  }

  /** Numbers what waits; false when another instance is at it. */
  async #number(): Promise<boolean> {
    const batch = 1000;
    for (;;) {
      const { rows } = await sql<{ count: number | null }>`select sequence_outbox(${batch}) as count`.execute(this.#db);
      const count = rows[0]?.count ?? null;
      if (count === null) return false;
      if (count > 0) this.#wake();
      if (count < batch) return true;
    }
  }

  #schedule(delay: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#turn();
    }, delay);
  }

  async #turn(): Promise<void> {
    this.#isNumbering = true;
    this.#hasNews = false;
    let isDone = true;
    try {
      isDone = await this.#number();
    } catch (error) {
      if (!this.#stopped) this.#log.warn({ err: error }, 'the change feed could not be numbered, trying again');
    }
    this.#isNumbering = false;
    this.#schedule(this.#hasNews || !isDone ? soon : seldom);
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Other instances number too: PostgreSQL tells this one by NOTIFY. */
  async #listen(): Promise<void> {
    if (this.#stopped) return;
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 5000 });
    const again = (): void => {
      if (this.#stopped || this.#listener !== client) return;
      this.#listener = undefined;
      setTimeout(() => void this.#listen(), 500).unref();
    };
    this.#listener = client;
    client.on('error', again);
    client.on('end', again);
    client.on('notification', () => this.#wake());
    try {
      await client.connect();
      await client.query('listen journal');
      this.#wake(); // what came while nobody listened
    } catch {
      again();
    }
  }
}

/** Events that wait for a number: the lag that /metrics shows. */
export async function countOutbox(db: Queryable): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from outbox`.execute(db);
  return rows[0]?.count ?? 0;
}

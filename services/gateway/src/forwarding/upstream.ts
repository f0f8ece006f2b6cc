import { Pool } from 'undici';

/** How long the gateway waits, in milliseconds. */
export interface Patience {
  /** For a service's answer. A feed holds a request for up to 30 s. */
  readonly answer: number;
  /** The same after a bulk intake, which answers when all of it is stored. */
  readonly bulkAnswer: number;
  /** For the next part of an answer that has begun. */
  readonly nextPart: number;
  /** For a caller to read on: as long as it does not, it holds a connection to the service. */
  readonly reader: number;
}

const usual: Patience = { answer: 45_000, bulkAnswer: 1_800_000, nextPart: 60_000, reader: 60_000 };

/** A service behind the gateway. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
  readonly pool: Pool;
  readonly patience: Patience;
  /** Aborted when the gateway closes. */
  readonly closing: AbortSignal;
}

/** One pool of connections a service. The services keep idle connections longer than the pool does, so that it closes them. */
export function openUpstream(name: string, url: string, closing: AbortSignal, patience: Patience = usual): Upstream {
  const pool = new Pool(new URL(url).origin, {
    // As many as requests may be under way at once: feeds hold theirs for half a minute and must not keep others waiting.
    connections: 1024,
    pipelining: 1,
    connect: { timeout: 1000 },
    bodyTimeout: patience.nextPart,
  });
  return { name, url, pool, patience, closing };
}

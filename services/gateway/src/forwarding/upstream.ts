import { Pool } from 'undici';

/** A service behind the gateway. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
  readonly pool: Pool;
}

/** One pool of connections a service. The services keep idle connections longer than the pool does, so that it closes them. */
export function openUpstream(name: string, url: string): Upstream {
  const pool = new Pool(new URL(url).origin, {
    // As many as requests may be under way at once: feeds hold theirs for half a minute and must not keep others waiting.
    connections: 1024,
    pipelining: 1,
    connect: { timeout: 1000 },
    // A streamed answer may pause, but not for ever.
    bodyTimeout: 60_000,
  });
  return { name, url, pool };
}

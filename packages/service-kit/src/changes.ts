import type { changeRoutes } from '@csn/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listEvents, verifyChain } from './journal.ts';
import { invalidRequest } from './problem.ts';
import { parserOf } from './request-input.ts';
import type { ServiceApp } from './service-app.ts';

const longestWait = 30;

/** Serves the change feed and its verification. The cursor is the number of the last event that was read. */
export function serveChanges<Tables>(app: ServiceApp<Tables>, routes: ReturnType<typeof changeRoutes>): void {
  const { database, feed } = app.options;
  const parse = parserOf(routes.listChanges);

  // Raw, because the events go out as they were hashed: not parsed and written again.
  app.serveRaw(routes.listChanges, async (request, reply) => {
    const query = parse(request).query as { after?: string; limit: number };
    const after = positionOf(query.after);
    let page = await listEvents(database.db, after, query.limit);
    const patience = waitOf(request);
    if (!page.events.length && patience > 0) {
      await waitForMore(request, reply, patience);
      page = await listEvents(database.db, after, query.limit);
    }
    reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store').header('content-language', request.language).serializer(String);
    if (patience > 0) reply.header('preference-applied', `wait=${patience}`);
    if (page.events.length === query.limit) reply.header('link', `<${routes.listChanges.path}?after=${page.last}&limit=${query.limit}>; rel="next"`);
    return reply.send(`{"items":[${page.events.join(',')}],"nextCursor":"${page.last}"}`);
  });

  app.serve(routes.verifyChanges, async () => {
    await feed.catchUp();
    return verifyChain(database.db);
  });

  /** Waits until the feed says that something came, the caller leaves, or the time is over. */
  async function waitForMore(request: FastifyRequest, reply: FastifyReply, seconds: number): Promise<void> {
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    reply.raw.once('close', leave);
    await feed.wait(seconds * 1000, gone.signal);
    reply.raw.off('close', leave);
    request.startedAt = performance.now(); // waiting is not work: it does not count as slowness
  }
}

function positionOf(after: string | undefined): number {
  if (after === undefined) return 0;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw invalidRequest([{ in: 'query', pointer: '/after', code: 'invalid-cursor', detail: { en: 'must be the `nextCursor` of a page of this feed', fr: 'doit être le `nextCursor` d’une page de ce fil' } }]);
}

/** `Prefer: wait=20` (RFC 7240). */
function waitOf(request: FastifyRequest): number {
  const prefer = request.headers.prefer;
  const seconds = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''))?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds), longestWait);
}

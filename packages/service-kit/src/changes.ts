import type { changeRoutes } from '@csn/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { whenOver } from './answer-over.ts';
import { etagOf } from './etag.ts';
import { contentTypeOf, formatsOf, negotiateFormat, toCsv } from './formats.ts';
import { type EventPage, lastSequence, listEvents, verifyChain } from './journal.ts';
import { invalidRequest } from './problem.ts';
import { parserOf } from './request-input.ts';
import { send } from './serve.ts';
import type { ServiceApp } from './service-app.ts';

const longestWait = 30;

/** Serves the change feed and its verification. The cursor is the number of the last event that was read. */
export function serveChanges<Tables>(app: ServiceApp<Tables>, routes: ReturnType<typeof changeRoutes>): void {
  const { database, feed } = app.options;
  const parse = parserOf(routes.listChanges);

  // Raw, because the events go out as they were hashed: not parsed and written again.
  app.serveRaw(routes.listChanges, async (request, reply) => {
    const format = negotiateFormat(request.headers.accept, formatsOf(routes.listChanges));
    const query = parse(request).query as { after?: string; limit: number };
    const patience = waitOf(request);
    const { events, last } = await listOrWait(request, reply, positionOf(query.after), query.limit, patience);
    const body = Buffer.from(
      format === 'csv'
        ? toCsv(routes.listChanges, { items: events.map((event): unknown => JSON.parse(event)) })
        : `{"items":[${events.join(',')}],"nextCursor":"${last}"}`,
    );
    return send(request, reply, {
      status: 200,
      body,
      headers: {
        'content-type': contentTypeOf(format),
        'content-language': request.language,
        etag: etagOf(body),
        ...(patience > 0 && { 'preference-applied': `wait=${patience}` }),
        ...(events.length === query.limit && { link: `<${routes.listChanges.path}?after=${last}&limit=${query.limit}>; rel="next"` }),
      },
    });
  });

  app.serve(routes.verifyChanges, async () => {
    await feed.catchUp();
    return verifyChain(database.db);
  });

  /** A page; an empty one only when the caller has left or nothing came in the time that it is ready to wait. */
  async function listOrWait(request: FastifyRequest, reply: FastifyReply, after: number, limit: number, seconds: number): Promise<EventPage> {
    const until = performance.now() + seconds * 1000;
    const gone = new AbortController();
    if (seconds > 0) whenOver(request.raw, reply.raw, () => gone.abort());
    try {
      for (;;) {
        const asked = performance.now();
        // It listens before it looks, so that what comes in between wakes it too.
        const news = asked < until ? feed.wait(until - asked, gone.signal) : undefined;
        const page = await listEvents(database.db, after, limit);
        if (page.events.length) return page;
        if (after > 0 && after > (await lastSequence(database.db))) throw notOfThisFeed;
        const more = await news;
        request.startedAt += performance.now() - asked; // waiting is not work: it does not count as slowness
        if (!more) return page;
      }
    } finally {
      gone.abort(); // frees the waiter
    }
  }
}

const notOfThisFeed = invalidRequest([
  {
    in: 'query',
    pointer: '/after',
    code: 'invalid-cursor',
    detail: { en: 'must be the `nextCursor` of a page of this feed', fr: 'doit être le `nextCursor` d’une page de ce fil' },
  },
]);

function positionOf(after: string | undefined): number {
  if (after === undefined) return 0;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw notOfThisFeed;
}

/** `Prefer: wait=20` (RFC 7240). */
function waitOf(request: FastifyRequest): number {
  const prefer = request.headers.prefer;
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d+)"?\s*(?:$|[,;\s])/i.exec(Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''))?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds), longestWait);
}

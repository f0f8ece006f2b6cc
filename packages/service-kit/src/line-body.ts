import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setImmediate as immediate } from 'node:timers/promises';
import type { AnyRoute } from '@csn/contracts';
import type { FastifyInstance } from 'fastify';
import { isNotGzip } from './compression.ts';
import { lineTypes, mediaTypeOf } from './lines.ts';
import { invalidRequest, Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A body of lines, which its handler reads as it comes. */
    lineBytes: Readable | undefined;
  }
}

/** The largest body of lines, expanded. */
const mostBytes = 2 ** 30;

/** Bodies of lines are not read before their handler: they may be of any length. */
export function addLineParser(app: FastifyInstance): void {
  app.decorateRequest('lineBytes', undefined);
  app.addContentTypeParser(Object.values(lineTypes), (request, bytes, done) => {
    request.lineBytes = bytes as Readable;
    // It may break before anybody reads; whoever reads then hears of it.
    request.lineBytes.on('error', () => undefined);
    done(null, undefined);
  });
}

/** @throws Problem unsupported-media-type, which names what the route takes */
export function checkContentType({ method, body, lines }: AnyRoute, contentType: string | undefined): void {
  if (method === 'GET' || (contentType === undefined && !(lines && !body))) return;
  const accepted: string[] = [
    ...(body ? ['application/json'] : []),
    ...(body && method === 'PATCH' ? ['application/merge-patch+json'] : []),
    ...(lines ? Object.values(lineTypes) : []),
  ];
  const { type, isUtf8 } = mediaTypeOf(contentType);
  // Without a body there is nothing to be of a type.
  if (!accepted.length && type !== lineTypes.csv && type !== lineTypes.ndjson) return;
  if (!accepted.includes(type) || !isUtf8) throw new Problem('unsupported-media-type', { values: { accepted: accepted.join(', ') || 'application/json' } });
}

/** How long a sender may fall silent, in milliseconds: as long as its body comes it holds a connection to the database. */
const usualPatience = 60_000;

/** The bytes of a body as they come, hashed and counted. @throws Problem content-too-large, invalid-request for a body that was cut or stopped coming */
export async function* measured(bytes: Readable, hash: Hash, limit = mostBytes, patience = usualPatience): AsyncGenerator<Buffer> {
  let size = 0;
  const chunks = (bytes as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Time runs only while the sender is waited for, and not while the database is.
      const silence = setTimeout(() => bytes.destroy(cut), patience);
      const { done, value: chunk } = await chunks.next().finally(() => clearTimeout(silence));
      if (done) return;
      size += chunk.length;
      if (size > limit) throw new Problem('content-too-large', { values: { limit } });
      hash.update(chunk);
      yield chunk;
      // What has come already would be read in one go: others are answered between two pieces.
      await immediate();
    }
  } catch (error) {
    throw bytes.readableAborted && !(error instanceof Problem) && !isNotGzip(error) ? cut : error;
  } finally {
    await chunks.return?.();
  }
}

const cut = invalidRequest([{ in: 'body', pointer: '', code: 'malformed-body', detail: { en: 'ended too early', fr: 's’est terminé trop tôt' } }]);

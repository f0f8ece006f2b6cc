import type { FastifyInstance } from 'fastify';
import { invalidRequest } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, for the fingerprint of a repeatable request. */
    rawBody: Buffer | undefined;
  }
}

const notJson = invalidRequest([
  { in: 'body', pointer: '', code: 'malformed-json', detail: { en: 'must be one JSON document in UTF-8', fr: 'doit être un seul document JSON en UTF-8' } },
]);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON strictly: UTF-8, one document, no `__proto__`. What its texts may hold is told with all other faults of the request. */
export function addJsonParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.decorateRequest('rawBody', undefined);
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser(['application/json', 'application/merge-patch+json'], { parseAs: 'buffer' }, (request, bytes, done) => {
    // `parseAs: 'buffer'` gives a Buffer; the type also allows a text.
    const raw = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
    request.rawBody = raw;
    if (!raw.length) return done(null, undefined); // a body that is missing, whatever its type
    let text: string;
    try {
      text = utf8.decode(raw);
    } catch {
      done(notJson);
      return;
    }
    void parse(request, text, (error, body) => (error ? done(notJson) : done(null, body)));
  });
}

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * The caller's body as a stream of its own. undici destroys a body that it no longer needs, as when a service answers
 * before its end; were it the request itself, the connection would go with it and the answer be lost.
 */
export function bodyOf(request: IncomingMessage): Readable {
  const body = new Readable({ read: () => void request.resume() });
  const pass = (chunk: Buffer): void => {
    if (!body.push(chunk)) request.pause();
  };
  request.on('data', pass);
  request.once('end', () => body.push(null));
  request.once('close', () => {
    if (!request.complete) body.destroy(new Error('the caller left before the end of its body'));
  });
  // What nobody reads any more is still taken off the wire, so that the connection can go on.
  body.once('close', () => request.off('data', pass).resume());
  // Whoever reads the body hears of its errors; when nobody reads it any more they concern nobody.
  body.on('error', () => undefined);
  return body;
}

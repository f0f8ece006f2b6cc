import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

const longestShort = 64 * 1024;

/** Whether the caller has announced a body that is not worth a stream of its own. */
export function isShort({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length']) <= longestShort;
}

/** Calls back with the whole body; never, when the caller leaves before its end. */
export function collectBody(request: IncomingMessage, whenWhole: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => whenWhole(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
}

/**
 * The caller's body as a stream of its own. undici destroys a body that it no longer needs, as when a service answers
 * before its end; were it the request itself, the connection would go with it and the answer be lost.
 */
export function streamBody(request: IncomingMessage): Readable {
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** How long the rest of a body is still read, in milliseconds. */
const patience = 5000;

/** Whether the caller is still sending its request. */
export function bodyIsComing(request: IncomingMessage): boolean {
  return (
    !request.complete && !request.readableEnded && (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0)
  );
}

/**
 * Ends an answer that came before the end of the request's body. Closing the connection at once, with bytes unread,
 * would reset it, and the reset can overtake the answer (RFC 9112, 9.6): the rest is read and dropped first.
 * The head is written already; it says how long the body is and that the connection closes.
 */
export function endEarlyAnswer(request: IncomingMessage, response: ServerResponse, body: string | Buffer): void {
  response.write(body);
  const timer = setTimeout(end, patience);
  request.once('end', end).once('close', end);
  request.unpipe();
  request.resume();

  function end(): void {
    clearTimeout(timer);
    response.end();
  }
}

/** Sends an early answer with the status and headers that a reply has by now. */
export function sendEarly(reply: FastifyReply, body: string): void {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.setHeader('content-length', Buffer.byteLength(body));
  raw.shouldKeepAlive = false;
  raw.writeHead(reply.statusCode);
  endEarlyAnswer(reply.request.raw, raw, body);
}

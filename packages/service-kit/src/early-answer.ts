import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** How long the rest of a body is still read, in milliseconds. */
const patience = 5000;

export interface EarlyAnswer {
  readonly status: number;
  /** Names and values in turn, with the length of the body. */
  readonly headers: string[];
  readonly body: string | Buffer;
}

/**
 * Answers a request whose body is still coming, and closes the connection. Closing it at once, with bytes unread,
 * would reset it, and the reset can overtake the answer (RFC 9112, 9.6): the rest is read and dropped first.
 */
export function answerEarly(request: IncomingMessage, response: ServerResponse, answer: EarlyAnswer): void {
  response.shouldKeepAlive = false;
  response.writeHead(answer.status, answer.headers);
  response.write(answer.body);
  const timer = setTimeout(end, patience);
  request.once('end', end).once('close', end);
  request.unpipe();
  request.resume();

  function end(): void {
    clearTimeout(timer);
    response.end();
  }
}

/** The same with the status and headers that a reply has by now. */
export function sendEarly(reply: FastifyReply, body: string): void {
  reply.hijack();
  const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
  answerEarly(reply.request.raw, reply.raw, { status: reply.statusCode, headers: [...headers, 'content-length', String(Buffer.byteLength(body))], body });
}

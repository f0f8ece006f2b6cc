import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const waiting = new WeakMap<Socket, Set<(whole: boolean) => void>>();

/**
 * Calls back once, when an answer was handed over `whole` or can no longer be, since the caller is gone. Fastify's
 * onResponse comes in the first case only; and a pipelined answer that waits for its turn does not hear its
 * connection end, so the connection itself is listened to.
 */
export function whenOver(request: IncomingMessage, response: ServerResponse, over: (whole: boolean) => void): void {
  const others = waiting.get(request.socket) ?? listenTo(request.socket);
  const end = (whole: boolean): void => {
    if (others.delete(end)) over(whole);
  };
  others.add(end);
  response.once('finish', () => end(true));
}

/** Whether an answer on this connection has not been handed over yet. */
export function isAnswering(socket: Socket): boolean {
  return (waiting.get(socket)?.size ?? 0) > 0;
}

/** One listener for all requests of a connection. */
function listenTo(socket: Socket): Set<(whole: boolean) => void> {
  const ends = new Set<(whole: boolean) => void>();
  waiting.set(socket, ends);
  socket.once('close', () => {
    for (const end of ends) end(false);
  });
  return ends;
}

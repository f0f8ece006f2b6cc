import type { FastifyInstance } from 'fastify';

/** Undefined = ready, else the reason why not. */
export type ReadyCheck = () => string | undefined | Promise<string | undefined>;

/** /health/ready: 200 when every condition holds, else 503 with the reasons. */
export function addReadiness(http: FastifyInstance, checks: ReadonlyMap<string, ReadyCheck>): void {
  http.get('/health/ready', { config: { operationId: 'ready' } }, async (_request, reply) => {
    const results = await Promise.all([...checks].map(async ([name, check]) => [name, await reasonOf(check)] as const));
    const ready = results.every(([, reason]) => reason === undefined);
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        status: ready ? 'ready' : 'not-ready',
        checks: Object.fromEntries(results.map(([name, reason]) => [name, reason === undefined ? { status: 'ready' } : { status: 'not-ready', reason }])),
      });
  });
}

async function reasonOf(check: ReadyCheck): Promise<string | undefined> {
  try {
    return await check();
  } catch {
    return 'does not answer';
  }
}

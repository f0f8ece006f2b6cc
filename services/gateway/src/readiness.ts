/** A service whose readiness is asked for. */
export interface Asked {
  readonly name: string;
  readonly url: string;
}

export interface ServiceState {
  readonly status: 'ready' | 'not-ready';
  readonly reason?: string;
}
export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly services: Readonly<Record<string, ServiceState>>;
}

/** Milliseconds. */
const patience = 2000;
/** For how long an answer serves everybody who asks: a start or an outage should be seen sooner than that all is well. */
const goodFor = { ready: 1000, 'not-ready': 200 } as const;

/** Asks every service whether it is ready, all at once. */
export function createReadiness(services: readonly Asked[]): () => Promise<Readiness> {
  let shared: Promise<Readiness> | undefined;
  return () => {
    shared ??= askAll(services).then((readiness) => {
      setTimeout(() => (shared = undefined), goodFor[readiness.status]).unref();
      return readiness;
    });
    return shared;
  };
}

async function askAll(services: readonly Asked[]): Promise<Readiness> {
  const states = await Promise.all(services.map(async ({ name, url }) => [name, await ask(url)] as const));
  const status = states.every(([, state]) => state.status === 'ready') ? 'ready' : 'not-ready';
  return { status, services: Object.fromEntries(states) };
}

async function ask(url: string): Promise<ServiceState> {
  try {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(patience), redirect: 'error' });
    const body: unknown = await response.json();
    return response.ok ? { status: 'ready' } : { status: 'not-ready', reason: reasonIn(body) ?? `answers ${response.status}` };
  } catch {
    return { status: 'not-ready', reason: 'does not answer' };
  }
}

/** What a service says of the conditions that do not hold. */
function reasonIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('checks' in body) || typeof body.checks !== 'object' || body.checks === null) return undefined;
  const reasons = Object.entries(body.checks as Record<string, { reason?: unknown } | null>).flatMap(([name, check]) =>
    typeof check?.reason === 'string' ? [`${name}: ${check.reason}`] : [],
  );
  return reasons.length ? reasons.join(', ') : undefined;
}

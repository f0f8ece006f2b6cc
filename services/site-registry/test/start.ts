import type { Clock } from '@csn/service-kit';
import { startTestService, type TestService } from '@csn/testing';
import { migrations } from '../migrations/index.ts';
import { createApp } from '../src/app.ts';
import type { Tables } from '../src/tables.ts';

/** The registry on an empty database of its own. */
export function startService(options: { clock?: Clock; proximityKm?: number } = {}): Promise<TestService<Tables>> {
  return startTestService<Tables>({
    name: 'site-registry',
    migrations,
    create: (appOptions) => createApp(appOptions, { proximityKm: options.proximityKm ?? 10 }),
    ...(options.clock && { clock: options.clock }),
  });
}

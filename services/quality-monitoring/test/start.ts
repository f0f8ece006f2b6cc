import type { Clock } from '@csn/service-kit';
import { startTestService, type TestService } from '@csn/testing';
import { migrations } from '../migrations/index.ts';
import { createApp } from '../src/app.ts';
import { loadData } from '../src/load/load-data.ts';
import type { Tables } from '../src/tables.ts';

/** The service on an empty database of its own. */
export function startService(options: { clock?: Clock } = {}): Promise<TestService<Tables>> {
  return startTestService<Tables>({
    name: 'quality-monitoring',
    migrations,
    create: (appOptions) => createApp(appOptions),
    ...(options.clock && { clock: options.clock }),
  });
}

/** The service with the data that it loads at its first start. */
export async function startLoaded(options: { clock?: Clock } = {}): Promise<TestService<Tables>> {
  const service = await startService(options);
  await loadData(service.options, 'all');
  return service;
}

import type { Client, Clock } from '@csn/service-kit';
import { startTestService, type TestService } from '@csn/testing';
import { migrations } from '../migrations/index.ts';
import { createApp } from '../src/app.ts';
import { createSigner } from '../src/editions/signing.ts';
import type { Tables } from '../src/tables.ts';

/** The briefing on an empty database of its own; `others` stands for the services whose answers it is built from. */
export function startService(options: { others: Client; clock?: Clock }): Promise<TestService<Tables>> {
  return startTestService<Tables>({
    name: 'briefing',
    migrations,
    create: async (appOptions) => createApp(appOptions, await createSigner(appOptions.database.db)),
    ...options,
  });
}

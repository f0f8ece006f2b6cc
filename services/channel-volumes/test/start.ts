import type { Client, Clock } from '@csn/service-kit';
import { createKnownSites } from '@csn/service-kit';
import { quietLog, startTestService, type TestService } from '@csn/testing';
import { migrations } from '../migrations/index.ts';
import { createApp } from '../src/app.ts';
import type { Tables } from '../src/tables.ts';

/** The service on an empty database of its own; `others` stands for the site registry. */
export function startService(options: { clock?: Clock; others?: Client; linesLimit?: number } = {}): Promise<TestService<Tables>> {
  return startTestService<Tables>({
    name: 'channel-volumes',
    migrations,
    create: (appOptions, client) => createApp(appOptions, createKnownSites({ db: appOptions.database.db, client, log: quietLog })),
    ...options,
  });
}

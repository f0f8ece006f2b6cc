import { runService } from '@csn/service-kit';
import { migrations } from '../migrations/index.ts';
import { createApp } from './app.ts';
import { config } from './config.ts';
import { loadData } from './load/load-data.ts';
import type { Tables } from './tables.ts';

await runService<Tables, typeof config>({
  name: 'site-registry',
  config,
  migrations,
  // Its statements are few and each has one good plan: making it anew took a fifth of a list's time.
  databaseSettings: { plan_cache_mode: 'force_generic_plan' },
  urls: () => ({}),
  create: async ({ options, load }, settings) => ({
    app: await createApp(options, { proximityKm: settings.PASSPORT_PROXIMITY_KM }),
    // Others follow the feed: its first page must not be an empty one.
    prepare: () => loadData(options, load, { proximityKm: settings.PASSPORT_PROXIMITY_KM }),
  }),
});

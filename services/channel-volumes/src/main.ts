import { createKnownSites, runService } from '@csn/service-kit';
import { migrations } from '../migrations/index.ts';
import { createApp } from './app.ts';
import { config } from './config.ts';
import { loadData } from './load/load-data.ts';
import type { Tables } from './tables.ts';

await runService<Tables, typeof config>({
  name: 'channel-volumes',
  config,
  migrations,
  urls: (settings) => ({ 'site-registry': settings.SITE_REGISTRY_URL }),
  create: async ({ options, asService, load }) => {
    const knownSites = createKnownSites({ db: options.database.db, client: asService, log: options.log });
    const app = await createApp(options, knownSites);
    app.readyWhen('sites', () => knownSites.follower.readiness());
    return {
      app,
      start: () => {
        knownSites.follower.start();
        return loadData(options, load, knownSites);
      },
      stop: () => knownSites.follower.stop(),
    };
  },
});

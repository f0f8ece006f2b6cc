import { createKnownSites, runService } from '@csn/service-kit';
import { migrations } from '../migrations/index.ts';
import { createApp } from './app.ts';
import { config } from './config.ts';
import { ensureHolidays } from './holidays/holidays.ts';
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
      start: async () => {
        knownSites.follower.start();
        await loadData(options, load, knownSites);
        // They are kept, but working them out takes a second, and the first question would wait for it.
        const year = Number(options.clock.today().slice(0, 4));
        await ensureHolidays(options.database.db, { from: `${year - 5}-01-01`, to: `${year + 1}-12-31` });
      },
      stop: () => knownSites.follower.stop(),
    };
  },
});

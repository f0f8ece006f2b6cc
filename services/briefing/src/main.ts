import { runService } from '@csn/service-kit';
import { migrations } from '../migrations/index.ts';
import { createApp } from './app.ts';
import { config } from './config.ts';
import { createSigner } from './editions/signing.ts';
import type { Tables } from './tables.ts';

await runService<Tables, typeof config>({
  name: 'briefing',
  config,
  migrations,
  urls: (settings) => ({
    'site-registry': settings.SITE_REGISTRY_URL,
    'channel-volumes': settings.CHANNEL_VOLUMES_URL,
    'quality-monitoring': settings.QUALITY_MONITORING_URL,
    'passport-program': settings.PASSPORT_PROGRAM_URL,
  }),
  create: async ({ options }) => ({ app: await createApp(options, await createSigner(options.database.db)) }),
});

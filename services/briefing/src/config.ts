import { baseConfig, databaseConfig } from '@csn/service-kit';
import { z } from 'zod';

export const config = {
  ...baseConfig,
  ...databaseConfig,
  SITE_REGISTRY_URL: z.url(),
  CHANNEL_VOLUMES_URL: z.url(),
  QUALITY_MONITORING_URL: z.url(),
  PASSPORT_PROGRAM_URL: z.url(),
};

import { baseConfig, databaseConfig } from '@csn/service-kit';
import { z } from 'zod';

export const config = {
  ...baseConfig,
  ...databaseConfig,
  SITE_REGISTRY_URL: z.url(),
};

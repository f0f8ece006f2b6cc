import { baseConfig, databaseConfig } from '@csn/service-kit';
import { z } from 'zod';

export const config = {
  ...baseConfig,
  ...databaseConfig,
  /** Whose sites the rollout is planned for. */
  SITE_REGISTRY_URL: z.url().default('http://127.0.0.1:8081'),
};

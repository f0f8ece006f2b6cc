import { baseConfig, databaseConfig } from '@csn/service-kit';
import { z } from 'zod';

export const config = {
  ...baseConfig,
  ...databaseConfig,
  /** A reactivated outreach site gets passport service unless a passport office lies within so many kilometres. */
  PASSPORT_PROXIMITY_KM: z.coerce.number().min(0).max(20_100).default(10),
};

import { baseConfig, readConfig } from '@csn/service-kit';
import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ });

const variables = {
  ...baseConfig,
  SITE_REGISTRY_URL: address,
  CHANNEL_VOLUMES_URL: address,
  QUALITY_MONITORING_URL: address,
  PASSPORT_PROGRAM_URL: address,
  BRIEFING_URL: address,
  /** The embedded issuer; without it the issuer is somebody else's. */
  IDENTITY_URL: address.optional(),
  /** Requests a minute and caller; 0 switches the limit off. */
  RATE_LIMIT: z.coerce.number().int().min(0).default(600),
  /** Where several gateways count together; without it each counts alone. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
};

export type Config = z.output<z.ZodObject<typeof variables>>;

export function readGatewayConfig(environment: NodeJS.ProcessEnv): Config {
  return readConfig(variables, environment);
}

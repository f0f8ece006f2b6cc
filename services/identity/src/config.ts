import { baseConfig, readConfig } from '@csn/service-kit';
import { z } from 'zod';

const variables = {
  ...baseConfig,
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .refine(
      (environment) => environment !== 'production',
      'the embedded issuer has clients that everybody knows and does not run in production: set OIDC_ISSUER to an issuer of your own',
    ),
  /** Where the signing key is kept; made there on the first start. */
  IDENTITY_KEY_FILE: z.string().min(1),
};

export type Config = z.output<z.ZodObject<typeof variables>>;

export function readIdentityConfig(environment: NodeJS.ProcessEnv): Config {
  return readConfig(variables, environment);
}

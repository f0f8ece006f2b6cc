import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What every service reads from its environment; a service adds its own variables to it. */
export const baseConfig = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535),
  OIDC_ISSUER: z.string().refine(isIssuer, 'must be an https address, or http on a loopback address'),
  OIDC_AUDIENCE: z.string().min(1).default('citizen-service-network'),
  OIDC_JWKS_URL: z.url().optional(),
  OIDC_TOKEN_URL: z.url().optional(),
  SERVICE_CLIENT_ID: z.string().min(1).optional(),
  SERVICE_CLIENT_SECRET: z.string().min(1).optional(),
  BODY_LIMIT: z.coerce
    .number()
    .int()
    .min(1024)
    .default(10 * 1024 * 1024),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
};

/** What a service with a database reads. */
export const databaseConfig = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address'),
  LOAD: z.enum(['all', 'reported', 'none']).default('all'),
};

/** An issuer is reached by https; plain http is for the machine itself. */
function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)));
}

/**
 * Reads and validates the environment; a variable `NAME` may come from the file that `NAME_FILE` names.
 * All faults are named in one error, never with a value: it could be a secret.
 */
export function readConfig<Shape extends z.ZodRawShape>(shape: Shape, environment: NodeJS.ProcessEnv): z.output<z.ZodObject<Shape>> {
  const found: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of Object.keys(shape)) {
    const file = environment[`${name}_FILE`];
    const direct = environment[name];
    if (file) {
      try {
        found[name] = readFileSync(file, 'utf8').trimEnd();
      } catch {
        faults.push(`${name}_FILE: the file cannot be read`);
      }
    } else if (direct !== undefined && direct !== '') found[name] = direct;
  }
  const result = z.object(shape).safeParse(found);
  if (!result.success) faults.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  if (faults.length || !result.success)
    throw new Error(`The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n  ${faults.join('\n  ')}`);
  return result.data;
}

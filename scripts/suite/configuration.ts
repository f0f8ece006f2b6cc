// The one configuration of the suite: what may be set, what is right when it is not, and every fault of it in one message.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { PROGRAMS, portVariable, type ProgramName } from './programs.ts';

const HIGHEST_PORT = 65_535;

const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(1, 'must be from 1 to 65535')
  .max(HIGHEST_PORT, 'must be from 1 to 65535');
const text = z.string().min(1);

const variables = z.object({
  GATEWAY_PORT: port.default(8080),
  SITE_REGISTRY_PORT: port.optional(),
  CHANNEL_VOLUMES_PORT: port.optional(),
  QUALITY_MONITORING_PORT: port.optional(),
  PASSPORT_PROGRAM_PORT: port.optional(),
  BRIEFING_PORT: port.optional(),
  IDENTITY_PORT: port.optional(),
  HOST: text.default('127.0.0.1'),
  DATA_DIR: text.default('.data'),
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'must be a postgres:// address').optional(),
  LOAD: z.enum(['all', 'reported', 'none'], 'must be all, reported or none').default('all'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'must be trace, debug, info, warn, error, fatal or silent').default('info'),
  NODE_ENV: z.enum(['development', 'test', 'production'], 'must be development, test or production').default('development'),
  OIDC_ISSUER: z.string().refine(isSafeAddress, 'must be an https address, or http on a loopback address').optional(),
  OIDC_AUDIENCE: text.default('citizen-service-network'),
  OIDC_JWKS_URL: z.string().refine(isSafeAddress, 'must be an https address, or http on a loopback address').optional(),
  OIDC_TOKEN_URL: z.string().refine(isSafeAddress, 'must be an https address, or http on a loopback address').optional(),
  SERVICE_CLIENT_ID: text.optional(),
  SERVICE_CLIENT_SECRET: text.optional(),
  QA_KEY_ENCRYPTION_KEY: z.string().refine(isKey, 'must be 32 bytes in base64').optional(),
  RATE_LIMIT: wholeNumber(0).default(600),
  BODY_LIMIT: wholeNumber(1024).default(10 * 1024 * 1024),
  PASSPORT_PROXIMITY_KM: z.coerce.number('must be a number of kilometres').min(0, 'must be at least 0').optional(),
  REDIS_URL: address(['redis:', 'rediss:'], 'must be a redis:// address').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(['http:', 'https:'], 'must be an http address').optional(),
});

/** Names that the suite reads; a child process gets of them only those that it needs. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape);

export type Configuration = Omit<z.output<typeof variables>, 'DATA_DIR'> & { dataDir: string; ports: Record<ProgramName, number>; production: boolean };

export class ConfigurationFaults extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigurationFaults';
    this.faults = faults;
  }
}

/** Reads all of it, or throws ConfigurationFaults with every fault. No fault shows a value: it could be a secret. */
export function readConfiguration(environment: NodeJS.ProcessEnv, folder: string): Configuration {
  const { found, faults } = readVariables(environment);
  const result = variables.safeParse(found);
  if (!result.success) faults.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  faults.push(...contradictions(found));
  if (!result.success || faults.length > 0) throw new ConfigurationFaults(faults);

  const { DATA_DIR, ...settings } = result.data;
  const ports = portsFrom(settings);
  faults.push(...portFaults(ports));
  if (faults.length > 0) throw new ConfigurationFaults(faults);
  return { ...settings, dataDir: resolve(folder, DATA_DIR), ports, production: settings.NODE_ENV === 'production' };
}

/** A variable NAME may come from the file that NAME_FILE names, as secrets in containers do; an empty one counts as not set. */
function readVariables(environment: NodeJS.ProcessEnv): { found: Record<string, string>; faults: string[] } {
  const found: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of VARIABLE_NAMES) {
    const value = environment[name];
    const file = environment[`${name}_FILE`];
    if (value && file) faults.push(`${name}: is set twice, also by ${name}_FILE`);
    if (value) found[name] = value;
    else if (file) {
      try {
        found[name] = readFileSync(file, 'utf8').trimEnd();
      } catch {
        faults.push(`${name}_FILE: the file cannot be read`);
      }
    }
  }
  return { found, faults };
}

/** What no variable shows alone. The embedded issuer and a generated key are for laptops: production names its own. */
function contradictions(found: Record<string, string>): string[] {
  const faults: string[] = [];
  if (found['NODE_ENV'] === 'production') {
    if (!found['OIDC_ISSUER']) faults.push('OIDC_ISSUER: is required with NODE_ENV=production (the embedded issuer has clients that everybody knows)');
    if (!found['QA_KEY_ENCRYPTION_KEY']) faults.push('QA_KEY_ENCRYPTION_KEY: is required with NODE_ENV=production (32 bytes in base64)');
  }
  for (const [one, other] of [
    ['SERVICE_CLIENT_ID', 'SERVICE_CLIENT_SECRET'],
    ['SERVICE_CLIENT_SECRET', 'SERVICE_CLIENT_ID'],
  ] as const) {
    if (found[one] && !found[other]) faults.push(`${other}: is required when ${one} is set`);
  }
  return faults;
}

/** The services take the ports after the gateway's, in a fixed order, unless their own is set. */
function portsFrom(settings: Record<string, unknown>): Record<ProgramName, number> {
  const first = Number(settings['GATEWAY_PORT']);
  const ports = PROGRAMS.map((name, index) => [name, Number(settings[portVariable(name)] ?? first + index)]);
  return Object.fromEntries(ports) as Record<ProgramName, number>;
}

function portFaults(ports: Record<ProgramName, number>): string[] {
  const faults: string[] = [];
  const users = new Map<number, string>();
  for (const name of PROGRAMS) {
    const used = ports[name];
    if (used > HIGHEST_PORT) faults.push(`GATEWAY_PORT: leaves no port for ${name}, ${used} is above ${HIGHEST_PORT}`);
    const other = users.get(used);
    if (other) faults.push(`${portVariable(name)}: ${used} is the port of ${other} too`);
    users.set(used, name);
  }
  return faults;
}

function wholeNumber(lowest: number) {
  return z.coerce.number('must be a whole number').int('must be a whole number').min(lowest, `must be at least ${lowest}`);
}

function address(protocols: readonly string[], message: string) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), message);
}

/** Tokens and keys travel by https; plain http is for the machine itself. */
function isSafeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)));
}

function isKey(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value);
}

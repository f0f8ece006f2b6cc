// What each program is told: only the variables that it needs, and no secret that it does not need.
import type { Configuration } from './configuration.ts';
import { VARIABLE_NAMES } from './configuration.ts';
import { PROGRAMS, urlVariable, type ProgramName } from './programs.ts';

/** The programs behind the gateway talk on the machine itself only: whoever is outside passes the gateway and its limits. */
export const INNER_HOST = '127.0.0.1';

export interface Surroundings {
  configuration: Configuration;
  databaseUrl: string;
  /** The client that the services use for calls of their own. */
  client: { id: string; secret: string } | undefined;
  qaKey: string;
  identityKeyFile: string;
}

/** Programs of a run: with an issuer of another house there is no identity service. */
export function programsOf(configuration: Configuration): ProgramName[] {
  return PROGRAMS.filter((name) => name !== 'identity' || configuration.OIDC_ISSUER === undefined);
}

export function hostOf(name: ProgramName, configuration: Configuration): string {
  return name === 'gateway' ? configuration.HOST : INNER_HOST;
}

/** The address under which callers on this machine reach the gateway; also the name of the embedded issuer. */
export function gatewayAddress({ HOST, ports }: Configuration): string {
  const everywhere = HOST === '0.0.0.0' || HOST === '::';
  const host = everywhere ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${host}:${ports.gateway}`;
}

export function environmentOf(name: ProgramName, around: Surroundings): Record<string, string> {
  const { configuration, client } = around;
  const own = ownVariables(name, around);
  const calls = name === 'gateway' || name === 'identity' || name === 'site-registry' ? undefined : client;
  const variables = {
    NODE_ENV: configuration.NODE_ENV,
    LOG_LEVEL: configuration.LOG_LEVEL,
    HOST: hostOf(name, configuration),
    PORT: configuration.ports[name],
    BODY_LIMIT: configuration.BODY_LIMIT,
    OTEL_EXPORTER_OTLP_ENDPOINT: configuration.OTEL_EXPORTER_OTLP_ENDPOINT,
    ...issuerVariables(configuration),
    SERVICE_CLIENT_ID: calls?.id,
    SERVICE_CLIENT_SECRET: calls?.secret,
    ...own,
  };
  return Object.fromEntries(Object.entries(variables).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

function ownVariables(
  name: ProgramName,
  { configuration, databaseUrl, client, qaKey, identityKeyFile }: Surroundings,
): Record<string, string | number | undefined> {
  if (name === 'gateway') return { ...urlVariables(configuration), RATE_LIMIT: configuration.RATE_LIMIT, REDIS_URL: configuration.REDIS_URL };
  if (name === 'identity') return { IDENTITY_KEY_FILE: identityKeyFile, SERVICE_CLIENT_ID: client?.id, SERVICE_CLIENT_SECRET: client?.secret };
  const service = { ...urlVariables(configuration), DATABASE_URL: databaseUrl, LOAD: configuration.LOAD };
  if (name === 'passport-program') return { ...service, QA_KEY_ENCRYPTION_KEY: qaKey };
  if (name === 'site-registry') return { ...service, PASSPORT_PROXIMITY_KM: configuration.PASSPORT_PROXIMITY_KM };
  return service;
}

function issuerVariables(configuration: Configuration): Record<string, string | undefined> {
  const identity = `http://${INNER_HOST}:${configuration.ports.identity}`;
  const given = configuration.OIDC_ISSUER;
  return {
    OIDC_ISSUER: given ?? gatewayAddress(configuration),
    OIDC_JWKS_URL: given ? configuration.OIDC_JWKS_URL : `${identity}/oauth2/jwks`,
    OIDC_TOKEN_URL: given ? configuration.OIDC_TOKEN_URL : `${identity}/oauth2/token`,
    OIDC_AUDIENCE: configuration.OIDC_AUDIENCE,
  };
}

function urlVariables(configuration: Configuration): Record<string, string> {
  const others = programsOf(configuration).filter((name) => name !== 'gateway');
  return Object.fromEntries(others.map((name) => [urlVariable(name), `http://${INNER_HOST}:${configuration.ports[name]}`]));
}

/**
 * By itself glibc keeps much of what was freed: a room for each thread, and thresholds that grow with the largest piece.
 * So bounded, an idle program takes some 20 MB less. Other C libraries do not read these. (In containers the image says so: docker/Dockerfile.)
 */
export const memoryVariables = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/** The rest of our environment (PATH, certificates, proxies) passes; the suite's own variables, npm's and PostgreSQL's do not. */
export function inheritedEnvironment(environment: NodeJS.ProcessEnv, embeddedPostgres: boolean): NodeJS.ProcessEnv {
  const ours = new Set(VARIABLE_NAMES.flatMap((name) => [name, `${name}_FILE`]));
  // PGSSLMODE and its like are meant for a server of the user's own; they would misguide clients of the embedded one.
  const foreign = embeddedPostgres ? /^(npm_|INIT_CWD$|PG[A-Z]+$)/ : /^(npm_|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.has(name) && !foreign.test(name)));
}

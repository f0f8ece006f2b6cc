// The suite: the embedded PostgreSQL, the services and the gateway as processes of their own, from one configuration; started by start.mjs.
// It ends them in the opposite order when it is told to stop or when its launcher is gone.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ChildProgram } from './suite/child-program.ts';
import { ConfigurationFaults, readConfiguration, type Configuration } from './suite/configuration.ts';
import { environmentOf, gatewayAddress, hostOf, inheritedEnvironment, memoryVariables, programsOf, type Surroundings } from './suite/environments.ts';
import { keptSecret } from './suite/kept-secret.ts';
import { createLog } from './suite/log.ts';
import { whyTaken } from './suite/ports.ts';
import { startEmbeddedPostgres } from './suite/postgres/embedded.ts';
import type { ProgramName } from './suite/programs.ts';
import { untilReady } from './suite/readiness.ts';
import { RunRecord } from './suite/run-record.ts';

const ROOT = dirname(import.meta.dirname);
const stopping = new AbortController();
let log = createLog('suite', 'info');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());
endWithoutParent();
process.stdout.on('error', () => undefined); // Whoever read our lines is gone; that must not keep us from ending in order.
process.on('uncaughtException', (error) => {
  log('fatal', 'the suite failed and is ending', { reason: error.stack });
  process.exitCode = 1;
  stopping.abort();
});

await main().catch((error: unknown) => {
  if (stopping.signal.aborted) return;
  console.error(error instanceof ConfigurationFaults ? error.message : `The suite cannot start: ${Error.isError(error) ? error.message : String(error)}`);
  process.exitCode = 1;
});
process.exit();

/** Whoever started us may be killed without a channel that tells of it (a test run is): nobody would stop us then. */
function endWithoutParent(): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid !== parent) stopping.abort();
  }, 1_000);
  check.unref();
}

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, ROOT);
  log = createLog('suite', configuration.LOG_LEVEL);
  await using running = new AsyncDisposableStack();
  await start(configuration, running, stopping.signal);
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  log('info', 'the suite is ending');
}

/** Everything is told to `running` as it is started, so that however far a start came, all of it is stopped again in the opposite order. */
async function start(configuration: Configuration, running: AsyncDisposableStack, signal: AbortSignal): Promise<void> {
  const { dataDir } = configuration;
  const programs = programsOf(configuration);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const record = await RunRecord.open(dataDir, running, log).catch(async (error: unknown) => {
    await refuseTakenPorts(programs, configuration); // The same suite started twice: the taken port says it best.
    throw error;
  });
  await refuseTakenPorts(programs, configuration);
  signal.addEventListener('abort', () => record.noteEnding());

  const databaseUrl = configuration.DATABASE_URL ?? (await embeddedDatabase(configuration, running, signal));
  signal.throwIfAborted();
  startPrograms(programs, { configuration, databaseUrl, ...secretsOf(configuration) }, record, running);
  void untilReady(`${gatewayAddress(configuration)}/health/ready`, signal).then(
    () => process.stdout.write(`Citizen service network ready at ${gatewayAddress(configuration)}\n`),
    () => undefined,
  );
}

async function refuseTakenPorts(programs: readonly ProgramName[], configuration: Configuration): Promise<void> {
  const checks = programs.map(async (name) => {
    const port = configuration.ports[name];
    const reason = await whyTaken(port, hostOf(name, configuration));
    return reason ? [`port ${port} (${name}) ${reason}`] : [];
  });
  const refusals = (await Promise.all(checks)).flat();
  if (refusals.length > 0) throw new Error(`${refusals.join(', ')}. GATEWAY_PORT moves all of them.`);
}

async function embeddedDatabase(configuration: Configuration, running: AsyncDisposableStack, signal: AbortSignal): Promise<string> {
  const { dataDir, ports, LOG_LEVEL } = configuration;
  return startEmbeddedPostgres({ dataDir, log, lowestLevel: LOG_LEVEL, signal, portsToAvoid: Object.values(ports) }, running);
}

/** On a laptop nobody gives secrets: they are made once and kept. With an issuer of another house its client is given, or the services have none. */
function secretsOf(configuration: Configuration): Pick<Surroundings, 'client' | 'qaKey' | 'identityKeyFile'> {
  const { OIDC_ISSUER, SERVICE_CLIENT_ID, SERVICE_CLIENT_SECRET, QA_KEY_ENCRYPTION_KEY, dataDir } = configuration;
  const file = (name: string): string => join(dataDir, 'secrets', name);
  const given = SERVICE_CLIENT_ID && SERVICE_CLIENT_SECRET ? { id: SERVICE_CLIENT_ID, secret: SERVICE_CLIENT_SECRET } : undefined;
  if (OIDC_ISSUER && !given) log('warn', 'without SERVICE_CLIENT_ID and SERVICE_CLIENT_SECRET the services cannot call each other on their own');
  return {
    client: given ?? (OIDC_ISSUER ? undefined : { id: 'network-services', secret: keptSecret(file('service-client-secret')) }),
    qaKey: QA_KEY_ENCRYPTION_KEY ?? keptSecret(file('qa-key-encryption-key'), 'base64'),
    identityKeyFile: file('identity-key.json'),
  };
}

/** The gateway is started with the services, but stopped before them: it stands alone on top. */
function startPrograms(programs: readonly ProgramName[], around: Surroundings, record: RunRecord, running: AsyncDisposableStack): void {
  const inherited = inheritedEnvironment(process.env, around.configuration.DATABASE_URL === undefined);
  const startProgram = (name: ProgramName): ChildProgram => {
    const script = join(ROOT, 'services', name, 'src', 'main.ts');
    const environment = { ...memoryVariables, ...inherited, ...compileCacheOf(name), ...environmentOf(name, around) };
    return new ChildProgram({ name, script, environment, log, onStart: (pid) => record.noteStart(name, pid, script) });
  };
  const services = programs.filter((name) => name !== 'gateway').map(startProgram);
  running.defer(async () => void (await Promise.all(services.map((service) => service.stop()))));
  const gateway = startProgram('gateway');
  running.defer(() => gateway.stop());
}

/** One for each program: several that write the same one as they end hold each other up for many seconds. */
function compileCacheOf(name: ProgramName): { NODE_COMPILE_CACHE?: string } {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder ? { NODE_COMPILE_CACHE: join(folder, name) } : {};
}

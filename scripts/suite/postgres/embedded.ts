// The embedded PostgreSQL from nothing to its address.
import { join } from 'node:path';
import { keep, keptSecret, readKept } from '../kept-secret.ts';
import type { Log } from '../log.ts';
import { freePort, whyTaken } from '../ports.ts';
import { clusterFolder, createCluster, endLeftoverServer } from './cluster.ts';
import { findHome } from './home.ts';
import { PostgresServer, type ServerSettings } from './server.ts';
import { serverSettings } from './settings.ts';

export interface EmbeddedOptions {
  dataDir: string;
  log: Log;
  lowestLevel: ServerSettings['lowestLevel'];
  signal: AbortSignal;
  /** Ports that others of the suite will take. */
  portsToAvoid: readonly number[];
  settings?: Record<string, string>;
  initdbFlags?: readonly string[];
}

/** Starts it and gives its address; `running` is told how to stop it before anything runs. */
export async function startEmbeddedPostgres(options: EmbeddedOptions, running: AsyncDisposableStack): Promise<string> {
  const { dataDir, log, signal } = options;
  const home = await findHome(dataDir, log);
  const password = keptSecret(join(dataDir, 'secrets', 'postgres-password'));
  await createCluster(home, password, signal, options.initdbFlags);
  await endLeftoverServer(home, log);

  const port = await keptPort(join(dataDir, 'postgres-port'), options.portsToAvoid);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const settings = { ...serverSettings(port), ...options.settings };
  const server = new PostgresServer({ home, url, settings, log, lowestLevel: options.lowestLevel });
  running.defer(() => server.stop());
  await server.start(signal);
  log('info', 'PostgreSQL is ready', { port, folder: clusterFolder(home) });
  return url;
}

/** Chosen once and kept, so that tools of the user find the database again; another one when somebody else has it. */
async function keptPort(file: string, except: readonly number[]): Promise<number> {
  const kept = Number(readKept(file));
  if (kept && !except.includes(kept) && !(await whyTaken(kept, '127.0.0.1'))) return kept;
  const port = await freePort(except);
  keep(file, String(port));
  return port;
}

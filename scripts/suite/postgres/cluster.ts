// The cluster of the embedded PostgreSQL on the disk: made once, and freed from a server that an earlier run left behind.
import { spawn } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { commandOf, isGone, signalIfThere } from '../living-process.ts';
import type { Log } from '../log.ts';
import type { PostgresHome } from './home.ts';

const PATIENCE_MS = 20_000;

/** The servers see nothing of our environment but what they need: it holds secrets. */
export const POSTGRES_ENVIRONMENT = { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };

export function clusterFolder(home: PostgresHome): string {
  return join(home.folder, 'cluster');
}

/** Made under another name first: an interrupted start leaves no half cluster behind. */
export async function createCluster(home: PostgresHome, password: string, signal: AbortSignal, extraFlags: readonly string[] = []): Promise<void> {
  const folder = clusterFolder(home);
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  const passwordFile = join(home.folder, 'password.new');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (home.owner) chownSync(passwordFile, home.owner.uid, home.owner.gid);
    const flags = [
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    const initdb = spawn(home.initdb, [`--pgdata=${draft}`, ...flags, ...extraFlags], {
      ...home.owner,
      cwd: home.folder,
      env: POSTGRES_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    const [code, output, errors] = await Promise.all([exitOf(initdb), text(initdb.stdout), text(initdb.stderr)]);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`initdb could not make the database cluster (exit code ${code}):\n${output}${errors}`);
    renameSync(draft, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((done, fail) => {
    child.once('exit', done);
    child.once('error', fail);
  });
}

/**
 * A suite that was killed leaves its PostgreSQL running: it is asked to shut down, as its next start would refuse the cluster. A number in the file
 * that belongs to some other process by now would make PostgreSQL refuse for ever, so that file goes.
 */
export async function endLeftoverServer(home: PostgresHome, log: Log): Promise<void> {
  const folder = clusterFolder(home);
  const pidFile = join(folder, 'postmaster.pid');
  const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : NaN;
  if (Number.isNaN(pid)) return;
  if (!commandOf(pid).includes(folder)) {
    rmSync(pidFile, { force: true });
    return;
  }
  log('info', 'a PostgreSQL of an earlier run is shut down', { pid });
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalIfThere(pid, signal);
    if (await isGone(pid, folder, PATIENCE_MS)) return;
  }
  throw new Error(`The PostgreSQL of an earlier run (process ${pid}) does not end.`);
}

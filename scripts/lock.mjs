// A lock between processes: a file with its holder's number, which the holder touches every second. It cannot outlive its holder: a dead number
// frees it at once, and so does a file that nobody touches any more (the number belongs to another process by then).
import { constants, copyFileSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const HEARTBEAT_MS = 1_000;
const SILENT_MS = 5_000;

export class LockHeld extends Error {
  /**
   * @param {string} path
   * @param {number} holder
   */
  constructor(path, holder) {
    super(`process ${holder} holds ${path}`);
    this.name = 'LockHeld';
    this.holder = holder;
  }
}

/**
 * @param {string} path
 * @param {(waitedMs: number, holder: number, beating: boolean) => boolean} goOnWaiting asked while a living process holds the lock;
 *   beating: it was seen touching it, so that it is the holder and not another process that has got its number
 * @returns {Promise<() => void>} gives the lock back
 */
export async function acquireLock(path, goOnWaiting) {
  const began = Date.now();
  let touched = 0;
  let beats = -1;
  let seenAt = began;
  for (;;) {
    if (create(path)) return hold(path);
    const found = look(path);
    if (!found) continue;
    if (found.touched !== touched) [touched, seenAt, beats] = [found.touched, Date.now(), beats + 1];
    if (!isAlive(found.holder) || Date.now() - seenAt > SILENT_MS) removeStale(path, found.holder);
    else if (goOnWaiting(Date.now() - began, found.holder, beats > 0)) await wait(100);
    else throw new LockHeld(path, found.holder);
  }
}

/** @param {string} path */
function create(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function hold(path) {
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The folder was removed under us: there is nothing left to guard.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (look(path)?.holder === process.pid) rmSync(path, { force: true });
  };
}

/**
 * A lock that is just being written has no number yet: it counts as held (by 0) until it is silent for too long.
 * @param {string} path
 */
function look(path) {
  try {
    return { holder: Number(readFileSync(path, 'utf8')), touched: statSync(path).mtimeMs };
  } catch {
    return undefined;
  }
}

/**
 * Of several that find the lock stale one succeeds in moving it away. One that comes late may have moved the winner's new lock: it puts it back.
 * @param {string} path
 * @param {number} deadHolder
 */
function removeStale(path, deadHolder) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (look(aside)?.holder !== deadHolder) copyFileSync(aside, path, constants.COPYFILE_EXCL);
  } catch {
    // Another one moved it first, or a new lock stands there already.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

// Secrets that nobody gave: made once and kept in the data folder, readable by its owner only.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** The kept secret; on the first start 32 random bytes. */
export function keptSecret(file: string, encoding: 'base64' | 'base64url' = 'base64url'): string {
  const kept = readKept(file);
  if (kept) return kept;
  const secret = randomBytes(32).toString(encoding);
  keep(file, secret);
  return secret;
}

export function readKept(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (Error.isError(error) && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, on the disk before anything is sealed with it. */
export function keep(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, 'w', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
}

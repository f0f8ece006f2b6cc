import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

/** Every verifier of access tokens knows this one (RFC 9068, 2.1). */
export const signingAlgorithm = 'RS256';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** What verifiers get: no private member. */
  readonly publicJwk: JWK;
}

/** The key in the file, made on the first start: tokens stay good over a restart. */
export async function openSigningKey(file: string): Promise<SigningKey> {
  const kept = readKept(file);
  if (kept !== undefined) return signingKeyOf(kept, file);
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true, modulusLength: 2048 });
  keep(file, JSON.stringify(await exportJWK(privateKey)));
  // Of two processes that start at once one has its key kept, and both use it.
  return signingKeyOf(readFileSync(file, 'utf8'), file);
}

async function signingKeyOf(text: string, file: string): Promise<SigningKey> {
  try {
    const jwk = JSON.parse(text) as JWK;
    const { kty, n, e } = jwk;
    const privateKey = await importJWK(jwk, signingAlgorithm);
    if (kty !== 'RSA' || !n || !e || privateKey instanceof Uint8Array || privateKey.type !== 'private') throw new TypeError('not a private RSA key');
    const kid = await calculateJwkThumbprint({ kty, n, e });
    return { kid, privateKey, publicJwk: { kty, n, e, kid, alg: signingAlgorithm, use: 'sig' } };
  } catch {
    // Without its cause, which could quote the key.
    throw new Error(`IDENTITY_KEY_FILE: ${file} does not hold a private RSA key as a JWK; remove it to have a new one made`);
  }
}

function readKept(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    chmodSync(file, 0o600);
    return text;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whole or not at all, and never over a key that is there already. */
function keep(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return Error.isError(error) && 'code' in error && error.code === code;
}

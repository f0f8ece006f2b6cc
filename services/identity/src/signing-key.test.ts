import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scratchFolder } from '../test/start.ts';
import { openSigningKey } from './signing-key.ts';

test('the key is made once, for its owner alone, and is the same after a restart', async () => {
  using folder = scratchFolder();
  const file = join(folder.path, 'secrets', 'key.json');

  const first = await openSigningKey(file);
  const second = await openSigningKey(file);

  expect(second.kid).toBe(first.kid);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder.path, 'secrets'))).toEqual(['key.json']);
  expect(first.publicJwk).toEqual({ kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: first.kid, alg: 'RS256', use: 'sig' });
});

test('two processes that start at once use one key', async () => {
  using folder = scratchFolder();
  const file = join(folder.path, 'key.json');

  const [one, other] = await Promise.all([openSigningKey(file), openSigningKey(file)]);

  expect(one.kid).toBe(other.kid);
});

test('a key file that others can read is closed to them', async () => {
  using folder = scratchFolder();
  const file = join(folder.path, 'key.json');
  await openSigningKey(file);
  chmodSync(file, 0o644);

  await openSigningKey(file);

  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([
  ['half of it', (text: string): string => text.slice(0, 100)],
  ['its public half', (text: string): string => JSON.stringify({ kty: 'RSA', n: (JSON.parse(text) as { n: string }).n, e: 'AQAB' })],
  ['a word', (): string => 'hello'],
])('a file that holds %s ends the start, and is neither quoted nor replaced', async (_what, spoil) => {
  using folder = scratchFolder();
  const file = join(folder.path, 'key.json');
  await openSigningKey(file);
  const spoilt = spoil(readFileSync(file, 'utf8'));
  writeFileSync(file, spoilt);

  await expect(openSigningKey(file)).rejects.toThrow(/^IDENTITY_KEY_FILE: \S+ does not hold a private RSA key as a JWK; remove it to have a new one made$/);
  expect(readFileSync(file, 'utf8')).toBe(spoilt);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { baseConfig, databaseConfig, readConfig } from './config.ts';

const good = { PORT: '8081', OIDC_ISSUER: 'https://issuer.example', DATABASE_URL: 'postgres://localhost/x' };
const shape = { ...baseConfig, ...databaseConfig };

test('what is not said has a default that suits a laptop', () => {
  expect(readConfig(shape, { ...good, LOG_LEVEL: '' })).toEqual({
    ...good,
    PORT: 8081,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    OIDC_AUDIENCE: 'citizen-service-network',
    BODY_LIMIT: 10_485_760,
    LOAD: 'all',
  });
});

test('all faults are named in one error, and no value is', () => {
  const read = () =>
    readConfig(shape, {
      PORT: 'hunter2',
      OIDC_ISSUER: 'http://issuer.example/hunter2',
      DATABASE_URL: 'mysql://root:hunter2@db',
      LOAD: 'hunter2',
      BODY_LIMIT: '10',
    });

  expect(read).toThrow(/5 faults:\n[^]*PORT[^]*OIDC_ISSUER[^]*BODY_LIMIT[^]*DATABASE_URL[^]*LOAD/);
  expect(read).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
});

test('a secret may stand in a file, without its last line break; a file that cannot be read is a fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(folder, 'secret');
  writeFileSync(file, ' s3cret \n');
  const secret = { SECRET: z.string() };

  expect(readConfig(secret, { SECRET_FILE: file })).toEqual({ SECRET: ' s3cret' });
  expect(() => readConfig(secret, { SECRET_FILE: join(folder, 'none') })).toThrow('SECRET_FILE: the file cannot be read');
  rmSync(folder, { recursive: true });
});

test.each([
  ['https://issuer.example', true],
  ['http://127.0.0.1:8080', true],
  ['http://127.8.9.1', true],
  ['http://localhost:8080', true],
  ['http://[::1]:8080', true],
  ['http://issuer.example', false],
  ['http://localhost.example', false],
  ['http://127.0.0.1.example', false],
  ['ftp://127.0.0.1', false],
  ['issuer', false],
])('an issuer is reached by https, or by http on the machine itself: %s', (address, allowed) => {
  const read = () => readConfig(shape, { ...good, OIDC_ISSUER: address });

  if (allowed) expect(read().OIDC_ISSUER).toBe(address);
  else expect(read).toThrow('OIDC_ISSUER');
});

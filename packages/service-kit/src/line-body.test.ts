import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { measured } from './line-body.ts';

const hash = () => createHash('sha256');

test('the bytes pass as they came, and their hash is that of the whole', async () => {
  const own = hash();

  const bytes = await buffer(measured(Readable.from([Buffer.from('ab'), Buffer.from('c')]), own));

  expect([bytes.toString(), own.digest('hex')]).toEqual(['abc', hash().update('abc').digest('hex')]);
});

test('more bytes than the limit are refused', async () => {
  const passing = buffer(measured(Readable.from([Buffer.from('abc')]), hash(), 2));

  await expect(passing).rejects.toMatchObject({ code: 'content-too-large' });
});

test('a sender that falls silent is not waited for without end', async () => {
  const silent = new PassThrough();
  silent.write('a');

  const passing = buffer(measured(silent, hash(), 10, 20));

  await expect(passing).rejects.toMatchObject({ code: 'invalid-request', options: { faults: [{ code: 'malformed-body' }] } });
  expect(silent.destroyed).toBe(true);
});

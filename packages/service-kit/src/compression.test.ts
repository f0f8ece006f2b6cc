import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { compress, decoderFor, negotiateCoding } from './compression.ts';

test.each([
  [undefined, undefined],
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, br', 'br'],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
  ['gzip;q=0', undefined],
  ['gzip;q=0, *', 'br'],
  ['identity', undefined],
  ['zstd, deflate', undefined],
  ['gzip;q=nonsense', undefined],
])('Accept-Encoding %j gives the coding %s', (header, coding) => {
  expect(negotiateCoding(header, 5000)).toBe(coding);
});

test('a short answer is sent as it is', () => {
  expect([negotiateCoding('gzip', 1399), negotiateCoding('gzip', 1400)]).toEqual([undefined, 'gzip']);
});

test('what is packed holds the same text', async () => {
  const text = 'Métis ᐃᓄᒃᑎᑐᑦ '.repeat(500);

  expect(gunzipSync(await compress(Buffer.from(text), 'gzip')).toString()).toBe(text);
  expect(brotliDecompressSync(await compress(Buffer.from(text), 'br')).toString()).toBe(text);
});

test.each(['br', 'deflate', 'gzip, gzip', 'x-gzip', ''])('a body in the coding %j is refused, and the answer says what is taken', (coding) => {
  expect(() => decoderFor(coding)).toThrow(
    expect.objectContaining({ code: 'unsupported-media-type', options: expect.objectContaining({ headers: { 'accept-encoding': 'gzip' } }) }),
  );
});

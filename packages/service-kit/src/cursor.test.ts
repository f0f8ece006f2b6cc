import { expect, test } from '@jest/globals';
import { decodeCursor, encodeCursor, filterOf } from './cursor.ts';

const key = Buffer.alloc(32, 7);
const position = { after: ['É"\\', 7, null], asOf: '2023-03-31', knownAt: '2023-04-01T00:00:00Z' };
const filter = filterOf('/v1/sites', { kind: ['a'], limit: 5, cursor: 'x', q: undefined });

test('a cursor says again where a list goes on', () => {
  expect(decodeCursor(encodeCursor(position, filter, key), filter, key)).toEqual(position);
});

test('size of page and place do not bind a cursor; path, filter and order of parameters: only the first two do', () => {
  expect(filterOf('/v1/sites', { limit: 500, kind: ['a'] })).toBe(filter);
  expect(filterOf('/v1/sites', { b: 1, a: 2 })).toBe(filterOf('/v1/sites', { a: 2, b: 1 }));
  expect(filterOf('/v1/clinics', { kind: ['a'] })).not.toBe(filter);
  expect(filterOf('/v1/sites', { kind: ['b'] })).not.toBe(filter);
});

test.each([
  ['of another list', encodeCursor(position, filterOf('/v1/clinics', {}), key)],
  ['altered', `${encodeCursor(position, filter, key)}A`],
  ['cut', encodeCursor(position, filter, key).slice(0, -2)],
  ['in another writing', `${encodeCursor(position, filter, key)}=`],
  ['made up with another key', encodeCursor(position, filter, Buffer.alloc(32))],
  ['nonsense', 'nonsense'],
  ['of forbidden characters', '../../é'],
])('a cursor that is %s is refused with its pointer', (_what, cursor) => {
  expect(() => decodeCursor(cursor, filter, key)).toThrow(
    expect.objectContaining({
      code: 'invalid-request',
      options: { faults: [expect.objectContaining({ in: 'query', pointer: '/cursor', code: 'invalid-cursor' })] },
    }),
  );
});

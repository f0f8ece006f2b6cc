import { expect, test } from '@jest/globals';
import { merge, place, type Version } from './place.ts';

interface Site {
  street: string;
  phone: string;
  hours: { day: string }[];
  note: string | null;
}
const january: Version<Site> = {
  effectiveOn: '2024-01-01',
  content: { street: '1 Main', phone: '1', hours: [{ day: 'mon' }], note: null },
  members: ['street', 'phone', 'hours', 'note'],
};

/** The timeline after changes, each known after the one before. */
const after = (...changes: [day: string, patch: Partial<Site>][]) =>
  changes.reduce((timeline, [day, patch]) => merge(timeline, place(timeline, day, patch)), [january]);
const streets = (timeline: readonly Version<Site>[]) => Object.fromEntries(timeline.map(({ effectiveOn, content }) => [effectiveOn.slice(5), content.street]));
const members = (timeline: readonly Version<Site>[], day: string) => timeline.find(({ effectiveOn }) => effectiveOn === day)?.members;

test('a change holds from its day on and leaves what held before', () => {
  expect(streets(after(['2024-03-01', { street: '3 March' }]))).toEqual({ '01-01': '1 Main', '03-01': '3 March' });
});

test('a change before the record begins has no place', () => {
  expect(place([january], '2023-12-31', { street: 'x' })).toEqual([]);
});

test('a correction goes on into later versions until one that set the same member', () => {
  const timeline = after(
    ['2024-03-01', { phone: '3' }],
    ['2024-05-01', { street: '5 May' }],
    ['2024-07-01', { phone: '7' }],
    ['2024-02-01', { street: '2 February', phone: '2' }],
  );

  expect(timeline.map(({ effectiveOn, content }) => [effectiveOn.slice(5), content.street, content.phone])).toEqual([
    ['01-01', '1 Main', '1'],
    ['02-01', '2 February', '2'],
    ['03-01', '2 February', '3'],
    ['05-01', '5 May', '3'],
    ['07-01', '5 May', '7'],
  ]);
});

test('a version that took a correction over has still not set the member, so the next correction goes on too', () => {
  const timeline = after(['2024-03-01', { phone: '3' }], ['2024-02-01', { street: 'first' }], ['2024-02-15', { street: 'second' }]);

  expect(streets(timeline)).toEqual({ '01-01': '1 Main', '02-01': 'first', '02-15': 'second', '03-01': 'second' });
  expect(members(timeline, '2024-03-01')).toEqual(['phone']);
});

test('of a group a correction goes on leaf by leaf, a leaf that was taken away stays so, and a group that was set whole stays whole', () => {
  const groups = ['address'];
  interface Place {
    address: { street?: string; city: string };
  }
  const first: Version<Place> = { effectiveOn: '2024-01-01', content: { address: { street: '1 Main', city: 'Kingston' } }, members: ['address'] };
  const after = (...changes: [day: string, address: { street?: string | null; city?: string }][]) =>
    changes
      .reduce<readonly Version<Place>[]>((timeline, [day, address]) => merge(timeline, place(timeline, day, { address }, groups)), [first])
      .map(({ content, members: set }) => [content.address, set]);

  expect(after(['2024-03-01', { street: '3 March' }], ['2024-05-01', { street: null }], ['2024-01-01', { street: '1 Old', city: 'Gananoque' }])).toEqual([
    [{ street: '1 Old', city: 'Gananoque' }, ['address', 'address.street', 'address.city']],
    [{ street: '3 March', city: 'Gananoque' }, ['address.street']],
    [{ city: 'Gananoque' }, ['address.street']],
  ]);
  const whole = { ...first, effectiveOn: '2024-03-01', content: { address: { city: 'Ottawa' } } };
  expect(place([first, whole], '2024-02-01', { address: { city: 'Gananoque' } }, groups)).toHaveLength(1);
});

test('of two changes on one day the later known holds, member by member, and both count as set', () => {
  const timeline = after(['2024-03-01', { street: 'a', phone: '3' }], ['2024-03-01', { street: 'b' }], ['2024-02-01', { street: 'c', phone: 'c', note: 'c' }]);

  expect(timeline.at(-1)?.content).toEqual({ street: 'b', phone: '3', hours: [{ day: 'mon' }], note: 'c' });
  expect(members(timeline, '2024-03-01')).toEqual(['street', 'phone']);
});

test('a second change on the day takes the first back, and the day keeps what it set', () => {
  const timeline = after(['2024-03-01', { street: 'a' }], ['2024-03-01', { street: '1 Main' }], ['2024-02-01', { street: 'c' }]);

  expect(streets(timeline)).toEqual({ '01-01': '1 Main', '02-01': 'c', '03-01': '1 Main' });
});

test('a change on the first day corrects the beginning and keeps all that was set later', () => {
  const timeline = after(['2024-03-01', { street: '3 March' }], ['2024-01-01', { street: '0 Main', phone: '0' }]);

  expect(timeline.map(({ content }) => [content.street, content.phone])).toEqual([
    ['0 Main', '0'],
    ['3 March', '0'],
  ]);
});

test('a change that says what held anyway gives no version, however the values are written', () => {
  expect(place([january], '2024-02-01', { street: '1 Main', hours: [{ day: 'mon' }], note: null })).toEqual([]);
  expect(place([january], '2024-02-01', {})).toEqual([]);
});

test('a change that equals what held on its day does not touch a later version that holds something else', () => {
  const timeline = after(['2024-03-01', { street: '3 March' }]);

  expect(place(timeline, '2024-02-01', { street: '1 Main' })).toEqual([]);
});

test('a member named with the value that held is set all the same: a later correction from before leaves it', () => {
  const timeline = after(['2024-03-01', { street: '1 Main', phone: '3' }], ['2024-02-01', { street: '2 February' }]);

  expect(streets(timeline)).toEqual({ '01-01': '1 Main', '02-01': '2 February', '03-01': '1 Main' });
});

test('a change that changed nothing set nothing: what it named can be corrected from before', () => {
  const timeline = after(['2024-02-15', { phone: '2' }], ['2024-03-01', { street: '1 Main' }], ['2024-02-01', { street: '2 February' }]);

  expect(streets(timeline)).toEqual({ '01-01': '1 Main', '02-01': '2 February', '02-15': '2 February' });
});

test('an undefined member says nothing, and null takes a value away', () => {
  const noted = merge([january], place([january], '2024-02-01', { note: 'closed for works' }));

  expect(place(noted, '2024-03-01', { street: undefined as unknown as string })).toEqual([]);
  expect(place(noted, '2024-03-01', { note: null })).toMatchObject([{ content: { note: null }, members: ['note'] }]);
});

test('a change inserts only the versions that become different', () => {
  const timeline = after(['2024-03-01', { street: 'a' }], ['2024-05-01', { phone: '5' }]);

  expect(place(timeline, '2024-02-01', { street: 'b' }).map(({ effectiveOn }) => effectiveOn)).toEqual(['2024-02-01']);
  expect(place(timeline, '2024-02-01', { note: 'b' }).map(({ effectiveOn }) => effectiveOn)).toEqual(['2024-02-01', '2024-03-01', '2024-05-01']);
});

import { expect, test } from '@jest/globals';
import { judge, judgeAll, type Standing } from './progress.ts';

const standing = (over: Partial<Standing>): Standing => ({
  asOf: '2023-05-16',
  dueOn: '2023-06-30',
  referenceOn: '2020-02-29',
  now: 12,
  onDueDay: 10,
  target: 10,
  ...over,
});

test.each([
  [{}, true, 'reduction-scheduled'],
  [{ now: 10, onDueDay: 12 }, true, 'target-reached'],
  [{ onDueDay: 11 }, false, 'reduction-not-scheduled'],
  [{ asOf: '2023-06-30' }, false, 'overdue'],
  [{ asOf: '2023-06-29' }, true, 'reduction-scheduled'],
  [{ target: null }, null, 'target-not-known'],
  [{ referenceOn: null, target: null }, null, 'no-reference'],
  [{ dueOn: null, referenceOn: null, target: null, onDueDay: null }, null, 'no-plan'],
  [{ now: null }, null, 'not-known'],
  [{ now: null, dueOn: null, referenceOn: null, target: null, onDueDay: null }, null, 'not-known'],
] as const)('%j: on track is %s, because of %s', (over, onTrack, why) => {
  expect(judge(standing(over))).toEqual({ onTrack, why });
});

test('the country is on track when every region is', () => {
  expect(judgeAll([{ onTrack: true }, { onTrack: true }])).toBe(true);
  expect(judgeAll([{ onTrack: true }, { onTrack: null }])).toBeNull();
  expect(judgeAll([{ onTrack: null }, { onTrack: false }])).toBe(false);
});

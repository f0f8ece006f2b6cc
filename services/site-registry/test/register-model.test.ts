import { expect, test } from '@jest/globals';
import { mustAgree } from './register-model/agreement.ts';

test('after any changes of state, corrections, successions and decisions on passport service the register says what the model says, on every day and as known at every instant', async () => {
  const { steps, readings } = await mustAgree(1100, { create: 1, patch: 6, status: 8, succession: 4, override: 3, csv: 1, ndjson: 1 });

  process.stdout.write(`${readings} readings after ${JSON.stringify(steps)}\n`);
  for (const step of [
    'patch done',
    'patch region-mismatch',
    'override done',
    'status done',
    'status invalid-transition',
    'succession done',
    'succession succession-cycle',
  ])
    expect([step, steps[step]! > 20]).toEqual([step, true]);
}, 900_000);

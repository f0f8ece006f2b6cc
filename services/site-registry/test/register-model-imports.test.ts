import { expect, test } from '@jest/globals';
import { mustAgree } from './register-model/agreement.ts';

test('after any imports among other changes the register says what the model says, and a dry run or a refused list leaves nothing', async () => {
  const { steps, readings } = await mustAgree(1000, { create: 1, patch: 2, status: 4, succession: 1, override: 1, csv: 6, ndjson: 6 });

  process.stdout.write(`${readings} readings after ${JSON.stringify(steps)}\n`);
  for (const step of ['csv done', 'csv dry', 'csv import-rejected', 'ndjson done', 'ndjson dry', 'ndjson import-rejected'])
    expect([step, steps[step]! > 20]).toEqual([step, true]);
}, 900_000);

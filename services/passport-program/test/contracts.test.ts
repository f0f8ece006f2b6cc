import { expect, test } from '@jest/globals';
import { findContractFaults, findExampleFaults } from '@csn/testing';
import { siteRegister, startService } from './start.ts';

test('every operation is described in both languages and refuses who has no token, no scope or a misspelt parameter', async () => {
  await using service = await startService();

  expect(await findContractFaults(service)).toEqual([]);
});

test('the example of every operation works as it stands on the loaded data', async () => {
  await using service = await startService({ others: siteRegister('SC-3010', 'SC-1137') });

  expect(await findExampleFaults(service)).toEqual([]);
});

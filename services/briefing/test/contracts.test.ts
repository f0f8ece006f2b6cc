import { type Client, Problem } from '@csn/service-kit';
import { findContractFaults } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { startService } from './start.ts';

// The examples need the other services: the system tests run them through the gateway.
const silent: Client = { call: () => Promise.reject(new Problem('bad-gateway', { values: { service: 'any' } })) };

test('every operation is described in both languages and refuses who has no token, no scope or a misspelt parameter', async () => {
  await using service = await startService({ others: silent });

  expect(await findContractFaults(service)).toEqual([]);
});

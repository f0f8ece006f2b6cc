import { expect } from '@jest/globals';
import { frozenClock } from '@csn/service-kit';
import type { TestService } from '@csn/testing';
import fc from 'fast-check';
import type { Tables } from '../../src/tables.ts';
import { startService } from '../start.ts';
import { Round, type Tally } from './round.ts';
import { sequences } from './sequences.ts';
import { now } from './today.ts';

/** So many rounds share a database: lists read all sites in it. */
const roundsEach = 100;

/** Holds the service against the model for so many random sequences. Gives what they did. */
export async function mustAgree(count: number, weights: Parameters<typeof sequences>[0]): Promise<Tally> {
  const tally: Tally = { steps: {}, readings: 0 };
  let service: TestService<Tables> | undefined;
  let rounds = 0;
  try {
    await fc.assert(
      fc.asyncProperty(sequences(weights), async (sequence) => {
        if (rounds % roundsEach === 0) {
          await service?.[Symbol.asyncDispose]();
          service = await startService({ clock: frozenClock(now) });
        }
        rounds += 1;
        await new Round(service!, rounds % roundsEach, tally).play(sequence);
      }),
      { numRuns: count, endOnFailure: true },
    );
  } finally {
    await service?.[Symbol.asyncDispose]();
  }
  expect(rounds).toBe(count);
  return tally;
}

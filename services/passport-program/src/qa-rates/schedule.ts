import { fiscalQuarterOf, type QaRatePeriod, type QaRates } from '@csn/contracts';
import type { Entry } from './queries.ts';
import { always } from './register.ts';

/** An entry of the schedule as a period; a rate of 0 is a suspension. */
export function periodOf(entry: Entry): QaRatePeriod {
  const { effectiveOn, lastDay, rate, explanation, source } = entry;
  return { from: effectiveOn === always ? null : effectiveOn, to: lastDay, rate, state: rate === 0 ? 'suspended' : 'active', explanation, source };
}

/** The rate of a day, with its fiscal quarter; nulls before the schedule begins. */
export function rateOn(on: string, entry: Entry | undefined): Omit<QaRates, 'knownAt' | 'items' | 'nextCursor'> {
  const period = entry ? periodOf(entry) : { from: null, to: null, rate: null, state: null, explanation: null, source: null };
  return { on, quarter: fiscalQuarterOf(on), ...period };
}

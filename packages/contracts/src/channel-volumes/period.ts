import type { z } from 'zod';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Day, FiscalYear, Region, SiteId } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { Measure } from './measures.ts';

/** A fiscal year, or a range of days. */
export const periodParameters = {
  fiscalYear: FiscalYear.optional().meta({ description: both('Instead of `from` and `to`', 'Au lieu de `from` et `to`') }),
  from: Day.optional(),
  to: Day.optional(),
} as const;

/** The counts that a question is about, series by series. */
export const seriesParameters = {
  ...periodParameters,
  measure: repeatableParameter(Measure).optional(),
  region: repeatableParameter(Region).optional(),
  siteId: repeatableParameter(SiteId).optional(),
  knownAt: timeParameters.knownAt,
  ...qualityParameter,
  ...pageParameters,
} as const;

interface PeriodQuery {
  readonly fiscalYear?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** One of the two, in order, and not longer than so many years; `tooLong` is the code that says so. */
export function onePeriod(mostYears: number, tooLong: 'period-too-long' | 'period-over-five-years') {
  return (query: PeriodQuery, context: z.core.$RefinementCtx): void => {
    const fault = (name: string, code: string): void => context.addIssue({ code: 'custom', path: [name], params: { code } });
    if (query.fiscalYear !== undefined) {
      for (const name of ['from', 'to'] as const) if (query[name] !== undefined) fault(name, 'not-together');
    } else if (query.from === undefined || query.to === undefined) {
      for (const name of ['from', 'to'] as const) if (query[name] === undefined) fault(name, 'period-required');
    } else if (query.from > query.to) fault('from', 'from-after-to');
    else if (isLonger(query.from, query.to, mostYears)) fault('to', tooLong);
  };
}

/** Years have four digits: a later one than 9999 cannot be asked for. */
function isLonger(from: string, to: string, years: number): boolean {
  const end = Number(from.slice(0, 4)) + years;
  return end <= 9999 && `${String(end).padStart(4, '0')}${from.slice(4)}` <= to;
}

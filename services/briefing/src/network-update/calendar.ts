import { readFileSync } from 'node:fs';
import { Day, FiscalYear, fiscalQuarterOf, fiscalQuarterPeriod, fiscalYearOf, fiscalYearPeriod, Source } from '@csn/contracts';
import { z } from 'zod';

const ReportingDays = z.strictObject({
  fullYear: FiscalYear,
  partialFrom: Day,
  partialTo: Day,
  network: Day,
  outreach: Day,
  clinicsFrom: Day,
  clinicsTo: Day,
  modernization: Day,
});
/** The days of which an update speaks: its parts are counted on different days. */
export type ReportingDays = z.infer<typeof ReportingDays>;

const calendar = z
  .array(z.strictObject({ asOf: Day, source: Source, days: ReportingDays }))
  .parse(JSON.parse(readFileSync(new URL('../../data/reporting-calendar.json', import.meta.url), 'utf8')));

/** The days of an update: those of the document of that day where there is one, else by rule. */
export function reportingDays(asOf: string): ReportingDays {
  return calendar.find((entry) => entry.asOf === asOf)?.days ?? daysByRule(asOf);
}

/** The last full fiscal year and the running one to date; the network at the end of the last full quarter; the rest on the day itself. */
function daysByRule(asOf: string): ReportingDays {
  const yearStart = fiscalYearPeriod(fiscalYearOf(asOf)).from;
  const dayBefore = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
  return {
    fullYear: fiscalYearOf(dayBefore(yearStart)),
    partialFrom: yearStart,
    partialTo: asOf,
    network: dayBefore(fiscalQuarterPeriod(fiscalQuarterOf(asOf)).from),
    outreach: asOf,
    clinicsFrom: Temporal.PlainDate.from(asOf).subtract({ years: 1 }).add({ days: 1 }).toString(),
    clinicsTo: asOf,
    modernization: asOf,
  };
}

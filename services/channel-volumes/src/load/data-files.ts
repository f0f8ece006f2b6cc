import { readFileSync } from 'node:fs';
import { AnnotationId, BatchId, Day, LocalizedText, Measure, Region, SiteId, SiteKind, Source } from '@csn/contracts';
import { z } from 'zod';

const Total = z.strictObject({ measure: Measure, from: Day, to: Day, value: z.int().min(0) });
export type Total = z.infer<typeof Total>;
const TotalsFile = z.strictObject({
  batchId: BatchId,
  source: Source,
  entries: z.array(Total),
  /** Remarks on the figures of a period, such as how the document writes them. */
  notes: z.array(z.strictObject({ code: z.string(), from: Day, to: Day, measures: z.array(Measure), text: LocalizedText })),
});
const Weight = z.int().min(0);
const DayParameters = z.strictObject({
  batchId: BatchId,
  source: Source,
  /** National holidays, and the day of mourning of September 2022. */
  closedDays: z.array(Day),
  /** January first. */
  monthWeights: z.array(Weight).length(12),
  /** Kinds that serve clients. */
  siteKinds: z.partialRecord(SiteKind, z.strictObject({ weight: Weight, visitsAWeek: z.int().min(1).max(5) })),
  measures: z.record(Measure, z.strictObject({ weekdayWeights: z.array(Weight).length(7), isClosedOnHolidays: z.boolean() })),
});
export type DayParameters = z.infer<typeof DayParameters>;

/** What the network update states of volumes. */
export function reportedTotals(): z.infer<typeof TotalsFile> {
  return TotalsFile.parse(read('reported-totals.json'));
}

/** How the illustrative days are spread. */
export function dayParameters(): DayParameters {
  return DayParameters.parse(read('illustrative-days.json'));
}

const AnnotationsFile = z.strictObject({
  annotations: z.array(
    z.strictObject({
      annotationId: AnnotationId,
      measure: Measure.nullable(),
      region: Region.nullable(),
      siteId: SiteId.nullable(),
      from: Day,
      to: Day,
      text: LocalizedText,
      source: Source,
    }),
  ),
});

/** Remarks that show what annotations are for. */
export function illustrativeAnnotations(): z.infer<typeof AnnotationsFile>['annotations'] {
  return AnnotationsFile.parse(read('illustrative-annotations.json')).annotations;
}

const HolidaysFile = z.strictObject({
  /** Rules of `date-holidays` for the days on which federal offices are closed everywhere. */
  federalRules: z.array(z.string()),
  /** Days that were proclaimed once. */
  proclaimed: z.array(z.strictObject({ day: Day, name: LocalizedText })),
  /** For names that the package has in English only, misspells, or has in another form than the government of Canada. */
  frenchNames: z.record(z.string(), z.string()),
});

export type HolidayParameters = z.infer<typeof HolidaysFile>;

/** What the calendars of the package need to become those of the offices. */
export function holidayParameters(): HolidayParameters {
  return HolidaysFile.parse(read('holidays.json'));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'));
}

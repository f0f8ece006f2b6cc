import { type AllowedZone, type Extent, fiscalQuarterOf, type LocalizedText, type Source } from '@csn/contracts';
import { Register, type Written } from '@csn/service-kit';
import type { z } from 'zod';

/** What an entry of the schedule holds. `cause` is the entry's reason as people read it, in both languages. */
export interface ScheduleContent {
  extent: Extent;
  allowed: AllowedZone[];
  cause: z.infer<typeof LocalizedText> | null;
  purpose: z.infer<typeof LocalizedText> | null;
  source: Source;
}

/** The one program that has a schedule; its revision is that of the whole schedule. */
export const program = 'in-person-service-quality-monitoring';

/** The effective day of an entry whose beginning no document states: PostgreSQL's day before all days. */
export const beginning = '-infinity';

export const scheduleRegister = new Register<'program', ScheduleContent>({
  name: 'schedule',
  key: 'program',
  members: ['extent', 'allowed', 'cause', 'purpose', 'source'],
});

/** What the change feed says: the entries that the change set. */
export function changeData({ revision, versions }: Pick<Written<ScheduleContent>, 'revision' | 'versions'>): Record<string, unknown> {
  return {
    revision,
    entries: versions.map(({ effectiveOn, content: { cause, ...content } }) => ({
      fromQuarter: effectiveOn === beginning ? null : fiscalQuarterOf(effectiveOn),
      ...content,
      reason: cause,
    })),
  };
}

import type { Fault, Period, PlannedSite } from '@csn/contracts';
import { Problem } from '@csn/service-kit';

/** The days of an ISO week, Monday to Sunday; undefined for a 53rd week that its year does not have. */
export function daysOfWeek(week: string): Period | undefined {
  const year = Number(week.slice(0, 4));
  // 4 January is always in the first week.
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const monday = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: Number(week.slice(6)) - 1 });
  if (monday.yearOfWeek !== year) return undefined;
  return { from: monday.toString(), to: monday.add({ days: 6 }).toString() };
}

/**
 * Refuses a sequence with a site that is unknown or named twice, or with a week that has no day in the window; every
 * fault by its pointer. Without a stated window every week that exists is good. @throws Problem sequence-refused
 */
export function checkSequence(sites: readonly PlannedSite[], isKnown: (siteId: string) => boolean, window: Period | undefined): void {
  const first = new Map<string, number>();
  const faults: Fault[] = sites.flatMap(({ siteId, plannedWeek }, index) => {
    const found: Fault[] = [];
    const earlier = first.get(siteId);
    if (earlier === undefined) first.set(siteId, index);
    else found.push(fault(index, 'siteId', 'duplicate-site', { en: `is named before, at /items/${earlier}`, fr: `est déjà nommé, à /items/${earlier}` }));
    if (!isKnown(siteId))
      found.push(fault(index, 'siteId', 'unknown-site', { en: `the register has no site ${siteId}`, fr: `le registre n’a aucun site ${siteId}` }));
    const days = daysOfWeek(plannedWeek);
    if (!days) found.push(fault(index, 'plannedWeek', 'unknown-week', { en: 'that year has no week 53', fr: 'cette année n’a pas de semaine 53' }));
    else if (window && (days.to < window.from || days.from > window.to)) {
      found.push(
        fault(index, 'plannedWeek', 'outside-window', {
          en: `must have a day from ${window.from} to ${window.to}`,
          fr: `doit avoir un jour entre le ${window.from} et le ${window.to}`,
        }),
      );
    }
    return found;
  });
  if (faults.length) throw new Problem('sequence-refused', { faults });
}

function fault(index: number, member: keyof PlannedSite, code: string, detail: Fault['detail']): Fault {
  return { in: 'body', pointer: `/items/${index}/${member}`, code, detail };
}

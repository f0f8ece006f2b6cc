import type { Region, Site } from '@csn/contracts';
import { type Clock, easternmostTimeZone, heldOn as contentOn, type Subject, type Written } from '@csn/service-kit';
import type { SiteContent } from './register.ts';

type SiteSubject = Subject<SiteContent>;

/** What the site holds on a day; undefined before it begins. */
export function heldOn({ timeline }: SiteSubject, day: string): SiteContent | undefined {
  return contentOn(timeline, day);
}

/**
 * The state that a change on a day comes after: of two changes on one day the later known replaces the other, so what
 * counts is the day before. Undefined on the day on which the site begins, and before it.
 */
export function stateBefore({ timeline }: SiteSubject, day: string): SiteContent['state'] | undefined {
  return timeline.findLast((version) => version.effectiveOn < day)?.content.state;
}

/** Today's day where the site is now, or where it will begin. */
export function todayAt(subject: SiteSubject, clock: Clock): string {
  const now = heldOn(subject, clock.today(easternmostTimeZone)) ?? subject.timeline[0]?.content;
  return clock.today(now?.timeZone);
}

/** The regions that a change from a day on concerns: where the site is then and later, and where it is moved to. */
export function regionsFrom({ timeline }: SiteSubject, day: string, movedTo?: Region): Set<Region> {
  const regions = timeline
    .filter((version, index) => version.effectiveOn >= day || index === timeline.length - 1 || (timeline[index + 1]?.effectiveOn ?? '') > day)
    .map((version) => version.content.region);
  return new Set(movedTo ? [...regions, movedTo] : regions);
}

/** What the change feed says: the versions that the change inserted, so that others can keep a copy of the register. */
export function changeData(siteId: string, written: Written<SiteContent>): Record<string, unknown> {
  return {
    siteId,
    revision: written.revision,
    versions: written.versions.map(({ content, effectiveOn }) => ({ siteId, effectiveOn, revision: written.revision, ...content })),
  };
}

/** Where an entry comes from when its caller says nothing of it. */
export function ownSource(client: string, day: string): Site['source'] {
  return { document: `Register entry by ${client}`, asOf: day, quality: 'measured' };
}

import { isDeepStrictEqual } from 'node:util';

/** One version of a subject: what holds from a day on, and which members it set itself (the others it took over). */
export interface Version<Content> {
  readonly effectiveOn: string;
  readonly content: Content;
  readonly members: readonly string[];
}

/** What holds on a day; undefined before the first. */
export function heldOn<Content>(timeline: readonly Version<Content>[], day: string): Content | undefined {
  return timeline.findLast((version) => version.effectiveOn <= day)?.content;
}

/**
 * Places a change that takes effect on a day into a timeline (the holding versions by day, ascending) and gives the
 * versions to insert. The version on that day copies what held there and applies the patch; later versions take the
 * change over member by member, until one that set the member itself: a correction of January's street does not undo
 * March's move. Of two changes on one day the later known holds, member by member.
 *
 * A version sets every member that its change named, also with the value that held anyway: who puts the whole schedule
 * of a quarter has said what holds in it, whatever is corrected before. Only a change that changes nothing on its day
 * leaves no trace: it gives no version, and what it named can still be corrected from before.
 */
export function place<Content extends object>(timeline: readonly Version<Content>[], effectiveOn: string, patch: Partial<Content>): Version<Content>[] {
  const before = timeline.findLast((version) => version.effectiveOn <= effectiveOn);
  let change = withoutMembers(patch, []);
  if (!before || !differs(before.content, change)) return [];
  const own = before.effectiveOn === effectiveOn ? before.members : [];
  const added = [{ effectiveOn, content: { ...before.content, ...change }, members: [...new Set([...own, ...Object.keys(change)])] }];

  for (const version of timeline.filter((later) => later.effectiveOn > effectiveOn)) {
    change = withoutMembers(change, version.members);
    if (differs(version.content, change))
      added.push({ effectiveOn: version.effectiveOn, content: { ...version.content, ...change }, members: [...version.members] });
  }
  return added;
}

/** The timeline once the added versions are in: they replace what held from the same day. */
export function merge<Content>(timeline: readonly Version<Content>[], added: readonly Version<Content>[]): Version<Content>[] {
  const byDay = new Map([...timeline, ...added].map((version) => [version.effectiveOn, version]));
  return [...byDay.values()].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
}

function differs<Content extends object>(content: Content, patch: Partial<Content>): boolean {
  return !isDeepStrictEqual({ ...content, ...patch }, content);
}

/** An undefined member says nothing; `null` takes a value away. */
function withoutMembers<Content extends object>(patch: Partial<Content>, members: readonly string[]): Partial<Content> {
  return Object.fromEntries(Object.entries(patch).filter(([name, value]) => value !== undefined && !members.includes(name))) as Partial<Content>;
}

import { isDeepStrictEqual } from 'node:util';

/** One version of a subject: what holds from a day on, and which members it set itself (the others it took over). */
export interface Version<Content> {
  readonly effectiveOn: string;
  readonly content: Content;
  readonly members: readonly string[];
}

/**
 * Places a change that takes effect on a day into a timeline (the holding versions by day, ascending) and gives the
 * versions to insert. The version on that day copies what held there and applies the patch; later versions take the
 * change over member by member, until one that set the member itself: a correction of January's street does not undo
 * March's move. A change that changes nothing gives no version.
 */
export function place<Content extends object>(timeline: readonly Version<Content>[], effectiveOn: string, patch: Partial<Content>): Version<Content>[] {
  const before = timeline.findLast((version) => version.effectiveOn <= effectiveOn);
  if (!before) return [];
  const added: Version<Content>[] = [];
  const own = before.effectiveOn === effectiveOn ? before.members : [];
  const changed = { ...before.content, ...patch };
  if (!isDeepStrictEqual(changed, before.content)) added.push({ effectiveOn, content: changed, members: [...new Set([...own, ...Object.keys(patch)])] });

  let rest: Partial<Content> = patch;
  for (const version of timeline.filter((later) => later.effectiveOn > effectiveOn)) {
    rest = without(rest, version.members);
    const content = { ...version.content, ...rest };
    if (!isDeepStrictEqual(content, version.content)) added.push({ ...version, content });
  }
  return added;
}

/** The timeline once the added versions are in: they replace what held from the same day. */
export function merge<Content>(timeline: readonly Version<Content>[], added: readonly Version<Content>[]): Version<Content>[] {
  const byDay = new Map([...timeline, ...added].map((version) => [version.effectiveOn, version]));
  return [...byDay.values()].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
}

function without<Content extends object>(patch: Partial<Content>, members: readonly string[]): Partial<Content> {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !members.includes(name))) as Partial<Content>;
}

import { isDeepStrictEqual } from 'node:util';

/** One version of a subject: what holds from a day on, and which members it set itself (the others it took over). */
export interface Version<Content> {
  readonly effectiveOn: string;
  readonly content: Content;
  readonly members: readonly string[];
}

/** What a change says: whole members, and of groups (see RegisterDefinition) the leaves that it names; `null` takes a leaf away. */
export type Patch<Content> = { readonly [Member in keyof Content]?: Content[Member] | Leaves<Content[Member]> | undefined };
type Leaves<Value> = Value extends readonly unknown[]
  ? never
  : Value extends object
    ? { readonly [Leaf in keyof Value]?: Value[Leaf] | null | undefined }
    : never;

/** What holds on a day; undefined before the first. */
export function heldOn<Content>(timeline: readonly Version<Content>[], day: string): Content | undefined {
  return timeline.findLast((version) => version.effectiveOn <= day)?.content;
}

/**
 * Places a change that takes effect on a day into a timeline (the holding versions by day, ascending) and gives the
 * versions to insert. The version on that day copies what held there and applies the patch; later versions take the
 * change over member by member, until one that set the member itself: a correction of January's street does not undo
 * March's move. Of two changes on one day the later known holds, member by member. A group counts leaf by leaf: who
 * corrects January's city does not undo March's street.
 *
 * A version sets every member that its change named, also with the value that held anyway: who puts the whole schedule
 * of a quarter has said what holds in it, whatever is corrected before. Only a change that changes nothing on its day
 * leaves no trace: it gives no version, and what it named can still be corrected from before.
 */
export function place<Content extends object>(
  timeline: readonly Version<Content>[],
  effectiveOn: string,
  patch: Patch<Content>,
  groups: readonly string[] = [],
): Version<Content>[] {
  const before = timeline.findLast((version) => version.effectiveOn <= effectiveOn);
  let change = leavesOf(patch, groups);
  const first = before && changed(before.content, change);
  if (!before || !first) return [];
  const own = before.effectiveOn === effectiveOn ? before.members : [];
  const added = [{ effectiveOn, content: first, members: [...new Set([...own, ...change.keys()])] }];

  for (const version of timeline.filter((later) => later.effectiveOn > effectiveOn)) {
    change = new Map([...change].filter(([path]) => !version.members.includes(path) && !version.members.includes(memberOf(path))));
    const content = changed(version.content, change);
    if (content) added.push({ effectiveOn: version.effectiveOn, content, members: [...version.members] });
  }
  return added;
}

/** The timeline once the added versions are in: they replace what held from the same day. */
export function merge<Content>(timeline: readonly Version<Content>[], added: readonly Version<Content>[]): Version<Content>[] {
  const byDay = new Map([...timeline, ...added].map((version) => [version.effectiveOn, version]));
  return [...byDay.values()].sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1));
}

/** What a change sets, by paths: `street`, or `address.city` of a group. An undefined member says nothing. */
function leavesOf(patch: object, groups: readonly string[]): Map<string, unknown> {
  const leaves = Object.entries(patch).flatMap(([member, value]) =>
    groups.includes(member) && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([leaf, of]) => [`${member}.${leaf}`, of] as const)
      : [[member, value] as const],
  );
  return new Map(leaves.filter(([, value]) => value !== undefined));
}

function memberOf(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

/** The content with the change in it; undefined where that is the same. */
function changed<Content extends object>(content: Content, change: ReadonlyMap<string, unknown>): Content | undefined {
  const after = { ...content } as Record<string, unknown>;
  for (const [path, value] of change) {
    const [member = path, leaf] = path.split('.');
    if (leaf === undefined) after[member] = value;
    else {
      const { [leaf]: _before, ...others } = after[member] as Record<string, unknown>;
      after[member] = value === null ? others : { ...(after[member] as object), [leaf]: value };
    }
  }
  return isDeepStrictEqual(after, content) ? undefined : (after as Content);
}

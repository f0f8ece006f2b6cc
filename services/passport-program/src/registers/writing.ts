import { isDeepStrictEqual } from 'node:util';
import type { Source } from '@csn/contracts';
import { type Caller, type Change, type Clock, heldOn, Problem, type Queryable, type Register, type Written } from '@csn/service-kit';
import type { Shown } from './reading.ts';

/** What a write needs of its request. */
export interface Writing {
  readonly tx: Queryable;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly mustMatch: (revision: number) => void;
  readonly recordChange: (change: Change) => void;
  readonly setRevision: (revision: number) => void;
}
interface Sourced {
  readonly source: Source;
}

/** Where an entry comes from when the caller names no document. */
export function sourceOfEntry(caller: Caller, day: string): Source {
  return { document: `Entry by ${caller.client}`, asOf: day, quality: 'measured' };
}

/**
 * Changes a record of the whole country from a day on: for national callers, against If-Match, with its event. A change
 * without effect makes no version; one with an effect has the caller as its source, if it names no document.
 */
export async function changeRecord<Key extends string, Content extends Sourced>(
  register: Register<Key, Content>,
  event: string,
  id: string,
  change: {
    readonly effectiveOn?: string | undefined;
    readonly reason: string;
    readonly source?: Source | undefined;
    readonly patch: (held: Content) => Partial<Content>;
  },
  { tx, caller, clock, mustMatch, recordChange, setRevision }: Writing,
): Promise<Shown<Key, Content> & { asOf: string; knownAt: string }> {
  const subject = await register.lock(tx, id);
  if (!subject) throw new Problem('not-found');
  caller.mustCover(null);
  mustMatch(subject.revision);

  const effectiveOn = change.effectiveOn ?? clock.today();
  const held = heldOn(subject.timeline, effectiveOn);
  const patch = held ? withSource(held, change.patch(held), change.source ?? sourceOfEntry(caller, clock.today()), change.source !== undefined) : {};
  const written = await register.change(tx, subject, patch, { effectiveOn, actor: caller.client, reason: change.reason });
  if (written.versions.length) recordChange({ type: event, subject: id, reason: change.reason, data: changeData(register, id, written) });
  setRevision(written.revision);
  return recordAfter(register, id, written, effectiveOn);
}

/**
 * Puts an entry for a day where there may be none yet: the first one begins the record, each other needs If-Match.
 * `content` is asked for last, so that its own refusals come after those of region and revision.
 */
export async function putEntry<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  event: string,
  id: string,
  entry: { readonly effectiveOn: string; readonly reason: string; readonly content: () => Content | Promise<Content> },
  { tx, caller, mustMatch, recordChange, setRevision }: Writing,
): Promise<Written<Content>> {
  const subject = await register.lock(tx, id);
  caller.mustCover(null);
  if (subject) mustMatch(subject.revision);

  const content = await entry.content();
  const note = { effectiveOn: entry.effectiveOn, actor: caller.client, reason: entry.reason };
  const written = subject ? await register.change(tx, subject, content, note) : await register.create(tx, id, content, note);
  // Of two first entries at once the primary key lets one through; the other has not read it.
  if (!written) throw new Problem('precondition-failed');
  if (written.versions.length) recordChange({ type: event, subject: id, reason: entry.reason, data: changeData(register, id, written) });
  setRevision(written.revision);
  return written;
}

/** What the change feed says: the versions that the change inserted. */
export function changeData<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  id: string,
  written: Pick<Written<Content>, 'revision' | 'versions'>,
): Record<string, unknown> {
  return {
    [register.definition.key]: id,
    revision: written.revision,
    versions: written.versions.map(({ content, effectiveOn }) => ({ effectiveOn, ...content })),
  };
}

/** The record as it is on the day of the change, with the change in it. */
export function recordAfter<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  id: string,
  written: Written<Content>,
  on: string,
): Shown<Key, Content> & { asOf: string; knownAt: string } {
  const version = written.timeline.findLast(({ effectiveOn }) => effectiveOn <= on) ?? written.timeline[0]!;
  const key = { [register.definition.key]: id } as Record<Key, string>;
  return { ...version.content, ...key, effectiveOn: version.effectiveOn, revision: written.revision, asOf: on, knownAt: written.recordedAt };
}

function withSource<Content extends Sourced>(held: Content, patch: Partial<Content>, source: Source, isNamed: boolean): Partial<Content> {
  const hasEffect = Object.entries(patch).some(([member, value]) => !isDeepStrictEqual(value, held[member as keyof Content]));
  return hasEffect || isNamed ? { ...patch, source } : {};
}

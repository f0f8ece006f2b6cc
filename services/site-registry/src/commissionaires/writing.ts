import type { Source } from '@csn/contracts';
import { type ChangeNote, type Clock, Problem, type Queryable, type Register, type Subject, type Written } from '@csn/service-kit';
import { ownSource } from '../sites/timeline.ts';

type Put<Content> = Written<Content> & { readonly content: Content; readonly effectiveOn: string };

/**
 * Puts a record whole: begins it, or changes it where it stands and the precondition holds. Of two that begin it at
 * once the primary key lets one through; the other then has a record to match.
 */
export async function putRecord<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  tx: Queryable,
  id: string,
  content: Content,
  note: ChangeNote,
  mustMatch: (revision: number) => void,
): Promise<Put<Content>> {
  const subject = await register.lock(tx, id);
  const begun = subject ? undefined : await register.create(tx, id, content, note);
  if (begun) return { ...begun, ...heldOn(begun, note.effectiveOn) };
  const standing = subject ?? (await register.lock(tx, id));
  if (!standing) throw new Error(`${register.definition.name} ${id} is neither there nor can it begin`);
  mustMatch(standing.revision);
  const written = await register.change(tx, standing, content, note);
  return { ...written, ...heldOn(written, note.effectiveOn) };
}

/** Changes a locked record: what its caller says comes from the caller, no longer from the document that told of it before. */
export async function changeRecord<Key extends string, Content extends { source: Source }>(
  register: Register<Key, Content>,
  tx: Queryable,
  subject: Subject<Content>,
  patch: Partial<Content>,
  note: ChangeNote,
): Promise<Written<Content>> {
  const planned = register.planChange(subject, patch, note);
  if (!planned.versions.length) return planned;
  return register.change(tx, subject, { ...patch, source: ownSource(note.actor, note.effectiveOn) }, note);
}

/** The version that holds on the day after a write; it may be an earlier one where the write changed nothing. */
export function heldOn<Content>(written: Written<Content>, day: string): { content: Content; effectiveOn: string } {
  const version = written.timeline.findLast(({ effectiveOn }) => effectiveOn <= day);
  if (!version) throw new Error(`nothing holds on ${day} after the write`);
  return version;
}

/** What is recorded as done was done on a day that has come. @throws Problem day-in-future */
export function mustHaveCome(day: string, pointer: string, clock: Clock): void {
  const today = clock.today();
  if (day > today) throw new Problem('day-in-future', { values: { day, today }, at: { in: 'body', pointer } });
}

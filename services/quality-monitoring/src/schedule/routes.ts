import {
  changeScheduleQuarter,
  fiscalQuarterOf,
  fiscalQuarterPeriod,
  type Language,
  type NewScheduleEntry,
  readSchedule,
  readScheduleQuarter,
  type ScheduleReading,
} from '@csn/contracts';
import { Problem, readAxes, type ServiceApp, type Written } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { allowedBy } from './agreement.ts';
import { entryOf, type HeldEntry, notesOn } from './entries.ts';
import { listEntries, readRevision } from './queries.ts';
import { changeData, program, type ScheduleContent, scheduleRegister } from './register.ts';

export function scheduleRoutes(app: ServiceApp<Tables>): void {
  app.serve(readSchedule, async ({ db, query, clock, language, page: pageOf, setRevision }) => {
    const page = pageOf();
    const { on, asOf } = query;
    const axes = await readAxes(db, clock, page.position ?? query);
    setRevision(await readRevision(db));
    const entries = await listEntries(db, {
      knownAt: axes.knownAt,
      on: on ?? asOf,
      after: on === undefined ? page.position?.after[0]?.toString() : undefined,
      limit: page.limit + 1,
    });
    if (on !== undefined) return readingOf(entries[0], on, axes.knownAt, language);
    const { items, nextCursor } = page.end(entries, (entry) => [entry.effectiveOn], axes);
    return {
      items: items.map((entry) => entryOf(entry, language)),
      nextCursor,
      asOf: asOf ?? null,
      knownAt: axes.knownAt,
      notes: items.flatMap((entry) => notesOn(entry, language)),
    };
  });

  app.serve(readScheduleQuarter, async ({ db, params, query, clock, language, setRevision }) => {
    const on = fiscalQuarterPeriod(params.quarter).from;
    const { knownAt } = await readAxes(db, clock, query);
    setRevision(await readRevision(db));
    const [entry] = await listEntries(db, { knownAt, on, limit: 1 });
    return readingOf(entry, on, knownAt, language);
  });

  app.serve(changeScheduleQuarter, async ({ tx, params, body, caller, clock, language, mustMatch, recordChange, setRevision }) => {
    caller.mustCover(null);
    const subject = await scheduleRegister.lock(tx, program);
    if (subject) mustMatch(subject.revision);

    const content = contentOf(body, { document: `Schedule entry by ${caller.client}`, asOf: clock.today(), quality: 'measured' });
    const effectiveOn = fiscalQuarterPeriod(params.quarter).from;
    const note = { effectiveOn, actor: caller.client, reason: content.cause?.[language] ?? null };
    const written = subject ? await scheduleRegister.change(tx, subject, content, note) : await scheduleRegister.create(tx, program, content, note);
    // Two set the first entry at once: the primary key lets one through, and the other has not read it.
    if (!written) throw new Problem('precondition-failed');
    if (written.versions.length) recordChange({ type: 'quality-schedule.changed', subject: params.quarter, reason: note.reason, data: changeData(written) });
    setRevision(written.revision);
    return readingOf(heldAfter(written, effectiveOn), effectiveOn, written.recordedAt, language);
  });
}

/** @throws Problem not-found where the schedule says nothing of the day */
function readingOf(entry: HeldEntry | undefined, on: string, knownAt: string, language: Language): ScheduleReading {
  if (!entry) throw new Problem('not-found');
  return { on, quarter: fiscalQuarterOf(on), ...entryOf(entry, language), asOf: on, knownAt, notes: notesOn(entry, language) };
}

function contentOf(body: NewScheduleEntry, ownSource: ScheduleContent['source']): ScheduleContent {
  const { extent, allowed, purpose = null, source = ownSource, reason } = body;
  return { extent, allowed: allowedBy(extent, allowed), cause: typeof reason === 'string' ? { en: reason, fr: reason } : reason, purpose, source };
}

function heldAfter({ timeline }: Written<ScheduleContent>, on: string): HeldEntry | undefined {
  const version = timeline.findLast(({ effectiveOn }) => effectiveOn <= on);
  const next = timeline.find(({ effectiveOn }) => effectiveOn > on);
  return version && { ...version.content, effectiveOn: version.effectiveOn, endedOn: next?.effectiveOn ?? null };
}

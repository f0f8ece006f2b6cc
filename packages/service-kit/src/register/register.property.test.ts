import { expect, test } from '@jest/globals';
import { scratchDatabase } from '@csn/testing';
import fc from 'fast-check';
import { migrations, type Thing, thingRegister } from '../../test/start.ts';
import type { Problem } from '../problem.ts';

const days = Array.from({ length: 12 }, (_, index) => `2024-01-${String(index + 1).padStart(2, '0')}`);
const content = fc.record({
  colour: fc.constantFrom('red', 'blue'),
  size: fc.integer({ min: 1, max: 3 }),
  note: fc.option(fc.constantFrom('a', 'b'), { nil: null }),
});
const sequences = (changes: { minLength: number; maxLength: number }) =>
  fc.record({
    start: fc.constantFrom('-infinity', ...days.slice(0, 6)),
    content,
    changes: fc.array(
      fc.record({
        day: fc.constantFrom(...days),
        patch: fc.record(
          { colour: fc.constantFrom('red', 'blue'), size: fc.integer({ min: 1, max: 3 }), note: fc.option(fc.constantFrom('a', 'b'), { nil: null }) },
          { requiredKeys: [] },
        ),
        /** In the same transaction as the change before. */
        joined: fc.boolean(),
      }),
      changes,
    ),
    reads: fc.array(fc.record({ day: fc.constantFrom('2023-12-31', ...days, '2030-01-01'), known: fc.nat(), step: fc.constantFrom(-1, 0, 0.5) }), {
      minLength: 16,
      maxLength: 16,
    }),
  });

/** What was said: the values of these members, from this day on, in this revision. */
interface Saying {
  readonly day: string;
  readonly revision: number;
  readonly values: Partial<Thing>;
}

/** The register by its meaning alone: on a day each member has the value that was said last for a day not after it; of one day, the later saying. */
class Model {
  readonly sayings: Saying[] = [];
  /** When each revision was recorded; the first is at 0. */
  readonly instants: string[] = [];

  days(revision: number): string[] {
    return [...new Set(this.sayings.filter((saying) => saying.revision <= revision).map(({ day }) => day))].sort();
  }

  content(day: string, revision: number): Thing | undefined {
    const heard = this.sayings
      .filter((saying) => saying.day <= day && saying.revision <= revision)
      .sort((a, b) => (a.day === b.day ? a.revision - b.revision : a.day < b.day ? -1 : 1));
    return heard.length ? (Object.assign({}, ...heard.map(({ values }) => values)) as Thing) : undefined;
  }

  /** Every version in the order in which it was recorded. */
  versions() {
    const versions = this.sayings.flatMap(({ day: from, revision }) => {
      const known = this.days(revision);
      const touched = known.filter(
        (day) =>
          day === from || (day > from && JSON.stringify(sorted(this.content(day, revision))) !== JSON.stringify(sorted(this.content(day, revision - 1)))),
      );
      return touched.map((day) => ({
        ...this.content(day, revision)!,
        effectiveOn: day,
        revision,
        recordedAt: this.instants[revision - 1],
      }));
    });
    const days = this.days(Infinity);
    return versions.map((version) => {
      const isReplaced = versions.some(({ effectiveOn, revision }) => effectiveOn === version.effectiveOn && revision > version.revision);
      return { ...version, endedOn: isReplaced ? version.effectiveOn : (days.find((later) => later > version.effectiveOn) ?? null) };
    });
  }

  /** What holds on a day, as known at an instant. */
  held(versions: ReturnType<Model['versions']>, day: string, knownAt: string) {
    const revision = this.instants.filter((instant) => instant <= knownAt).length;
    const version = versions
      .filter((one) => one.revision <= revision && one.effectiveOn <= day)
      .sort((a, b) => (a.effectiveOn === b.effectiveOn ? a.revision - b.revision : a.effectiveOn < b.effectiveOn ? -1 : 1))
      .at(-1);
    if (!version) return undefined;
    const { endedOn: _endedOn, ...rest } = version;
    return { ...rest, subjectRevision: revision, subjectRecordedAt: this.instants[revision - 1] };
  }
}

const sorted = (thing: Thing | undefined) => thing && Object.entries(thing).sort(([a], [b]) => (a < b ? -1 : 1));
/** Instants of equal length, so that they compare as texts. */
const micros = (instant: string, milliseconds: number) =>
  Temporal.Instant.from(instant)
    .add({ microseconds: milliseconds * 1000 })
    .toString({ smallestUnit: 'microsecond' });

test.each([
  { history: 'any', runs: 300, changes: { minLength: 1, maxLength: 8 } },
  // So long that early readings do not pass over the later revisions one by one.
  { history: 'a long', runs: 12, changes: { minLength: 180, maxLength: 240 } },
])(
  'after $history sequence of changes the register and a model in memory agree on every reading and on the whole history',
  async ({ runs, changes: lengths }) => {
    const database = await scratchDatabase('service-kit', migrations);
    const { db } = database;
    let count = 0;
    let refused = 0;
    let unchanged = 0;
    try {
      await fc.assert(
        fc.asyncProperty(sequences(lengths), async ({ start, content: first, changes, reads }) => {
          const id = `item-${(count += 1)}`;
          const model = new Model();
          const created = await db.transaction().execute((tx) => thingRegister.create(tx, id, first, { effectiveOn: start, actor: 'a', reason: null }));
          model.sayings.push({ day: start, revision: 1, values: first });
          model.instants.push(micros(created!.recordedAt, 0));
          const transactions = changes.reduce<(typeof changes)[]>(
            (groups, change) => (change.joined && groups.length ? [...groups.slice(0, -1), [...groups.at(-1)!, change]] : [...groups, [change]]),
            [],
          );
          for (const group of transactions) {
            await db.transaction().execute(async (tx) => {
              for (const { day, patch } of group) {
                const subject = (await thingRegister.lock(tx, id))!;
                const writing = thingRegister.change(tx, subject, patch, { effectiveOn: day, actor: 'b', reason: `from ${day}` });
                if (day < model.days(Infinity)[0]! && Object.keys(patch).length < 3) {
                  refused += 1;
                  await expect(writing).rejects.toMatchObject({ code: 'effective-before-start' } satisfies Partial<Problem>);
                  continue;
                }
                const written = await writing;
                const revision = model.instants.length;
                const before = model.content(day, revision);
                const changed = JSON.stringify(sorted({ ...before!, ...patch })) !== JSON.stringify(sorted(before));
                expect([written.versions.length > 0, written.revision]).toEqual([changed, changed ? revision + 1 : revision]);
                if (!changed) unchanged += 1;
                else {
                  model.sayings.push({ day, revision: revision + 1, values: patch });
                  model.instants.push(micros(written.recordedAt, 0));
                }
              }
            });
          }
          const versions = model.versions();
          const history = await thingRegister.history(db, id, { after: undefined, limit: 10_000 });
          const readings = [
            ...reads.map(({ day, known, step }) => ({ asOf: day, knownAt: micros(model.instants[known % model.instants.length]!, step), isLatest: false })),
            ...reads.slice(0, 4).map(({ day }) => ({ asOf: day, knownAt: '9999', isLatest: true })),
          ];
          const found = await Promise.all(readings.map((axes) => thingRegister.find(db, id, axes)));
          expect(
            history.map(({ itemId: _id, actor: _actor, reason: _reason, ...version }) => ({ ...version, recordedAt: micros(version.recordedAt, 0) })),
          ).toEqual(versions);
          expect(found.map(comparable)).toEqual(readings.map(({ asOf, knownAt }) => model.held(versions, asOf, knownAt)));
        }),
        { numRuns: runs },
      );
    } finally {
      await database.drop();
    }
    expect([count >= runs, refused > 10, unchanged > 50]).toEqual([true, true, true]);

    function comparable(read: Awaited<ReturnType<typeof thingRegister.find>>) {
      if (!read) return undefined;
      const { itemId: _id, actor: _actor, reason: _reason, recordedAt, subjectRecordedAt, ...rest } = read;
      return { ...rest, recordedAt: micros(recordedAt, 0), subjectRecordedAt: micros(subjectRecordedAt, 0) };
    }
  },
  180_000,
);

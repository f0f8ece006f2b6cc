import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../database.ts';
import { Problem } from '../problem.ts';
import { type Axes, recordedInstant, takeRecordedAt } from '../recorded-time.ts';
import { merge, type Patch, place, type Version } from './place.ts';
import { distantDay } from './tables.ts';

/** Of more later revisions than these, a reading does not pass over one by one. */
const FEW_REVISIONS = 100;

/** How a register stores its content; columns in the words of the contract. */
export interface RegisterDefinition<Key extends string, Content extends object> {
  /** Table of the subjects; `…_version` and `…_timeline` stand beside it (see createRegisterTables). */
  readonly name: string;
  readonly key: Key;
  /** Every member of the content. */
  readonly members: readonly (keyof Content & string)[];
  /** Those members of it, objects, that a change sets leaf by leaf, as a JSON Merge Patch does. */
  readonly groups?: readonly (keyof Content & string)[];
  /** Looks at the whole timeline as it would be, past, present and future, and throws the problem that forbids it. */
  readonly check?: (timeline: readonly Version<Content>[], subject: string) => void;
}

/** Who changes what, from when and why. */
export interface ChangeNote {
  readonly effectiveOn: string;
  readonly actor: string;
  readonly reason: string | null;
}

/** What a read gives of the version that holds. */
export interface VersionFacts {
  effectiveOn: string;
  revision: number;
  recordedAt: string;
  actor: string;
  reason: string | null;
}
/** What a read on the axes also gives: how far the subject as a whole had come, as known then. */
export interface SubjectFacts {
  subjectRevision: number;
  subjectRecordedAt: string;
}
export type Held<Key extends string, Content> = Content & VersionFacts & Record<Key, string>;
export type Read<Key extends string, Content> = Held<Key, Content> & SubjectFacts;

/** The present state of a subject, locked for a change. */
export interface Subject<Content> {
  readonly id: string;
  readonly revision: number;
  readonly recordedAt: string;
  /** The instant under which this transaction writes. */
  readonly writesAt: string;
  readonly timeline: readonly Version<Content>[];
}

export interface Written<Content> {
  readonly revision: number;
  readonly recordedAt: string;
  /** The versions that were inserted, for the change event; empty when nothing changed. */
  readonly versions: readonly Version<Content>[];
  readonly timeline: readonly Version<Content>[];
}

/** Further versions that a timeline needs once a change is in it; the change brings them along. */
export type Consequences<Content> = (timeline: readonly Version<Content>[]) => readonly Version<Content>[];

/** What is to be written of a subject, worked out and not stored yet. */
export interface Planned<Content> extends Written<Content> {
  readonly id: string;
  readonly note: ChangeNote;
}

/** A register on two time axes. Every write is one new version (or a few, where later ones take it over); nothing is updated or deleted. */
export class Register<Key extends string, Content extends object> {
  readonly definition: RegisterDefinition<Key, Content>;
  readonly #key: string;
  /** The columns of the content, for statements that name them. */
  readonly columns: readonly string[];

  constructor(definition: RegisterDefinition<Key, Content>) {
    this.definition = definition;
    this.#key = snake(definition.key);
    this.columns = definition.members.map(snake);
  }

  /**
   * The register on the axes, as a subquery to select from: `sql\`select … from ${register.at(axes)} site where …\``.
   * One row a subject that had begun, with the key, the content and the facts of the version. Driven from the subjects,
   * so the cost follows their number and not that of their versions: a subject that has not changed since `knownAt` is
   * read from the timeline, only the others from their versions. So all statements on the same axes agree with each
   * other, and with the `knownAt` that the answer names, whatever is written between them.
   */
  at(axes: Axes): RawBuilder<Read<Key, Content>> {
    const { name } = this.definition;
    const key = sql.raw(this.#key);
    const read = [...this.columns, 'effective_on', 'revision', 'recorded_at', 'actor', 'reason'];
    const columns = sql.raw(read.map((column) => `t."${column}"`).join(', '));
    const facts = sql.raw(['subject_revision', 'subject_recorded_at', ...read].map((column) => `v."${column}"`).join(', '));
    const timeline = sql`select s.revision as subject_revision, s.recorded_at as subject_recorded_at, ${columns} from ${sql.raw(`${name}_timeline`)} t
      where t.${key} = s.${key} and t.effective_on <= ${axes.asOf}::date`;
    if (axes.isLatest) return sql`(select s.${key}, ${facts} from ${sql.raw(name)} s cross join lateral (${timeline} order by t.effective_on desc limit 1) v)`;

    const versions = sql.raw(`${name}_version`);
    const knownAt = sql`${axes.knownAt}::timestamptz`;
    const asOf = sql`${axes.asOf}::date`;
    const day = sql.raw(distantDay('t.effective_on'));
    const few = sql.raw(String(FEW_REVISIONS));
    // The index in order is the fastest where few revisions are to be passed over, the one of days and revisions where many are (see indexKnownVersions).
    return sql`(select s.${key}, ${facts} from ${sql.raw(name)} s cross join lateral (
      (${timeline} and s.recorded_at <= ${knownAt} order by t.effective_on desc limit 1)
      union all
      (select last.revision, last.recorded_at, ${columns} from
        (select t.revision, t.recorded_at from ${versions} t where t.${key} = s.${key} and t.recorded_at <= ${knownAt} order by t.recorded_at desc, t.revision desc limit 1) last
        cross join lateral (
          (select * from ${versions} t where s.revision - last.revision <= ${few} and t.${key} = s.${key} and t.effective_on <= ${asOf} and t.revision <= last.revision
            order by t.effective_on desc, t.revision desc limit 1)
          union all
          (select * from ${versions} t where s.revision - last.revision > ${few} and t.${key} = s.${key} and ${day} <= ${asOf} and t.revision <= last.revision
            order by ${day} <-> ${asOf}, t.revision desc limit 1)) t
        where s.recorded_at > ${knownAt})) v)`;
  }

  /** One subject on the axes; undefined if it had not begun or was not known. */
  async find(db: Queryable, id: string, axes: Axes): Promise<Read<Key, Content> | undefined> {
    const { rows } = await sql<Read<Key, Content>>`select * from ${this.at(axes)} held where ${sql.raw(this.#key)} = ${id}`.execute(db);
    return rows[0];
  }

  /**
   * Every version, in the order in which they were recorded. `endedOn` is the first day on which it no longer holds, as
   * known now: its own first day if another version has taken its place.
   */
  async history(
    db: Queryable,
    id: string,
    page: { after: { revision: number; effectiveOn: string } | undefined; limit: number },
  ): Promise<(Held<Key, Content> & { endedOn: string | null })[]> {
    const { name } = this.definition;
    const columns = sql.raw(
      [this.#key, ...this.columns, 'effective_on', 'revision', 'recorded_at', 'actor', 'reason'].map((column) => `v."${column}"`).join(', '),
    );
    const key = sql.raw(this.#key);
    const { rows } = await sql<Held<Key, Content> & { endedOn: string | null }>`
      select ${columns}, case when holds.revision = v.revision then nullif(holds.ended_on, 'infinity') else v.effective_on end as ended_on
      from ${sql.raw(`${name}_version`)} v join ${sql.raw(`${name}_timeline`)} holds on holds.${key} = v.${key} and holds.effective_on = v.effective_on
      where v.${key} = ${id} and (v.revision, v.effective_on) > (${page.after?.revision ?? 0}, ${page.after?.effectiveOn ?? '-infinity'}::date)
      order by v.revision, v.effective_on limit ${page.limit}`.execute(db);
    return rows;
  }

  /**
   * Locks a subject for a change; undefined if there is none. The instant is taken first: whatever a transaction locks
   * and writes of registers comes after it, so two can never wait for each other.
   */
  async lock(tx: Queryable, id: string): Promise<Subject<Content> | undefined> {
    return (await this.lockAll(tx, [id])).get(id);
  }

  /** The same for many subjects: those that exist. */
  async lockAll(tx: Queryable, ids: readonly string[]): Promise<Map<string, Subject<Content>>> {
    const writesAt = await takeRecordedAt(tx);
    const { name } = this.definition;
    const key = sql.raw(this.#key);
    const columns = sql.raw(this.columns.map((column) => `held."${column}"`).join(', '));
    const { rows } = await sql<{ id: string; revision: number; recordedAt: string; effectiveOn: string; members: string[] }>`
      select subject.${key} as id, subject.revision, subject.recorded_at, held.effective_on, held.members, ${columns}
      from unnest(${[...ids]}::text[]) asked (id) join ${sql.raw(name)} subject on subject.${key} = asked.id
      cross join lateral (select distinct on (effective_on) * from ${sql.raw(`${name}_version`)} version where version.${key} = asked.id order by effective_on, version.revision desc) held
      order by subject.${key}, held.effective_on`.execute(tx);
    const subjects = Map.groupBy(rows, (row) => row.id);
    return new Map(
      [...subjects].map(([id, versions]) => {
        const { revision, recordedAt } = versions[0]!;
        // The columns are those of the content, by the register's definition.
        const timeline = versions.map(({ id: _id, revision: _revision, recordedAt: _at, effectiveOn, members, ...content }) => ({
          effectiveOn,
          members,
          content: content as unknown as Content,
        }));
        return [id, { id, revision, recordedAt, writesAt, timeline }];
      }),
    );
  }

  /** Is the key taken? */
  async has(db: Queryable, id: string): Promise<boolean> {
    const { rows } = await sql`select 1 from ${sql.raw(this.definition.name)} where ${sql.raw(this.#key)} = ${id}`.execute(db);
    return rows.length > 0;
  }

  /** Begins a subject. Undefined if the key is taken: the primary key decides, so of two at once only one wins. */
  async create(tx: Queryable, id: string, content: Content, note: ChangeNote): Promise<Written<Content> | undefined> {
    const { versions } = this.planCreation(id, content, note, '');
    const { name } = this.definition;
    const key = sql.raw(this.#key);
    // One statement, so that the instant is held as short as can be.
    const { rows } = await sql<{ recordedAt: string }>`
      with clock as (${recordedInstant}),
      subject as (insert into ${sql.raw(name)} (${key}, revision, recorded_at) select ${id}, 1, at from clock on conflict do nothing returning recorded_at)
      insert into ${sql.raw(`${name}_version`)} (${this.#versionColumns}, recorded_at)
      select ${this.#versionColumns}, subject.recorded_at from ${this.#rowsOf([{ id, revision: 1, note, versions }])} added cross join subject
      returning recorded_at`.execute(tx);
    const [row] = rows;
    return row && { revision: 1, recordedAt: row.recordedAt, versions, timeline: versions };
  }

  /**
   * Changes a locked subject from a day on. A change that changes nothing makes no version and leaves the revision.
   * @throws Problem effective-before-start, and what the register's own check throws
   */
  async change(tx: Queryable, subject: Subject<Content>, patch: Patch<Content>, note: ChangeNote): Promise<Written<Content>> {
    const planned = this.planChange(subject, patch, note);
    await this.store(tx, [planned]);
    return planned;
  }

  /** What a new subject would be; nothing is written. */
  planCreation(id: string, content: Content, note: ChangeNote, recordedAt: string): Planned<Content> {
    const versions = [{ effectiveOn: note.effectiveOn, content, members: Object.keys(content) }];
    this.definition.check?.(versions, id);
    return { id, note, revision: 1, recordedAt, versions, timeline: versions };
  }

  /**
   * What a change would write; nothing is written. The next one of the same subject can be planned on what this one gives.
   * One that says everything may hold from before the first day on: it holds until then.
   * @throws Problem effective-before-start, and what the register's own check throws
   */
  planChange(subject: Subject<Content>, patch: Patch<Content>, note: ChangeNote, consequences: Consequences<Content> = () => []): Planned<Content> {
    const { id, revision, timeline: before } = subject;
    const start = before[0]?.effectiveOn ?? note.effectiveOn;
    const isBefore = note.effectiveOn < start;
    if (isBefore && !this.#isWhole(patch)) throw new Problem('effective-before-start', { values: { start, effectiveOn: note.effectiveOn } });
    const placed = isBefore
      ? [{ effectiveOn: note.effectiveOn, content: patch as Content, members: [...this.definition.members] }]
      : place(before, note.effectiveOn, patch, this.definition.groups);
    const versions = merge(placed, consequences(merge(before, placed)));
    const timeline = merge(before, versions);
    this.definition.check?.(timeline, id);
    if (!versions.length) return { id, note, revision, recordedAt: subject.recordedAt, versions, timeline };
    return { id, note, revision: revision + 1, recordedAt: subject.writesAt, versions, timeline };
  }

  /** Stores what was planned, of any number of subjects, in one statement. */
  async store(tx: Queryable, planned: readonly Planned<Content>[]): Promise<void> {
    const writes = planned.filter(({ versions }) => versions.length);
    if (!writes.length) return;
    const last = [...new Map(writes.map((write) => [write.id, write])).values()];
    const { name } = this.definition;
    const key = sql.raw(this.#key);
    await sql`
      with subject as (
        insert into ${sql.raw(name)} (${key}, revision, recorded_at)
        select * from unnest(${last.map(({ id }) => id)}::text[], ${last.map(({ revision }) => revision)}::integer[], ${last.map(({ recordedAt }) => recordedAt)}::timestamptz[])
        on conflict (${key}) do update set revision = excluded.revision, recorded_at = excluded.recorded_at)
      insert into ${sql.raw(`${name}_version`)} (${this.#versionColumns}, recorded_at)
      select ${this.#versionColumns}, recorded_at from ${this.#rowsOf(writes)} added`.execute(tx);
  }

  /** Begins many subjects at once, for loading: those whose key is taken are left as they are. Gives the keys that are new. */
  async load(
    tx: Queryable,
    subjects: readonly { id: string; actor: string; versions: readonly (Version<Content> & { reason: string | null })[] }[],
  ): Promise<string[]> {
    const recordedAt = await takeRecordedAt(tx);
    for (const { id, versions } of subjects) this.definition.check?.(versions, id);
    const { rows } = await sql<{ id: string }>`
      insert into ${sql.raw(this.definition.name)} (${sql.raw(this.#key)}, revision, recorded_at)
      select id, 1, ${recordedAt} from unnest(${subjects.map((subject) => subject.id)}::text[]) id on conflict do nothing returning ${sql.raw(this.#key)} as id`.execute(
      tx,
    );
    const fresh = new Set(rows.map((row) => row.id));
    const writes = subjects
      .filter(({ id }) => fresh.has(id))
      .flatMap(({ id, actor, versions }) =>
        versions.map((version) => ({
          id,
          revision: 1,
          recordedAt,
          note: { effectiveOn: version.effectiveOn, actor, reason: version.reason },
          versions: [version],
        })),
      );
    if (writes.length)
      await sql`
        insert into ${sql.raw(`${this.definition.name}_version`)} (${this.#versionColumns}, recorded_at)
        select ${this.#versionColumns}, recorded_at from ${this.#rowsOf(writes)} added`.execute(tx);
    return [...fresh];
  }

  /** Says a change everything? Of a group a part is not everything. */
  #isWhole(patch: Patch<Content>): boolean {
    return !this.definition.groups && this.definition.members.every((member) => patch[member] !== undefined);
  }

  /** Versions as rows of their table: one JSON parameter for any number of them, so one run of the trigger that derives the timelines. */
  #rowsOf(
    writes: readonly { id: string; revision: number; recordedAt?: string; note: ChangeNote; versions: readonly Version<Content>[] }[],
  ): RawBuilder<unknown> {
    const rows = writes.flatMap(({ id, revision, recordedAt, note, versions }) =>
      versions.map((version) => ({
        ...this.#stored(version.content),
        [this.#key]: id,
        effective_on: version.effectiveOn,
        revision,
        members: version.members,
        recorded_at: recordedAt,
        actor: note.actor,
        reason: note.reason,
      })),
    );
    return sql`jsonb_populate_recordset(null::${sql.raw(`${this.definition.name}_version`)}, ${JSON.stringify(rows)}::jsonb)`;
  }

  /** All columns of a version but when it was recorded. */
  get #versionColumns(): RawBuilder<unknown> {
    return sql.raw([this.#key, 'effective_on', 'revision', ...this.columns, 'members', 'actor', 'reason'].map((column) => `"${column}"`).join(', '));
  }

  #stored(content: Content): Record<string, unknown> {
    return Object.fromEntries(Object.entries(content).map(([member, value]) => [snake(member), value]));
  }
}

/** kysely's plugin names columns so: what stands in raw SQL must agree with it. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

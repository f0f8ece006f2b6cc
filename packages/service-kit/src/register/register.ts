import { type RawBuilder, sql } from 'kysely';
import type { Queryable } from '../database.ts';
import { Problem } from '../problem.ts';
import { type Axes, takeRecordedAt } from '../recorded-time.ts';
import { merge, place, type Version } from './place.ts';

/** How a register stores its content; columns in the words of the contract. */
export interface RegisterDefinition<Key extends string, Content extends object> {
  /** Table of the subjects; `…_version` and `…_timeline` stand beside it (see createRegisterTables). */
  readonly name: string;
  readonly key: Key;
  /** Every member of the content. */
  readonly members: readonly (keyof Content & string)[];
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
    const facts = [...this.columns, 'effective_on', 'revision', 'recorded_at', 'actor', 'reason'];
    const columns = sql.raw(facts.map((column) => `t."${column}"`).join(', '));
    const known = sql.raw(['subject_revision', 'subject_recorded_at', ...facts].map((column) => `v."${column}"`).join(', '));
    const timeline = sql`select s.revision as subject_revision, s.recorded_at as subject_recorded_at, ${columns} from ${sql.raw(`${name}_timeline`)} t
      where t.${key} = s.${key} and t.effective_on <= ${axes.asOf}::date`;
    if (axes.isLatest) return sql`(select s.${key}, ${known} from ${sql.raw(name)} s cross join lateral (${timeline} order by t.effective_on desc limit 1) v)`;

    const versions = sql.raw(`${name}_version`);
    const knownAt = sql`${axes.knownAt}::timestamptz`;
    const lastKnown = (column: string) =>
      sql`(select k.${sql.raw(column)} from ${versions} k where k.${key} = s.${key} and k.recorded_at <= ${knownAt} order by k.revision desc limit 1)`;
    return sql`(select s.${key}, ${known} from ${sql.raw(name)} s cross join lateral (
      (${timeline} and s.recorded_at <= ${knownAt} order by t.effective_on desc limit 1)
      union all
      (select ${lastKnown('revision')}, ${lastKnown('recorded_at')}, ${columns} from ${versions} t
        where s.recorded_at > ${knownAt} and t.${key} = s.${key} and t.effective_on <= ${axes.asOf}::date and t.recorded_at <= ${knownAt}
        order by t.effective_on desc, t.revision desc limit 1)) v)`;
  }

  /** One subject on the axes; undefined if it had not begun or was not known. */
  async find(db: Queryable, id: string, axes: Axes): Promise<Read<Key, Content> | undefined> {
    const { rows } = await sql<Read<Key, Content>>`select * from ${this.at(axes)} held where ${sql.raw(this.#key)} = ${id}`.execute(db);
    return rows[0];
  }

  /** Every version, in the order in which they were recorded. `endedOn` is the first day on which it no longer held, as known then. */
  async history(
    db: Queryable,
    id: string,
    page: { after: { revision: number; effectiveOn: string } | undefined; limit: number },
  ): Promise<(Held<Key, Content> & { endedOn: string | null })[]> {
    const { name } = this.definition;
    const columns = sql.raw(
      [this.#key, ...this.columns, 'effective_on', 'revision', 'recorded_at', 'actor', 'reason'].map((column) => `v."${column}"`).join(', '),
    );
    const { rows } = await sql<Held<Key, Content> & { endedOn: string | null }>`
      select ${columns}, (select min(later.effective_on) from ${sql.raw(`${name}_version`)} later
                   where later.${sql.raw(this.#key)} = v.${sql.raw(this.#key)} and later.effective_on > v.effective_on and later.revision <= v.revision) as ended_on
      from ${sql.raw(`${name}_version`)} v where ${sql.raw(this.#key)} = ${id} and (v.revision, v.effective_on) > (${page.after?.revision ?? 0}, ${page.after?.effectiveOn ?? '-infinity'}::date)
      order by v.revision, v.effective_on limit ${page.limit}`.execute(db);
    return rows;
  }

  /**
   * Locks a subject for a change; undefined if there is none. The instant is taken first: whatever a transaction locks
   * and writes of registers comes after it, so two can never wait for each other.
   */
  async lock(tx: Queryable, id: string): Promise<Subject<Content> | undefined> {
    const writesAt = await takeRecordedAt(tx);
    const { rows } = await sql<{ revision: number; recordedAt: string }>`
      select revision, recorded_at from ${sql.raw(this.definition.name)} where ${sql.raw(this.#key)} = ${id} for no key update`.execute(tx);
    const subject = rows[0];
    return subject && { id, ...subject, writesAt, timeline: await this.#timeline(tx, id) };
  }

  /** Is the key taken? */
  async has(db: Queryable, id: string): Promise<boolean> {
    const { rows } = await sql`select 1 from ${sql.raw(this.definition.name)} where ${sql.raw(this.#key)} = ${id}`.execute(db);
    return rows.length > 0;
  }

  /** Begins a subject. Undefined if the key is taken: the primary key decides, so of two at once only one wins. */
  async create(tx: Queryable, id: string, content: Content, note: ChangeNote): Promise<Written<Content> | undefined> {
    const recordedAt = await takeRecordedAt(tx);
    const versions = [{ effectiveOn: note.effectiveOn, content, members: Object.keys(content) }];
    this.definition.check?.(versions, id);
    const inserted = await sql`
      insert into ${sql.raw(this.definition.name)} (${sql.raw(this.#key)}, revision, recorded_at) values (${id}, 1, ${recordedAt}) on conflict do nothing returning 1`.execute(
      tx,
    );
    if (!inserted.rows.length) return undefined;
    await this.#insertVersions(tx, [{ id, revision: 1, recordedAt, note, versions }]);
    return { revision: 1, recordedAt, versions, timeline: versions };
  }

  /**
   * Changes a locked subject from a day on. A change that changes nothing makes no version and leaves the revision.
   * @throws Problem effective-before-start, and what the register's own check throws
   */
  async change(tx: Queryable, subject: Subject<Content>, patch: Partial<Content>, note: ChangeNote): Promise<Written<Content>> {
    const start = subject.timeline[0]?.effectiveOn ?? note.effectiveOn;
    if (note.effectiveOn < start) throw new Problem('effective-before-start', { values: { start, effectiveOn: note.effectiveOn } });
    const versions = place(subject.timeline, note.effectiveOn, patch);
    const timeline = merge(subject.timeline, versions);
    this.definition.check?.(timeline, subject.id);
    if (!versions.length) return { revision: subject.revision, recordedAt: subject.recordedAt, versions, timeline };
    const recordedAt = subject.writesAt;
    const revision = subject.revision + 1;
    await sql`update ${sql.raw(this.definition.name)} set revision = ${revision}, recorded_at = ${recordedAt} where ${sql.raw(this.#key)} = ${subject.id}`.execute(
      tx,
    );
    await this.#insertVersions(tx, [{ id: subject.id, revision, recordedAt, note, versions }]);
    return { revision, recordedAt, versions, timeline };
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
    await this.#insertVersions(
      tx,
      subjects
        .filter(({ id }) => fresh.has(id))
        .flatMap(({ id, actor, versions }) =>
          versions.map((version) => ({
            id,
            revision: 1,
            recordedAt,
            note: { effectiveOn: version.effectiveOn, actor, reason: version.reason },
            versions: [version],
          })),
        ),
    );
    return [...fresh];
  }

  async #insertVersions(
    tx: Queryable,
    writes: readonly { id: string; revision: number; recordedAt: string; note: ChangeNote; versions: readonly Version<Content>[] }[],
  ): Promise<void> {
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
    if (!rows.length) return;
    // One JSON parameter for any number of rows: one statement, one run of the trigger that derives the timelines.
    const table = sql.raw(`${this.definition.name}_version`);
    const columns = sql.raw(
      [this.#key, 'effective_on', 'revision', ...this.columns, 'members', 'recorded_at', 'actor', 'reason'].map((column) => `"${column}"`).join(', '),
    );
    await sql`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, ${JSON.stringify(rows)}::jsonb)`.execute(tx);
  }

  async #timeline(tx: Queryable, id: string): Promise<Version<Content>[]> {
    const { name } = this.definition;
    const { rows } = await sql<{ effectiveOn: string; members: string[] }>`
      select distinct on (effective_on) effective_on, members, ${sql.raw(this.columns.map((column) => `"${column}"`).join(', '))}
      from ${sql.raw(`${name}_version`)} where ${sql.raw(this.#key)} = ${id} order by effective_on, revision desc`.execute(tx);
    // The columns are those of the content, by the register's definition.
    return rows.map(({ effectiveOn, members, ...content }) => ({ effectiveOn, members, content: content as unknown as Content }));
  }

  #stored(content: Content): Record<string, unknown> {
    return Object.fromEntries(Object.entries(content).map(([member, value]) => [snake(member), value]));
  }
}

/** kysely's plugin names columns so: what stands in raw SQL must agree with it. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

import type { CommissionairePost, listCommissionairePosts, PostReason, Quality, QueryOf, Region } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { ofQuality } from '../reading.ts';

type PostFilter = QueryOf<typeof listCommissionairePosts>;
export interface PostRecord extends CommissionairePost {
  readonly recordedAt: string;
}
export interface NewRevision {
  readonly post: CommissionairePost;
  readonly recordedAt: string;
  readonly actor: string;
  readonly note: string | null;
}

const columns = sql.raw('post_id, site_id, region, reason, posts, from_day as "from", to_day as "to", source, revision, recorded_at');

/** What was known of posts at an instant: of each record the revision that had been recorded and not yet superseded. */
function known(knownAt: string): RawBuilder<unknown> {
  return sql`recorded_at <= ${knownAt}::timestamptz and (superseded_at is null or superseded_at > ${knownAt}::timestamptz)`;
}

/** A page of posts by their first day: those in force on the day of the axes, or those of a period. */
export async function listPosts(db: Queryable, axes: Axes, filter: PostFilter, page: Page): Promise<PostRecord[]> {
  const { from = null, to = null } = filter;
  const conditions = [
    known(axes.knownAt),
    from === null && to === null ? sql`period @> ${axes.asOf}::date` : sql`period && daterange(${from}::date, ${to}::date, '[]')`,
  ];
  if (filter.siteId !== undefined) conditions.push(sql`site_id = ${filter.siteId}`);
  if (filter.region) conditions.push(sql`region = any(${filter.region}::text[])`);
  if (filter.reason) conditions.push(sql`reason = any(${filter.reason}::text[])`);
  if (filter.quality) conditions.push(sql`source->>'quality' = any(${filter.quality}::text[])`);
  if (page.position) conditions.push(sql`(from_day, post_id) > (${page.position.after[0]}::date, ${page.position.after[1]}::uuid)`);
  const { rows } = await sql<PostRecord>`
    select ${columns} from commissionaire_post where ${sql.join(conditions, sql` and `)} order by from_day, post_id limit ${page.limit + 1}`.execute(db);
  return rows;
}

export async function findPost(db: Queryable, postId: string, knownAt: string): Promise<PostRecord | undefined> {
  const { rows } = await sql<PostRecord>`select ${columns} from commissionaire_post where post_id = ${postId}::uuid and ${known(knownAt)}`.execute(db);
  return rows[0];
}

/** The present revision, locked for a change. */
export async function lockPost(tx: Queryable, postId: string): Promise<PostRecord | undefined> {
  const { rows } =
    await sql<PostRecord>`select ${columns} from commissionaire_post where post_id = ${postId}::uuid and superseded_at is null for update`.execute(tx);
  return rows[0];
}

/** The first of the present records of the same place and reason, other than this one, that gives posts for days of its period. */
export async function findOverlap(tx: Queryable, { postId, siteId, region, reason, from, to }: CommissionairePost): Promise<PostRecord | undefined> {
  const place = siteId === null ? sql`site_id is null and region = ${region}` : sql`site_id = ${siteId}`;
  const { rows } = await sql<PostRecord>`
    select ${columns} from commissionaire_post
    where superseded_at is null and post_id <> ${postId}::uuid and ${place} and reason = ${reason} and period && daterange(${from}::date, ${to}::date, '[]')
    order by from_day limit 1`.execute(tx);
  return rows[0];
}

export async function supersedePost(tx: Queryable, postId: string, at: string): Promise<void> {
  await sql`update commissionaire_post set superseded_at = ${at}::timestamptz where post_id = ${postId}::uuid and superseded_at is null`.execute(tx);
}

/** The exclusion constraints decide whether periods overlap, so of two writers at once only one wins. */
export async function insertPosts(tx: Queryable, revisions: readonly NewRevision[]): Promise<void> {
  const rows = revisions.map(({ post, recordedAt, actor, note }) => ({
    post_id: post.postId,
    revision: post.revision,
    site_id: post.siteId,
    region: post.region,
    reason: post.reason,
    posts: post.posts,
    from_day: post.from,
    to_day: post.to,
    source: post.source,
    recorded_at: recordedAt,
    actor,
    note,
  }));
  await sql`
    insert into commissionaire_post (post_id, revision, site_id, region, reason, posts, from_day, to_day, source, recorded_at, actor, note)
    select post_id, revision, site_id, region, reason, posts, from_day, to_day, source, recorded_at, actor, note from jsonb_populate_recordset(null::commissionaire_post, ${JSON.stringify(rows)}::jsonb)`.execute(
    tx,
  );
}

/** Posts of a region, of the qualities asked for, on the days that matter; of days before `firstDay`, on which its first record begins, nothing is known. */
export interface RegionPosts {
  region: Region;
  firstDay: string | null;
  now: number;
  baseline: number;
  covid: number;
  queue: number;
  onDueDay: number;
  onReferenceDay: number;
  qualities: Quality[];
}

/** What is summed: posts of these qualities, on the days of the plan. */
interface Sums {
  readonly dueOn: string | null;
  readonly referenceOn: string | null;
  readonly qualities: readonly Quality[] | undefined;
}

export async function sumPosts(db: Queryable, axes: Axes, { dueOn, referenceOn, qualities }: Sums): Promise<RegionPosts[]> {
  const inForce = (day: string | null, reason?: PostReason): RawBuilder<unknown> =>
    sql`coalesce(sum(posts) filter (where period @> ${day}::date ${reason ? sql`and reason = ${reason}` : sql``}), 0)::integer`;
  const { rows } = await sql<RegionPosts>`
    select region.code as region, min(from_day) as first_day, ${inForce(axes.asOf)} as now,
      ${inForce(axes.asOf, 'baseline')} as baseline, ${inForce(axes.asOf, 'covid-19')} as covid, ${inForce(axes.asOf, 'queue-management')} as queue,
      ${inForce(dueOn)} as on_due_day, ${inForce(referenceOn)} as on_reference_day,
      coalesce(array_agg(distinct source->>'quality') filter (where post_id is not null), '{}') as qualities
    from unnest(array['atlantic', 'quebec', 'ontario', 'western-territories']) with ordinality region (code, place)
    left join commissionaire_post post on post.region = region.code and ${known(axes.knownAt)} and ${ofQuality(qualities)}
    group by region.code, region.place order by region.place`.execute(db);
  return rows;
}

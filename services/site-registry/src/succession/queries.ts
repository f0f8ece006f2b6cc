import type { Site } from '@csn/contracts';
import type { Axes, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { siteRegister } from '../sites/register.ts';

export type Line = Pick<Site, 'currentSuccessor' | 'predecessors'>;
/** A site before its line is known. `predecessors` null: there are some, on some day. */
export type Linked = Pick<Site, 'siteId' | 'successor' | 'currentSuccessor'> & { predecessors: string[] | null };

/**
 * The line of `site`, a row with `site_id`, as it is for nearly all: of nobody. One look into a small index tells, whatever
 * the day, whether any site was ever closed into it.
 */
export const noLine = sql`null::text as "currentSuccessor",
  case when exists (select 1 from site_version link where link.successor = site.site_id) then null else '{}'::text[] end as predecessors`;

/** Does a reading of this site also depend on others? */
export function hasLine(site: Linked): boolean {
  return site.successor !== null || site.predecessors === null;
}

/** Sites with their lines on the axes, on which they were read. Most have none: they are not asked for, and stay as they are. */
export async function withLines<Row extends Linked>(db: Queryable, sites: readonly Row[], axes: Axes): Promise<(Omit<Row, keyof Line> & Line)[]> {
  const lines = await listLines(db, sites.filter(hasLine), axes);
  return sites.map((site) => {
    const { predecessors } = site;
    return predecessors && site.successor === null ? (site as typeof site & Line) : { ...site, predecessors: [], ...lines.get(site.siteId) };
  });
}

async function listLines(db: Queryable, sites: readonly Linked[], axes: Axes): Promise<Map<string, Line>> {
  if (!sites.length) return new Map();
  const register = siteRegister.at(axes);
  // `union` and `cycle` end also where a line would lead back to itself.
  const { rows } = await sql<Line & { siteId: string }>`
    select site.site_id,
      case when site.successor is not null then (
        with recursive line (site_id, next) as (
          select site.site_id, site.successor
          union
          select line.next, (select held.successor from ${register} held where held.site_id = line.next) from line where line.next is not null
        ) select site_id from line where next is null)
      end as current_successor,
      array(
        with recursive line (site_id) as (
          select site.site_id
          union all
          select link.site_id from line
          cross join lateral (select distinct link.site_id from site_version link where link.successor = line.site_id) link
          where (select held.successor from ${register} held where held.site_id = link.site_id) = line.site_id
        ) search breadth first by site_id set place cycle site_id set leads_back using path
        select line.site_id from line where line.site_id <> site.site_id and not leads_back order by place
      ) as predecessors
    from unnest(${sites.map(({ siteId }) => siteId)}::text[], ${sites.map(({ successor }) => successor)}::text[]) site (site_id, successor)`.execute(db);
  return new Map(rows.map(({ siteId, ...line }) => [siteId, line]));
}

/** The line from a site over its successors, present and future, as far as they are known: it and all that follow. */
export async function listSuccessors(db: Queryable, siteId: string): Promise<string[]> {
  const { rows } = await sql<{ siteId: string }>`
    with recursive line (site_id) as (
      select ${siteId}::text
      union all
      select link.successor from line cross join lateral (
        select distinct successor from site_timeline held where held.site_id = line.site_id and held.successor is not null) link
    ) search depth first by site_id set place cycle site_id set leads_back using path
    select site_id from line where not leads_back order by place`.execute(db);
  return rows.map((row) => row.siteId);
}

/** A site that is closed into another on a day or after it; the last one, if there are several. */
export async function findLaterPredecessor(db: Queryable, siteId: string, day: string): Promise<{ siteId: string; on: string } | undefined> {
  const { rows } = await sql<{ siteId: string; on: string }>`
    select site_id, min(effective_on) as on from site_timeline where successor = ${siteId}
    group by site_id having min(effective_on) >= ${day}::date order by min(effective_on) desc, site_id limit 1`.execute(db);
  return rows[0];
}

import type { SiteService } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { siteRegister } from '../sites/register.ts';

export interface ServicesReading {
  /** Of the site. */
  readonly timeZone: string;
  readonly knownAt: string;
  readonly services: readonly SiteService[];
}

/**
 * Since when a site has offered a service without interruption up to the day, and until when as far as is known: read
 * off the site's versions as they were known. Everything that says "since when" asks here. `site.site_id` and `service`
 * are columns of the query around it; no `since` where the service is not offered on the day.
 */
export function validityOf(service: RawBuilder<unknown>, axes: Axes): RawBuilder<{ since: string | null; until: string | null }> {
  const known = axes.isLatest
    ? sql`select effective_on, services from site_timeline where site_id = site.site_id`
    : sql`select distinct on (effective_on) effective_on, services from site_version
        where site_id = site.site_id and recorded_at <= ${axes.knownAt}::timestamptz order by effective_on, revision desc`;
  const asOf = sql`${axes.asOf}::date`;
  return sql`(
    select min(effective_on) filter (where offered and effective_on <= ${asOf} and effective_on > coalesce(gap, '-infinity')) as since,
      min(effective_on) filter (where not offered and effective_on > ${asOf}) as until
    from (
      select effective_on, offered, max(effective_on) filter (where not offered and effective_on <= ${asOf}) over () as gap
      from (select effective_on, services @> array[${service}] as offered from (${known}) known) version) version)`;
}

/** The services of a site on the axes; undefined if the site is not on them. */
export async function findServices(db: Queryable, siteId: string, axes: Axes, page: Page): Promise<ServicesReading | undefined> {
  const after = page.position ? sql`service > ${page.position.after[0]}::text` : sql`true`;
  const { rows } = await sql<{ timeZone: string; knownAt: string } & (SiteService | { service: null })>`
    select site.time_zone, site.subject_recorded_at as known_at, offered.*
    from ${siteRegister.at(axes)} site left join lateral (
      select service, valid.since, valid.until, begun.reason, begun.actor
      from (select distinct service from unnest(site.services) service) own
      cross join lateral ${validityOf(sql`own.service`, axes)} valid
      cross join lateral ${firstWith(axes)} begun
      where ${after} order by service limit ${page.limit + 1}
    ) offered on true
    where site.site_id = ${siteId} order by offered.service`.execute(db);
  const [first] = rows;
  if (!first) return undefined;
  const services = rows.flatMap(({ timeZone: _zone, knownAt: _known, ...service }) => (service.service === null ? [] : [service]));
  return { timeZone: first.timeZone, knownAt: axes.isLatest ? first.knownAt : axes.knownAt, services };
}

/** The version of that first day that brought the service; later ones of the same day only took it over. */
function firstWith(axes: Axes): RawBuilder<unknown> {
  const ofTheDay = sql`v.site_id = site.site_id and v.effective_on = valid.since ${axes.isLatest ? sql`` : sql`and v.recorded_at <= ${axes.knownAt}::timestamptz`}`;
  return sql`(
    select v.reason, v.actor from site_version v
    where ${ofTheDay} and v.revision > coalesce((select max(v.revision) from site_version v where ${ofTheDay} and not v.services @> array[own.service]), 0)
    order by v.revision limit 1)`;
}

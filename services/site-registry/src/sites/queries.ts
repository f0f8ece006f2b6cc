import type { listSites, QueryOf, Site } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { hasLine, type Line, type Linked, noLine, withLines } from '../succession/queries.ts';
import { distanceKm, insideBox } from './geography.ts';
import { siteRegister } from './register.ts';

type SiteFilter = QueryOf<typeof listSites>;
/** With kilometres from the asked point, when there is one. */
export type ListedSite = Site & { km?: number };

/** The columns of a site's version. */
export const siteColumns = sql.raw(['site_id', ...siteRegister.columns, 'effective_on', 'revision'].join(', '));
/** The same under the names of the contract, so that the rows of a list pass as they are. */
const namedColumns = sql.join(
  (['siteId', ...siteRegister.definition.members, 'effectiveOn', 'revision'] as const).map(
    (name, index) => sql`${sql.raw(['site_id', ...siteRegister.columns, 'effective_on', 'revision'][index]!)} as ${sql.raw(`"${name}"`)}`,
  ),
);

/** A page of sites on the axes; by distance when `near` is asked, else by code. One row more than the page tells that there is a next. */
export async function listSitesOn(db: Queryable, axes: Axes, filter: SiteFilter, page: Page): Promise<ListedSite[]> {
  const km = filter.near ? distanceKm({ lat: filter.near[0], lon: filter.near[1] }) : sql<null>`null::float8`;
  const conditions = [...conditionsOf(filter), ...withinRadius(filter, km), ...afterPosition(page, filter.near !== undefined, km)];
  const { rows } = await sql<Omit<ListedSite, keyof Line> & Linked>`
    select ${namedColumns}, ${noLine} ${filter.near ? sql`, ${km} as km` : sql``} from ${siteRegister.at(axes)} site
    where ${conditions.length ? sql.join(conditions, sql` and `) : sql`true`}
    order by ${filter.near ? sql`km, site_id` : sql`site_id`} limit ${page.limit + 1}`.execute(db);
  return withLines(db, rows, axes);
}

/**
 * One site on the axes, and the instant up to which the answer holds for whoever asks it again: the site's own last
 * write; where it also tells of other sites, the register's.
 */
export async function findSiteOn(db: Queryable, siteId: string, axes: Axes): Promise<(Site & { subjectRevision: number; knownAt: string }) | undefined> {
  const { rows } = await sql<SiteRow>`
    select ${namedColumns}, ${noLine}, subject_revision as "subjectRevision", subject_recorded_at as "subjectRecordedAt", (select at from recorded_clock) as "registerAt"
    from ${siteRegister.at(axes)} site where site_id = ${siteId}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { subjectRecordedAt, registerAt, ...site } = row;
  const knownAt = !axes.isLatest ? axes.knownAt : hasLine(row) ? registerAt : subjectRecordedAt;
  const [withLine] = await withLines(db, [site], { asOf: axes.asOf, knownAt, isLatest: false });
  return { ...withLine!, knownAt };
}
type SiteRow = Omit<Site, keyof Line> & Linked & { subjectRevision: number; subjectRecordedAt: string; registerAt: string };

/** What a filter of sites asks of a row with their columns. */
export function conditionsOf(filter: Partial<SiteFilter>): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  const oneOf = (column: RawBuilder<unknown>, values: readonly string[] | undefined): void => {
    if (values) conditions.push(sql`${column} = any(${values}::text[])`);
  };
  oneOf(sql`kind`, filter.kind);
  oneOf(sql`region`, filter.region);
  oneOf(sql`province`, filter.province);
  oneOf(sql`state`, filter.state);
  oneOf(sql`source->>'quality'`, filter.quality);
  if (filter.service) conditions.push(sql`services @> ${filter.service}::text[]`);
  if (filter.q !== undefined) conditions.push(namedLike(filter.q));
  if (filter.bbox) conditions.push(insideBox(filter.bbox));
  return conditions;
}

/**
 * Every word stands in the name in one of its languages, or within a word of it; without regard to accents, capitals and
 * which signs hold the parts of a word together. Signs alone are no word: nothing is named so.
 */
function namedLike(text: string): RawBuilder<unknown> {
  const words = sql`(select array_agg('%' || search_text(word) || '%') from unnest(${text.split(/\s+/)}::text[]) word where search_text(word) <> '')`;
  return sql`search_text((name->>'en') || chr(10) || (name->>'fr')) like all (${words}::text[])`;
}

function withinRadius({ radiusKm }: SiteFilter, km: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return radiusKm === undefined ? [] : [sql`${km} <= ${radiusKm}::float8`];
}

function afterPosition(page: Page, byDistance: boolean, km: RawBuilder<unknown>): RawBuilder<unknown>[] {
  if (!page.position) return [];
  const [first, second] = page.position.after;
  return [byDistance ? sql`(${km}, site_id) > (${first}::float8, ${second}::text)` : sql`site_id > ${first}::text`];
}

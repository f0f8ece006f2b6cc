import type { listSites, QueryOf, Site } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { hasLine, type Line, type Linked, noLine, withLines } from '../succession/queries.ts';
import { insideBox } from './geography.ts';
import { neighboursOf } from './neighbours.ts';
import { siteRegister } from './register.ts';

type SiteFilter = QueryOf<typeof listSites>;
/** The columns of a site's version under the names of the contract, so that the rows of a list pass as they are. */
const namedColumns = sql.join(
  (['siteId', ...siteRegister.definition.members, 'effectiveOn', 'revision'] as const).map(
    (name, index) => sql`${sql.raw(['site_id', ...siteRegister.columns, 'effective_on', 'revision'][index]!)} as ${sql.raw(`"${name}"`)}`,
  ),
);

/** A page of sites on the axes by code. One row more than the page holds tells that there is a next. */
export async function listSitesOn(db: Queryable, axes: Axes, filter: SiteFilter, page: Page): Promise<Site[]> {
  const after = page.position ? [sql`site_id > ${page.position.after[0]}::text`] : [];
  const { rows } = await sql<Omit<Site, keyof Line> & Linked>`
    select ${namedColumns}, ${noLine} from ${siteRegister.at(axes)} site
    where ${sql.join([sql`true`, ...conditionsOf(filter), ...after], sql` and `)} order by site_id limit ${page.limit + 1}`.execute(db);
  return withLines(db, rows, axes);
}

/** A page of sites by their distance from the point that the filter names, with the instant at which it was read. */
export async function listSitesNear(
  db: Queryable,
  axes: Axes,
  { near: [lat, lon], ...filter }: SiteFilter & Required<Pick<SiteFilter, 'near'>>,
  page: Page,
): Promise<{ sites: (Site & { km: number })[]; knownAt: string }> {
  const neighbours = neighboursOf(axes, conditionsOf(filter), page, filter.radiusKm);
  const { rows } = await sql<{ registerAt: string } & ((Omit<Site, keyof Line> & Linked & { km: number }) | { siteId: null })>`
    with origin as materialized (select point(${lon}::float8, ${lat}::float8) as point), ${neighbours.ctes}
    select clock.at as register_at, near.* from recorded_clock clock left join ${neighbours.page} near on true order by near.km, near.site_id`.execute(db);
  const knownAt = axes.isLatest ? rows[0]!.registerAt : axes.knownAt;
  const sites = rows.flatMap(({ registerAt: _at, ...site }) => (site.siteId === null ? [] : [site]));
  return { sites: await withLines(db, sites, { asOf: axes.asOf, knownAt, isLatest: false }), knownAt };
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
 * Every word begins a word of the name in one of its languages; without regard to accents, capitals and which signs hold
 * the parts of a word together. Apostrophes part words (`Île` finds `L’Île`) and are as if they were not there (`Johns`
 * finds `St. John’s`). Signs alone are no word: nothing is named so. Each name is looked at, some 50 µs each: for some
 * thousand sites that is less than an index of all beginnings of words would cost those who write.
 */
function namedLike(text: string): RawBuilder<unknown> {
  const words = sql`(select array_agg('% ' || search_text(word) || '%') from unnest(${text.split(/\s+/)}::text[]) word where search_text(word) <> '')`;
  // The end of a line keeps a query from going on from one language into the other.
  const name = sql`(name->>'en') || chr(10) || ' ' || (name->>'fr')`;
  const joined = sql`case when ${name} ~ ${apostrophes} then ' ' || search_text(regexp_replace(${name}, ${apostrophes}, '', 'g')) else '' end`;
  return sql`' ' || search_text(${name}) || ${joined} like all (${words}::text[])`;
}

const apostrophes = sql.lit("['\u2018\u2019\u02bc]");

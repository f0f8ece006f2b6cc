import type { Annotation, Measure, Quality, Region, SiteKind } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';

/** The counts on which an annotation may bear. What is undefined is not asked for: all of it. */
export interface AnnotationScope {
  readonly measures?: readonly Measure[] | undefined;
  readonly regions?: readonly Region[] | undefined;
  readonly siteIds?: readonly string[] | undefined;
  readonly siteKinds?: readonly SiteKind[] | undefined;
  readonly qualities?: readonly Quality[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Regions whose annotations the caller may see, beside those of the whole country; undefined: all. */
  readonly visible: readonly Region[] | undefined;
}
export interface AnnotationPlace {
  readonly from: string;
  readonly annotationId: string;
}

/** The statement that writes an annotation. */
export function insertionOf(annotation: Annotation): RawBuilder<unknown> {
  const { annotationId, measure, region, siteId, from, to, text, source, recordedAt, actor } = annotation;
  return sql`
    insert into volume_annotation (annotation_id, measure, region, site_id, from_on, to_on, text, source, recorded_at, actor)
    values (${annotationId}, ${measure}, ${region}, ${siteId}, ${from}, ${to}, ${JSON.stringify(text)}, ${JSON.stringify(source)}, ${recordedAt}, ${actor})`;
}

/** Where a site is on a day; before the register knows it, where it is now. Undefined: not known here. */
export async function findSiteRegion(db: Queryable, siteId: string, day: string): Promise<Region | undefined> {
  const { rows } = await sql<{ region: Region }>`
    select region from known_site_version where site_id = ${siteId} order by effective_on <= ${day}::date desc, effective_on desc, revision desc limit 1`.execute(
    db,
  );
  return rows[0]?.region;
}

const columns = sql`annotation_id, measure, region, site_id, from_on as "from", to_on as "to", text, source, recorded_at, actor`;

export async function findAnnotation(db: Queryable, annotationId: string): Promise<Annotation | undefined> {
  const { rows } = await sql<Annotation>`select ${columns} from volume_annotation where annotation_id = ${annotationId}`.execute(db);
  return rows[0];
}

/** The annotations that bear on what was asked, what begins last first. */
export async function listAnnotationsOn(db: Queryable, scope: AnnotationScope, limit: number, after?: AnnotationPlace): Promise<Annotation[]> {
  const { rows } = await sql<Annotation>`
    select ${columns} from volume_annotation annotation
    where ${sql.join([...bearingOn(scope), ...(after ? [sql`(from_on, annotation_id) < (${after.from}::date, ${after.annotationId}::uuid)`] : [])], sql` and `)}
    order by from_on desc, annotation_id desc limit ${limit}`.execute(db);
  return rows;
}

/** Without a measure or a place an annotation bears on all. Of a region it bears on its sites; of a site, where that site is asked for. */
function bearingOn({ measures, regions, siteIds, siteKinds, qualities, from, to, visible }: AnnotationScope): RawBuilder<unknown>[] {
  return [
    sql`from_on <= ${to ?? 'infinity'}::date`,
    sql`to_on >= ${from ?? '-infinity'}::date`,
    ...(measures ? [sql`(measure is null or measure = any(${[...measures]}::text[]))`] : []),
    ...(regions ? [sql`(region is null or region = any(${[...regions]}::text[]))`] : []),
    ...(visible ? [sql`(region is null or region = any(${[...visible]}::text[]))`] : []),
    ...(siteIds
      ? [
          sql`(region is null or site_id = any(${[...siteIds]}::text[])
            or site_id is null and exists (select from known_site_version site where site.site_id = any(${[...siteIds]}::text[]) and site.region = annotation.region))`,
        ]
      : []),
    ...(siteKinds
      ? [
          sql`(site_id is null or exists (select from known_site_version site where site.site_id = annotation.site_id and site.kind = any(${[...siteKinds]}::text[])))`,
        ]
      : []),
    ...(qualities ? [sql`source ->> 'quality' = any(${[...qualities]}::text[])`] : []),
  ];
}

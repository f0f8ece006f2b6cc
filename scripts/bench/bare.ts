// The measure of `npm run bench`: Fastify and pg, the same SQL, and nothing else: no gateway, no token, no contract.
import { randomUUIDv7 } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const { DATABASE_URL = '', PORT = '0' } = process.env;
const pool = poolOf('site_registry');
const volumes = poolOf('channel_volumes');
await pool.query('create table if not exists bench_row (id bigint generated always as identity primary key, value integer not null)');

const columns = [
  'kind',
  'name',
  'region',
  'province',
  'address',
  'location',
  'time_zone',
  'languages',
  'hours',
  'services',
  'accessibility',
  'state',
  'successor',
  'source',
  'illustrative_members',
  'effective_on',
  'revision',
];
const named = (column: string): string => column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const version = columns.map((column) => `v.${column} as "${named(column)}"`).join(', ');
const noLine = `null::text as "currentSuccessor", case when exists (select 1 from site_version link where link.successor = s.site_id) then null else '{}'::text[] end as predecessors`;
const timeline = (day: string): string => `select * from site_timeline t where t.site_id = s.site_id and t.effective_on <= ${day}::date`;
const one = `select s.site_id as "siteId", ${version}, ${noLine}, s.revision as "subjectRevision", s.recorded_at as "subjectRecordedAt", (select at from recorded_clock) as "registerAt"
  from site s cross join lateral (${timeline('$2')} order by t.effective_on desc limit 1) v where s.site_id = $1`;
const many = `select s.site_id as "siteId", ${version}, ${noLine} from site s cross join lateral (
  (select ${columns.join(', ')} from (${timeline('$1')}) t where s.recorded_at <= $2::timestamptz order by t.effective_on desc limit 1)
  union all
  (select ${columns.join(', ')} from site_version t where s.recorded_at > $2::timestamptz and t.site_id = s.site_id and t.effective_on <= $1::date
    and t.recorded_at <= $2::timestamptz order by t.effective_on desc, t.revision desc limit 1)) v
  order by s.site_id limit 51`;

const kilometres = `round((2 * 6371.0088::float8 * asin(least(1, sqrt(
    power(sin(radians((location->>'lat')::float8 - (select point[1] from origin)) / 2), 2)
    + cos(radians((select point[1] from origin))) * cos(radians((location->>'lat')::float8)) * power(sin(radians((location->>'lon')::float8 - (select point[0] from origin)) / 2), 2)))))::numeric, 3)::float8`;
const boxes = ['', ' + point(360, 0)', ' - point(360, 0)'].map((shift) => `site_point(location) <@ (select box${shift} from area)`).join(' or ');
const near = `with origin as materialized (
    select v.time_zone, site_point(v.location) as point from site s cross join lateral (${timeline('$2')} order by t.effective_on desc limit 1) v where s.site_id = $1),
  other as not materialized (select site_id, ${columns.join(', ')}, ${kilometres} as km
    from (select * from site_timeline where valid @> $2::date) site where site_id <> $1 and state = any($3::text[])),
  reach as materialized (select max(km) as km from (select km from other order by site_point(location) <-> (select point from origin) limit $4) close),
  area as materialized (select reach_box(origin.point, reach.km + 0.001) as box from origin, reach)
  select origin.time_zone as "originTimeZone", (select at from recorded_clock) as "registerAt", v.site_id as "siteId", ${version}, v.km, v."currentSuccessor", v.predecessors
  from origin left join (select s.*, ${noLine} from other s where ${boxes} order by km, site_id limit $4) v on true order by v.km, v.site_id`;

const app = Fastify();
app.get<{ Params: { siteId: string } }>('/sites/:siteId', async ({ params }) => {
  const { rows } = await pool.query(one, [params.siteId, new Date().toISOString().slice(0, 10)]);
  return rows[0];
});
app.get<{ Querystring: { asOf: string } }>('/sites', async ({ query }) => {
  const clock = await pool.query('select at from recorded_clock');
  const { rows } = await pool.query(many, [query.asOf, clock.rows[0].at]);
  return { items: rows.slice(0, 50) };
});
app.get<{ Params: { siteId: string }; Querystring: { asOf: string } }>('/sites/:siteId/nearest', async ({ params, query }) => {
  const { rows } = await pool.query(near, [params.siteId, query.asOf, ['open'], 6]);
  return { items: rows.slice(0, 5) };
});
app.post<{ Body: { value: number } }>('/rows', async ({ body }) => {
  const { rows } = await pool.query('insert into bench_row (value) values ($1) returning id, value', [body.value]);
  return rows[0];
});
app.post<{ Body: { measure: string; from: string; to: string; text: object; source: object } }>('/annotations', async ({ body }) => {
  const { measure, from, to, text, source } = body;
  const [annotationId, recordedAt] = [randomUUIDv7(), new Date().toISOString()];
  const values = [annotationId, measure, null, null, from, to, JSON.stringify(text), JSON.stringify(source), recordedAt, 'bare'];
  await volumes.query(
    'insert into volume_annotation (annotation_id, measure, region, site_id, from_on, to_on, text, source, recorded_at, actor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    values,
  );
  return { annotationId, ...body, recordedAt };
});
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));

function poolOf(database: string): pg.Pool {
  const url = new URL(DATABASE_URL);
  url.pathname = `/${database}`;
  return new pg.Pool({ connectionString: url.href, max: 20 });
}

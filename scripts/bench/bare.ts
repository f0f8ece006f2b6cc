// The measure of `npm run bench`: Fastify and pg, the same SQL, and nothing else: no gateway, no token, no contract.
import Fastify from 'fastify';
import pg from 'pg';

const { DATABASE_URL = '', PORT = '0' } = process.env;
const url = new URL(DATABASE_URL);
url.pathname = '/site_registry';
const pool = new pg.Pool({ connectionString: url.href, max: 20 });
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
app.post<{ Body: { value: number } }>('/rows', async ({ body }) => {
  const { rows } = await pool.query('insert into bench_row (value) values ($1) returning id, value', [body.value]);
  return rows[0];
});
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));

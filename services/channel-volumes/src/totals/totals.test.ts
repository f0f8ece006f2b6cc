import { recordBatch, summarizeVolumes, type QueryOf } from '@csn/contracts';
import { createKnownSites } from '@csn/service-kit';
import { quietLog, type TestService } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { batchOf, dayCount, givenBatch, openSince2020, registryWith } from '../../test/given.ts';
import { growingRegistry } from '../../test/growing-registry.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

const inPerson = 'in-person.clients-served' as const;
const ontario = { region: 'ontario', province: 'ON', kind: 'service-canada-centre' } as const;
const quebec = { region: 'quebec', province: 'QC', kind: 'service-canada-centre' } as const;
const april = { from: '2022-04-01', to: '2022-04-30', measure: [inPerson] };

test('where counts are revised with another quality, the source is that of the counts that stay, also by site', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': openSince2020, 'SITE-2': openSince2020 }) });
  const of = (document: string, quality: 'measured' | 'illustrative') => ({ document, asOf: '2023-01-01', quality });
  await givenBatch(service, { source: of('First', 'measured'), entries: [dayCount('2022-04-01', 1, 'SITE-1'), dayCount('2022-04-05', 1, 'SITE-2')] });
  await givenBatch(service, { source: of('Second', 'measured'), entries: [dayCount('2022-04-05', 2, 'SITE-1')] });
  await givenBatch(service, { source: of('Third', 'illustrative'), entries: [dayCount('2022-04-05', 3, 'SITE-1')] });

  const sourceOf = async (query: Partial<QueryOf<typeof summarizeVolumes>>) =>
    (await rowsOf(service, { ...april, quality: ['measured'], ...query }))[0]?.source;

  expect(await sourceOf({})).toMatchObject({ document: 'First' });
  expect(await sourceOf({ from: '2022-04-05', to: '2022-04-05' })).toMatchObject({ document: 'First' });
  expect(await sourceOf({ siteId: ['SITE-1'] })).toMatchObject({ document: 'First' });
  expect(await differences(service)).toEqual([]);
});

test('a batch of a release that keeps no totals is in the very next answer, and the batch after it brings the totals up to date', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': openSince2020 }) });
  await givenBatch(service, batchOf(dayCount('2022-04-01', 1, 'SITE-1'), dayCount('2022-04-02', 1, 'SITE-1')));
  const { db } = service.database;
  await sql`update batch_clock set number = number + 1, at = at + interval '1 millisecond'`.execute(db);
  await sql`update entry set superseded_by = 2 where from_on = '2022-04-01'`.execute(db);
  await sql`insert into entry (batch, measure, site_id, region, from_on, to_on, value, basis, quality) values (2, ${inPerson}, 'SITE-1', '', '2022-04-01', '2022-04-01', 10, 'observed', 'measured')`.execute(
    db,
  );
  await sql`insert into batch select 2, 'other', at, 'other', null, ${JSON.stringify(batchOf().source)}::jsonb, 1, 0, 1, 0, 0, '[]' from batch_clock`.execute(
    db,
  );

  const behind = await rowsOf(service, april);
  await givenBatch(service, batchOf(dayCount('2022-04-03', 100, 'SITE-1')));
  const after = await rowsOf(service, april);

  expect(behind).toMatchObject([{ value: 11 }]);
  expect(after).toMatchObject([{ value: 111 }]);
  expect(await differences(service)).toEqual([]);
});

test('what the register corrects moves the counts of the days that it concerns, years back too', async () => {
  const registry = growingRegistry();
  registry.tell({ siteId: 'SITE-1', effectiveOn: '2020-01-01', ...ontario });
  registry.tell({ siteId: 'SITE-2', effectiveOn: '2020-01-01', ...ontario });
  await using service = await startService({ others: registry });
  const sites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await sites.follower.catchUp();
  await givenBatch(
    service,
    batchOf(...['2022-04-08', '2022-04-20', '2022-05-03'].flatMap((day, index) => ['SITE-1', 'SITE-2'].map((siteId) => dayCount(day, 10 ** index, siteId)))),
  );

  registry.tell({ siteId: 'SITE-1', effectiveOn: '2022-04-10', ...quebec });
  registry.tell({ siteId: 'SITE-1', effectiveOn: '2022-05-01', ...ontario });
  await sites.follower.catchUp();
  const moved = await rowsOf(service, { ...april, to: '2022-05-31', groupBy: ['region'] });
  registry.tell({ siteId: 'SITE-1', effectiveOn: '2022-04-10', ...ontario });
  await sites.follower.catchUp();
  const back = await rowsOf(service, { ...april, to: '2022-05-31', groupBy: ['region'] });

  expect(moved.map(({ region, value }) => [region, value])).toEqual([
    ['ontario', 212],
    ['quebec', 10],
  ]);
  expect(back.map(({ region, value }) => [region, value])).toEqual([['ontario', 222]]);
  expect(await differences(service)).toEqual([]);
});

test('batches and corrections of the register that meet leave each count where its site is', async () => {
  const registry = growingRegistry();
  registry.tell({ siteId: 'SITE-1', effectiveOn: '2020-01-01', ...ontario });
  await using service = await startService({ others: registry });
  const sites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await sites.follower.catchUp();

  const statuses: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    registry.tell({ siteId: 'SITE-1', effectiveOn: `2022-04-${String(2 + (round % 9)).padStart(2, '0')}`, ...(round % 2 ? ontario : quebec) });
    const batches = Array.from({ length: 4 }, (_, index) =>
      service.as('demo-admin').call(recordBatch, { body: batchOf(...range(12).map((day) => dayCount(`2022-04-${day}`, round * 10 + index, 'SITE-1'))) }),
    );
    const [answers] = await Promise.all([Promise.all(batches), sites.follower.catchUp()]);
    statuses.push(...answers.map(({ status }) => status));
  }

  expect(new Set(statuses)).toEqual(new Set([201]));
  expect(await differences(service)).toEqual([]);
});

async function rowsOf(service: TestService<Tables>, query: Partial<QueryOf<typeof summarizeVolumes>>) {
  const answer = await service.as('demo-reader').call(summarizeVolumes, { query });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json().rows;
}

function range(days: number): string[] {
  return Array.from({ length: days }, (_, index) => String(index + 1).padStart(2, '0'));
}

/** The totals that are not what the counts and the register's present versions add up to. */
async function differences(service: TestService<Tables>): Promise<unknown[]> {
  const { rows } = await sql`
    with place as (
      select site_id, effective_on, lead(effective_on, 1, 'infinity') over (partition by site_id order by effective_on) as until_on, region, province, kind from (
        select distinct on (site_id, effective_on) * from known_site_version order by site_id, effective_on, revision desc) version),
    day as (
      select measure, from_on as day, coalesce(region.region, '') as region, coalesce(province, '') as province, coalesce(kind, '') as kind, quality, sum(value) as value, max(batch) as latest_batch
      from entry left join place region on region.site_id = entry.site_id and from_on >= effective_on and from_on < until_on
      where basis = 'observed' and superseded_by is null group by 1, 2, 3, 4, 5, 6),
    month as (
      select measure, date_trunc('month', day)::date as month, region, province, kind, quality, sum(value) as value, bit_or(1 << (extract(day from day)::int - 1)) as day_set, max(latest_batch) as latest_batch
      from day group by 1, 2, 3, 4, 5, 6),
    difference as (
      select to_jsonb(one) as total from ((table day except table place_day) union all (table place_day except table day)) one
      union all select to_jsonb(one) from ((table month except table place_month) union all (table place_month except table month)) one)
    select total from difference`.execute(service.database.db);
  return rows;
}

import { type Kysely, sql } from 'kysely';

/**
 * Totals of observed counts by place, so that a summary costs what its answer is large and not what its history is. The
 * database keeps them itself: by `keep_place_totals` in the transaction of each batch, and by a trigger where the
 * register moves a site. Migrations, loads and batches of another release then cannot leave them stale.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createSitePlaces(db);
  await createTotals(db);
  await createRebuild(db);
  await createChanges(db);
  await createUpkeep(db);
  await createMoves(db);
  await sql`insert into site_place select * from site_places_of(array(select distinct site_id from known_site_version))`.execute(db);
  await sql`select keep_place_totals()`.execute(db);
}

async function createSitePlaces(db: Kysely<unknown>): Promise<void> {
  // Derived from the register's versions, without those that change neither place nor kind. What lies before a site's
  // first version counts as its first place, so that each count has one; the country as a whole has no codes.
  await sql`create table site_place (
    site_id text collate "C" not null,
    from_on date not null,
    until_on date not null check (from_on < until_on),
    region text collate "C" not null,
    province text collate "C" not null,
    kind text collate "C" not null,
    primary key (site_id, from_on))`.execute(db);
  await sql`insert into site_place values ('', '-infinity', 'infinity', '', '', '')`.execute(db);
  await sql`create function site_places_of(site_ids text[]) returns setof site_place language sql stable as $$
    with version as (
      select distinct on (site_id, effective_on) site_id, effective_on, region, province, kind from known_site_version
      where site_id = any(site_ids) order by site_id, effective_on, revision desc),
    turn as (select *, lag((region, province, kind)) over (partition by site_id order by effective_on) as before from version)
    select site_id, case when before is null then '-infinity' else effective_on end, lead(effective_on, 1, 'infinity') over (partition by site_id order by effective_on), region, province, kind
    from turn where before is distinct from (region, province, kind)
    $$`.execute(db);
}

async function createTotals(db: Kysely<unknown>): Promise<void> {
  // A sum has no bound: a thousand sites of the largest count pass a bigint.
  await sql`create table place_day (
    measure text collate "C" not null,
    day date not null,
    region text collate "C" not null,
    province text collate "C" not null,
    kind text collate "C" not null,
    quality text collate "C" not null,
    value numeric not null check (value >= 0),
    latest_batch bigint not null,
    primary key (measure, day, region, province, kind, quality)) with (fillfactor = 80)`.execute(db);
  await sql`create table place_month (
    measure text collate "C" not null,
    month date not null check (month = date_trunc('month', month)),
    region text collate "C" not null,
    province text collate "C" not null,
    kind text collate "C" not null,
    quality text collate "C" not null,
    value numeric not null check (value >= 0),
    day_set integer not null check (day_set > 0),
    latest_batch bigint not null,
    primary key (measure, month, region, province, kind, quality)) with (fillfactor = 80)`.execute(db);
  await sql`comment on column place_month.day_set is 'the days of the month with data, one bit a day: bit 0 is the first'`.execute(db);
  // A month that no batch has touched since is read from its totals also as it was known then.
  await sql`create table month_change (
    measure text collate "C" not null,
    month date not null,
    latest_batch bigint not null,
    primary key (measure, month)) with (fillfactor = 80)`.execute(db);
  // The last batch that the totals hold. Where batches of another release are ahead of it, readers add up the counts
  // themselves, and the next batch brings the totals up to date.
  await sql`alter table batch_clock add column totalled bigint not null default 0`.execute(db);
}

/** The totals of days anew from their counts: where counts left a group, what is left of it is not known from the total. */
async function createRebuild(db: Kysely<unknown>): Promise<void> {
  await sql`create function rebuild_place_days(measures text[], days date[]) returns void language plpgsql as $$
    declare
      upto bigint := (select totalled from batch_clock);
    begin
      delete from place_day using unnest(measures, days) asked (measure, day) where (place_day.measure, place_day.day) = (asked.measure, asked.day);
      insert into place_day (measure, day, region, province, kind, quality, value, latest_batch)
        select entry.measure, entry.from_on, coalesce(place.region, ''), coalesce(place.province, ''), coalesce(place.kind, ''), entry.quality, sum(entry.value), max(entry.batch)
        from unnest(measures, days) asked (measure, day) join entry on (entry.measure, entry.from_on) = (asked.measure, asked.day)
        left join site_place place on place.site_id = entry.site_id and entry.from_on >= place.from_on and entry.from_on < place.until_on
        where entry.basis = 'observed' and entry.batch <= upto and (entry.superseded_by is null or entry.superseded_by > upto)
        group by 1, 2, 3, 4, 5, 6;
      delete from place_month using (select distinct measure, date_trunc('month', day)::date as month from unnest(measures, days) asked (measure, day)) asked
        where (place_month.measure, place_month.month) = (asked.measure, asked.month);
      insert into place_month (measure, month, region, province, kind, quality, value, day_set, latest_batch)
        select total.measure, asked.month, region, province, kind, quality, sum(value), bit_or(1 << (total.day - asked.month)), max(latest_batch)
        from (select distinct measure, date_trunc('month', day)::date as month from unnest(measures, days) asked (measure, day)) asked
        join place_day total on total.measure = asked.measure and total.day >= asked.month and total.day < (asked.month + interval '1 month')::date
        group by 1, 2, 3, 4, 5, 6;
    end $$`.execute(db);
}

/**
 * What batches brought and took away, by group. A batch of a million rows is planned before the database has counted
 * them, so it would be sorted and joined as if it were one row: here neither can happen.
 */
async function createChanges(db: Kysely<unknown>): Promise<void> {
  await sql`create function place_changes(done bigint) returns table (measure text, day date, region text, province text, kind text, quality text, value numeric, latest_batch bigint)
    language sql stable set enable_sort = off set enable_nestloop = off set work_mem = '64MB' as $$
    select entry.measure, entry.from_on, coalesce(place.region, ''), coalesce(place.province, ''), coalesce(place.kind, ''), entry.quality,
      sum(case when entry.batch > done then entry.value else -entry.value end), max(entry.batch) filter (where entry.batch > done)
    from entry left join site_place place on place.site_id = entry.site_id and entry.from_on >= place.from_on and entry.from_on < place.until_on
    where entry.basis = 'observed' and (entry.batch > done and entry.superseded_by is null or entry.batch <= done and entry.superseded_by > done)
    group by 1, 2, 3, 4, 5, 6
    $$`.execute(db);
  // A day's bit turns: on where the day is new for its quality, off where it left it, and twice, so not at all, where
  // only the value changed.
  await sql`create function month_changes(of_batch bigint) returns table (measure text, site_id text, month date, quality text, value bigint, day_set integer, latest_batch bigint)
    language sql stable set enable_sort = off as $$
    select measure, site_id, month, quality, sum(case when batch = of_batch then value else -value end)::bigint, bit_xor(1 << (from_on - month)), max(batch) filter (where batch = of_batch)
    from (select *, date_trunc('month', from_on::timestamp)::date as month from entry) entry
    where basis = 'observed' and (batch = of_batch or superseded_by = of_batch)
    group by 1, 2, 3, 4
    $$`.execute(db);
}

/**
 * Brings the totals from the last batch that they hold to the present one. Whoever calls it holds the row of
 * `batch_clock`. A group that a batch added to has that batch as its latest; one that counts only left (they were
 * revised with another quality) is added up anew.
 */
async function createUpkeep(db: Kysely<unknown>): Promise<void> {
  await sql`create function keep_place_totals() returns void language plpgsql as $$
    declare
      done bigint := (select totalled from batch_clock);
      lost_measures text[];
      lost_days date[];
    begin
      with change as materialized (select * from place_changes(done)),
      by_day as (
        merge into place_day total using (select * from change order by measure, day) change
        on (total.measure, total.day, total.region, total.province, total.kind, total.quality) = (change.measure, change.day, change.region, change.province, change.kind, change.quality)
        when matched then update set value = total.value + change.value, latest_batch = coalesce(change.latest_batch, total.latest_batch)
        when not matched then insert (measure, day, region, province, kind, quality, value, latest_batch)
          values (change.measure, change.day, change.region, change.province, change.kind, change.quality, change.value, change.latest_batch)),
      by_month as (
        merge into place_month total using (
          select measure, date_trunc('month', day)::date as month, region, province, kind, quality, sum(value) as value,
            coalesce(bit_or(1 << (extract(day from day)::integer - 1)) filter (where latest_batch is not null), 0) as day_set, max(latest_batch) as latest_batch
          from change group by 1, 2, 3, 4, 5, 6) change
        on (total.measure, total.month, total.region, total.province, total.kind, total.quality) = (change.measure, change.month, change.region, change.province, change.kind, change.quality)
        when matched then update set value = total.value + change.value, day_set = total.day_set | change.day_set, latest_batch = coalesce(change.latest_batch, total.latest_batch)
        when not matched then insert (measure, month, region, province, kind, quality, value, day_set, latest_batch)
          values (change.measure, change.month, change.region, change.province, change.kind, change.quality, change.value, change.day_set, change.latest_batch)),
      changed as (
        insert into month_change (measure, month, latest_batch)
        select measure, date_trunc('month', day)::date, (select number from batch_clock) from change group by 1, 2
        on conflict (measure, month) do update set latest_batch = excluded.latest_batch)
      select array_agg(measure), array_agg(day) into lost_measures, lost_days from (select distinct measure, day from change where latest_batch is null) lost;
      update batch_clock set totalled = number;
      if lost_days is not null then
        perform rebuild_place_days(lost_measures, lost_days);
      end if;
    end $$`.execute(db);
}

/** Where the register moves a site or changes its kind, also years back, the totals of the days that this concerns are built anew. */
async function createMoves(db: Kysely<unknown>): Promise<void> {
  await sql`create function keep_site_places() returns trigger language plpgsql as $$
    declare
      told text[] := array(select distinct site_id from told_version);
      moved text[];
      moved_measures text[];
      moved_days date[];
    begin
      -- Two who tell of the same site go one after the other.
      perform from site_place where site_id = any(told) order by site_id, from_on for update;
      moved := array(select distinct site_id from (
        (select * from site_places_of(told) except select * from site_place where site_id = any(told))
        union all (select * from site_place where site_id = any(told) except select * from site_places_of(told))) difference);
      if cardinality(moved) = 0 then
        return null;
      end if;
      if exists (select from site_place where site_id = any(moved)) then
        -- A batch that is being written reads the places too: either it sees the new ones, or its counts are seen here.
        perform from batch_clock for update;
        select array_agg(measure), array_agg(from_on) into moved_measures, moved_days from (
          select distinct entry.measure, entry.from_on from entry
          join site_place was on was.site_id = entry.site_id and entry.from_on >= was.from_on and entry.from_on < was.until_on
          join site_places_of(moved) now on now.site_id = entry.site_id and entry.from_on >= now.from_on and entry.from_on < now.until_on
          where entry.site_id = any(moved) and entry.basis = 'observed' and entry.superseded_by is null
            and (was.region, was.province, was.kind) is distinct from (now.region, now.province, now.kind)) day;
        delete from site_place where site_id = any(moved);
      end if;
      insert into site_place select * from site_places_of(moved);
      if moved_days is not null then
        perform rebuild_place_days(moved_measures, moved_days);
      end if;
      return null;
    end $$`.execute(db);
  await sql`create trigger known_site_places after insert on known_site_version referencing new table as told_version for each statement execute function keep_site_places()`.execute(
    db,
  );
}

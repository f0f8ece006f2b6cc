import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startService } from '../../test/start.ts';
import { ensureHolidays } from './holidays.ts';

async function daysIn(place: string, year: number): Promise<string[]> {
  await using service = await startService();
  const { db } = service.database;
  await ensureHolidays(db, { from: `${year}-01-01`, to: `${year}-12-31` });
  const { rows } = await sql<{ day: string; name: { en: string; fr: string } }>`
    select day, name from holiday where place = ${place} and extract(year from day) = ${year} order by day`.execute(db);
  return rows.map(({ day, name }) => `${day} ${name.en} | ${name.fr}`);
}

test('offices are closed on federal holidays in every province; those on a weekend move to the next working day', async () => {
  expect(await daysIn('', 2022)).toEqual([
    '2022-01-01 New Year’s Day | Nouvel An',
    '2022-01-03 New Year’s Day (observed) | Nouvel An (jour reporté)',
    '2022-04-15 Good Friday | Vendredi saint',
    '2022-04-18 Easter Monday | Lundi de Pâques',
    '2022-05-23 Victoria Day | Fête de Victoria',
    '2022-07-01 Canada Day | Fête du Canada',
    '2022-08-01 Civic Holiday | Premier lundi d’août',
    '2022-09-05 Labour Day | Fête du Travail',
    '2022-09-19 Day of mourning for Queen Elizabeth II | Jour de deuil pour la reine Elizabeth II',
    '2022-09-30 National Day for Truth and Reconciliation | Journée nationale de la vérité et de la réconciliation',
    '2022-10-10 Thanksgiving | Action de grâces',
    '2022-11-11 Remembrance Day | Jour du Souvenir',
    '2022-12-25 Christmas Day | Noël',
    '2022-12-26 Boxing Day | Lendemain de Noël',
    '2022-12-27 Christmas Day (observed) | Noël (jour reporté)',
  ]);
});

test('a province has its own days too, with French names', async () => {
  const days = await daysIn('QC', 2023);
  const british = await daysIn('BC', 2018);

  expect(days).toContain('2023-06-24 National Holiday | Fête nationale du Québec');
  expect(days).toContain('2023-05-22 National Patriots’ Day | Journée nationale des patriotes');
  expect(days).not.toContain('2023-02-20 Family Day | Fête de la famille');
  expect(british).toContain('2018-08-06 British Columbia Day | Jour de la Colombie-Britannique');
  expect(british).toContain('2018-02-12 Family Day | Fête de la famille');
});

test('a year is worked out once, also when many ask at once, and again by a new edition', async () => {
  await using service = await startService();
  const { db } = service.database;
  await sql`insert into holiday_year (year, edition) values (2022, 'an earlier one')`.execute(db);
  await sql`insert into holiday (place, day, name) values ('', '2022-03-03', '{}')`.execute(db);

  await Promise.all([1, 2, 3].map(() => ensureHolidays(db, { from: '2022-04-01', to: '2023-03-31' })));

  const { rows } = await sql<{ count: number }>`select count(*) as count from holiday where place = '' group by extract(year from day) order by 1`.execute(db);
  expect(rows).toEqual([{ count: 15 }, { count: 16 }]);
});

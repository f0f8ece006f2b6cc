import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { givenLoadedService } from './given.ts';

test('summaries by region come as CSV, a row a region; one without regions does not', async () => {
  await using service = await givenLoadedService('all');
  const read = (url: string, language = 'en') =>
    service.as('demo-reader').send({ method: 'GET', url, headers: { accept: 'text/csv', 'accept-language': language } });
  const rowsOf = async (url: string, language?: string) => parse((await read(url, language)).text, { columns: true }) as Record<string, string>[];
  const sumOf = (rows: readonly Record<string, string>[], column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0);

  const network = await rowsOf('/v1/network/summary?asOf=2023-03-31');
  const reactivation = await rowsOf('/v1/outreach/reactivation?asOf=2023-04-21');
  const posts = await rowsOf('/v1/commissionaires/summary?asOf=2023-05-16', 'fr');
  const clinics = await read('/v1/clinics/summary?from=2022-06-08&to=2023-03-21', 'fr');

  for (const rows of [network, reactivation, posts]) expect(rows.map(({ region }) => region)).toEqual(['atlantic', 'quebec', 'ontario', 'western-territories']);
  expect(sumOf(network, 'serviceCanadaCentresTotal')).toBe(316);
  expect([sumOf(reactivation, 'reactivated'), sumOf(reactivation, 'plannedThisQuarter')]).toEqual([210, 32]);
  expect(posts[0]).toMatchObject({ onTrack: 'true', why: 'reduction-scheduled', sourceQuality: 'illustrative' });
  expect(posts[0]?.explanation).toMatch(/^Les périodes consignées ramènent /);
  expect(posts[0]?.byReason).toMatch(/^\{"reason":"baseline","posts":\d+\}\|/);
  expect(clinics.problem()).toMatchObject({ status: 406, code: 'not-acceptable' });
});

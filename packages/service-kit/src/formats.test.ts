import { type AnyRoute, defineRoute, ExactInteger, isTable, listOf, listSites, LocalizedText, operations, readSite, summarizeVolumes } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { type Format, formatsOf, negotiateFormat, toCsv } from './formats.ts';

const all: readonly Format[] = ['json', 'csv', 'geojson', 'html', 'markdown'];

test.each([
  [undefined, 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['TEXT/CSV; charset=utf-8', 'csv'],
  ['text/csv, application/json', 'csv'],
  ['application/json, text/csv', 'json'],
  ['text/csv;q=0.5, application/json;q=0.4', 'csv'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
  ['text/*', 'csv'],
  ['text/*, text/csv;q=0.1', 'html'],
  ['application/*;q=0.2, application/geo+json', 'geojson'],
  ['*/*, application/json;q=0', 'csv'],
  ['image/png, */*;q=0.1', 'json'],
])('Accept %j gives %s', (accept, format) => {
  expect(negotiateFormat(accept, all)).toBe(format);
});

test.each(['image/png', 'application/json;q=0', 'text/html', '*/*;q=0', 'nonsense', ', ,'])('Accept %j is refused where only JSON is offered', (accept) => {
  expect(() => negotiateFormat(accept, ['json'])).toThrow(expect.objectContaining({ code: 'not-acceptable' }));
});

test('lists are tables too, single things are not', () => {
  expect([formatsOf(listSites), formatsOf(readSite)]).toEqual([['json', 'csv', 'geojson'], ['json']]);
});

const route = defineRoute({
  method: 'GET',
  path: '/v1/things',
  scope: 'sites:read',
  summary: { en: 'List things', fr: 'Lister les choses' },
  reply: {
    status: 200,
    body: listOf(
      z.strictObject({
        text: z.string().optional(),
        number: z.number().optional(),
        name: LocalizedText.nullable().optional(),
        list: z.array(z.unknown()).optional(),
        sum: ExactInteger.optional(),
        open: z.boolean().optional(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  },
  problems: [],
  example: {},
}) as AnyRoute;
const header = 'text,number,nameEn,nameFr,list,sum,open,data';
const rows = (items: Record<string, unknown>[]) => parse(toCsv(route, { items }), { columns: true }) as Record<string, string>[];

test('a text that a spreadsheet would run gets an apostrophe; numbers stay numbers', () => {
  const items = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'a=1', '', "'=1", ' =1'].map((text) => ({ text, number: -1.5 }));

  expect(rows(items).map(({ text }) => text)).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", 'a=1', '', "''=1", ' =1']);
  expect(rows(items)[0]?.number).toBe('-1.5');
  expect(rows([{ list: ['=a', 'b'] }])[0]?.list).toBe("'=a|b");
});

test('any text comes back as it was, whatever quotes, commas and line breaks it holds', () => {
  const texts = ['a,b', 'say "x"', 'two\r\nlines', 'one\nline', 'and\rback', 'é ᐃᓄᒃ 🍁', ' blank ', '|'];

  expect(rows(texts.map((text) => ({ text }))).map(({ text }) => text)).toEqual(texts);
});

test('what is nested lies flat, what the schema leaves open is one cell, and what is missing is empty', () => {
  const [first, second] = [
    { name: { en: 'A', fr: 'B' }, sum: 2n ** 60n, data: { a: { b: 1 } } },
    { name: null, list: [1, { x: 1 }], open: false },
  ];

  expect(toCsv(route, { items: [first, second] })).toBe(`${header}\r\n,,A,B,,1152921504606846976,,"{""a"":{""b"":1}}"\r\n,,,,"1|{""x"":1}",,false,\r\n`);
});

test('an empty list is a table with a header alone', () => {
  expect(toCsv(route, { items: [] })).toBe(`${header}\r\n`);
});

const empty = { items: [], rows: [] };

test.each(operations.filter(({ route: { reply } }) => isTable(reply.body)).map((operation) => [operation.operationId, operation.route] as const))(
  'without rows the table of %s has its header all the same',
  (_name, table) => {
    expect(toCsv(table, empty, table.example.query)).toMatch(/^\w+(,\w+)*\r\n$/);
  },
);

const byRegion = (name: string) => operations.find(({ operationId }) => operationId === name)!.route;
const source = { document: 'Registry', asOf: '2023-03-31', quality: 'measured' };

test('an answer by region is a table of its regions, with the lists of a region in one cell', () => {
  const network = toCsv(byRegion('readNetworkSummary'), {
    scheduledOutreach: 9,
    byRegion: [
      {
        region: 'quebec',
        serviceCanadaCentres: { total: 3, standAlone: 2, consolidated: 1 },
        passportServiceSites: 4,
        scheduledOutreach: 5,
        deliveryPartners: 6,
        source,
      },
    ],
  });
  const posts = toCsv(byRegion('readCommissionaireSummary'), { byRegion: [{ region: 'ontario', byReason: [{ reason: 'baseline', posts: 2 }], source }] });

  expect(network).toBe(
    'region,serviceCanadaCentresTotal,serviceCanadaCentresStandAlone,serviceCanadaCentresConsolidated,passportServiceSites,scheduledOutreach,deliveryPartners,sourceDocument,sourceAsOf,sourceQuality\r\n' +
      'quebec,3,2,1,4,5,6,Registry,2023-03-31,measured\r\n',
  );
  expect(parse(posts, { columns: true })).toMatchObject([{ region: 'ontario', byReason: '{"reason":"baseline","posts":2}', postsNow: '' }]);
  expect(formatsOf(byRegion('readReactivation'))).toEqual(['json', 'csv']);
});

test('sites are exported with the columns of an import', () => {
  expect(toCsv(listSites as AnyRoute, empty)).toBe(
    'siteId,kind,nameEn,nameFr,region,province,street,city,postalCode,lat,lon,precision,timeZone,languages,services,accessibility,state,effectiveOn,reason\r\n',
  );
});

test('columns that depend on the query are those that it asks for, in one order', () => {
  const header = (query: object): string => toCsv(summarizeVolumes as AnyRoute, empty, { ...query }).trimEnd();
  const figures = 'value,basis,reported,observed,days,perDay,complete';
  const source = 'document,sourceAsOf,quality,notes';

  expect(header({})).toBe(`measure,unit,${figures},${source}`);
  expect(header({ groupBy: ['month', 'measure', 'site-kind'], compareTo: 'previous-period' })).toBe(
    `measure,unit,siteKind,month,${figures},changePrevious,changeAbsolute,changePercent,changeFrom,changeTo,changeBasis,changeDocument,changeSourceAsOf,changeQuality,${source}`,
  );
});

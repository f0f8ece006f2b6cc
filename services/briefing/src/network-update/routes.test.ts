import { readNetworkUpdate } from '@csn/contracts';
import { type Client, Problem } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

const silent: Client = { call: () => Promise.reject(new Problem('bad-gateway', { values: { service: 'any' } })) };
const summary = {
  asOf: '2023-03-31',
  knownAt: '2026-01-01T00:00:00.000Z',
  serviceCanadaCentres: { total: 3, standAlone: 2, consolidated: 1 },
  passportServiceSites: 1200,
  scheduledOutreach: 5,
  deliveryPartners: 6,
  reported: { passportServiceSites: 1200 },
  quality: 'illustrative',
  notes: [{ code: 'a', text: 'A <b>note</b>' }],
};
const onlyNetwork: Client = {
  call: (route, input, options) => (route.path === '/v1/network/summary' ? Promise.resolve(summary as never) : silent.call(route, input, options)),
};

test('a section whose service does not answer is marked, and the others stand', async () => {
  await using service = await startService({ others: onlyNetwork });

  const update = (await service.as('demo-reader').call(readNetworkUpdate, { query: { asOf: '2023-05-16' }, headers: { 'accept-language': 'fr' } })).json();

  expect(update.sections.find(({ id }) => id === 'network')).toMatchObject({ available: true, unavailable: null });
  expect(update.sections.find(({ id }) => id === 'volumes')).toMatchObject({
    available: false,
    unavailable: 'Le service qui détient ces chiffres ne répond pas.',
    statements: [],
  });
});

test('a figure says its value, its text in the caller’s language, where it comes from and of what quality it is', async () => {
  await using service = await startService({ others: onlyNetwork });

  const update = (await service.as('demo-reader').call(readNetworkUpdate, { query: { asOf: '2023-05-16' } })).json();

  const statements = update.sections.find(({ id }) => id === 'network')?.statements ?? [];
  expect(statements.find(({ id }) => id === 'passport-service-sites')).toEqual({
    id: 'passport-service-sites',
    text: '1,200 Service Canada Centre – Passport Services sites were open.',
    figures: [
      {
        name: 'sites',
        value: 1200,
        text: '1,200',
        unit: 'sites',
        asOf: '2023-03-31',
        href: '/v1/network/summary?asOf=2023-03-31',
        pointer: '/passportServiceSites',
        knownAt: '2026-01-01T00:00:00.000Z',
        quality: 'reported',
      },
    ],
  });
  expect(statements.find(({ id }) => id === 'delivery-partners')?.figures[0]?.quality).toBe('illustrative');
});

test('the page for people marks illustrative figures, links each figure and lets no markup in', async () => {
  await using service = await startService({ others: onlyNetwork });
  const page = (accept: string) =>
    service.as('demo-reader').call(readNetworkUpdate, { query: { asOf: '2023-05-16' }, headers: { accept, 'accept-language': 'en' } });

  const html = await page('text/html');
  const markdown = await page('text/markdown');

  expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(html.text).toContain('<html lang="en-CA">');
  expect(html.text).toContain('<a class="figure" href="/v1/network/summary?asOf=2023-03-31" title="Where the figure comes from">1,200</a>');
  expect(html.text).toContain('A &lt;b&gt;note&lt;/b&gt;');
  expect(html.text).toContain('6</a> <em>(illustrative)</em>');
  expect(markdown.text).toContain('- 6 service delivery partner sites were open. _(illustrative)_');
});

import type { NetworkUpdate } from '@csn/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningSuite, startSuite } from './suite.ts';

let suite: RunningSuite;
beforeAll(async () => {
  suite = await startSuite();
}, 180_000);
afterAll(async () => {
  await suite[Symbol.asyncDispose]();
}, 60_000);

const update = async (language: 'en' | 'fr'): Promise<NetworkUpdate> =>
  (await suite.request('GET', '/v1/briefings/network-update?asOf=2023-05-16', { headers: { 'accept-language': language } })).json as never;

test.each(['en', 'fr'] as const)(
  'every figure of the network update is what its href gives (%s)',
  async (language) => {
    const { sections } = await update(language);
    const figures = sections.flatMap((section) => section.statements.flatMap((statement) => statement.figures));

    const answers = new Map<string, unknown>();
    for (const { href } of figures)
      if (!answers.has(href)) answers.set(href, (await suite.request('GET', href, { headers: { 'accept-language': language } })).json);

    expect(sections.filter((section) => !section.available)).toEqual([]);
    expect(figures.length).toBeGreaterThan(60);
    for (const figure of figures) {
      const value = figure.pointer
        .split('/')
        .slice(1)
        .reduce<unknown>((document, step) => (document as Record<string, unknown>)[step], answers.get(figure.href));
      expect([figure.href, figure.pointer, value]).toEqual([figure.href, figure.pointer, figure.value]);
    }
  },
  60_000,
);

test('both languages tell the same figures, and no text is left in the other language', async () => {
  const [en, fr] = await Promise.all([update('en'), update('fr')]);
  const values = (one: NetworkUpdate) =>
    one.sections.flatMap((section) =>
      section.statements.flatMap((statement) =>
        statement.figures.filter((figure) => figure.unit !== 'name').map((figure) => [section.id, statement.id, figure.name, figure.value]),
      ),
    );

  expect(values(fr)).toEqual(values(en));
  for (const [index, section] of fr.sections.entries()) {
    for (const [place, statement] of section.statements.entries()) expect(statement.text).not.toBe(en.sections[index]?.statements[place]?.text);
  }
});

test('an edition is frozen, agrees with the services, and is refused to who may not publish', async () => {
  const published = await suite.request('POST', '/v1/briefings', { body: { asOf: '2023-05-16', reason: 'System test' } });
  const refused = await suite.request('POST', '/v1/briefings', { as: 'demo-atlantic', body: { asOf: '2023-05-16' } });
  const replay = await suite.request('GET', `/v1/briefings/${String(published.json.editionId)}/replay`);

  expect(published.status).toBe(201);
  expect(String(published.json.signature)).toMatch(/^[\w-]+\.\.[\w-]+$/);
  expect(refused.status).toBe(403);
  expect(replay.json.differing).toBe(0);
}, 60_000);

test('twenty POSTs at once with one key through the gateway have one effect', async () => {
  const body = {
    siteId: 'SYSTEM-KEY',
    kind: 'service-canada-centre',
    name: { en: 'One', fr: 'Un' },
    region: 'ontario',
    province: 'ON',
    address: { city: 'Kingston' },
    location: { lat: 44.23, lon: -76.49 },
    timeZone: 'America/Toronto',
  };

  const answers = await Promise.all(
    Array.from({ length: 20 }, () => suite.request('POST', '/v1/sites', { body, headers: { 'idempotency-key': 'system-test-key' } })),
  );

  const good = answers.filter(({ status }) => status === 201);
  expect(new Set(good.map(({ text }) => text)).size).toBe(1);
  expect(good.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
  expect(answers.filter(({ status }) => status !== 201).every(({ json }) => json.code === 'idempotency-key-in-use')).toBe(true);
});

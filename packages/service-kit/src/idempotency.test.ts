import { createSite } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import type { TestService } from '@csn/testing';
import { sql } from 'kysely';
import { siteBody, siteFrom, startKit, type Tables } from '../test/start.ts';
import { forgetOldKeys } from './idempotency.ts';
import { Problem } from './problem.ts';

/** Making a site makes a thing and an event; the test decides what happens in between. */
function startShop(before: (attempt: number, service: () => TestService<Tables>) => Promise<void> | void = () => undefined): Promise<TestService<Tables>> {
  let attempts = 0;
  let service: TestService<Tables>;
  const starting = startKit((app) => {
    app.serve(createSite, async ({ tx, body, recordChange, setLocation, setRevision }) => {
      attempts += 1;
      await tx.insertInto('thing').values({ id: body.siteId, number: attempts }).execute();
      recordChange({ type: 'site.created', subject: body.siteId, data: {} });
      setLocation(`/v1/sites/${body.siteId}`);
      setRevision(attempts);
      await before(attempts, () => service);
      return siteFrom(body, { revision: attempts });
    });
  });
  void starting.then((started) => (service = started));
  return starting;
}

const effects = async ({ database }: TestService<Tables>) => {
  const { rows } = await sql<{
    things: number;
    events: number;
    keys: number;
  }>`select (select count(*) from thing) as things, (select count(*) from outbox) + (select count(*) from journal) as events, (select count(*) from idempotency) as keys`.execute(
    database.db,
  );
  return rows[0];
};
const create = (service: TestService<Tables>, key: string, body = siteBody(), client: 'demo-admin' | 'demo-atlantic' = 'demo-admin') =>
  service.as(client).call(createSite, { body, headers: { 'idempotency-key': key } });

test('the same request with the same key, twenty at once: one effect, one answer byte for byte, and the others are told to wait', async () => {
  await using service = await startShop();

  const together = await Promise.all(Array.from({ length: 20 }, () => create(service, 'k')));
  const later = await create(service, 'k');

  const [first] = together.filter(({ status, headers }) => status === 201 && !headers['idempotent-replayed']);
  const { 'idempotent-replayed': replayed, ...headers } = later.headers;
  expect(replayed).toBe('true');
  for (const name of ['etag', 'location', 'content-type', 'content-language', 'vary', 'content-length']) expect(headers[name]).toBe(first?.headers[name]);
  expect([later.status, later.text]).toEqual([201, first?.text]);
  for (const { status, text, headers: given, problem } of together) {
    if (status === 201) expect(text).toBe(first?.text);
    else expect([problem().code, given['retry-after']]).toEqual(['idempotency-key-in-use', '1']);
  }
  expect(await effects(service)).toEqual({ things: 1, events: 1, keys: 1 });
});

test('a repeat gets the first answer in the language in which it was given, and packed for whoever asks for it', async () => {
  await using service = await startShop();
  const body = siteBody({ name: { en: 'x'.repeat(2000), fr: 'y' } });
  const first = await create(service, 'k', body);

  const packed = await service
    .as('demo-admin')
    .call(createSite, { body, headers: { 'idempotency-key': 'k', 'accept-encoding': 'gzip', 'accept-language': 'fr' } });

  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-language': 'en', etag: `${first.headers.etag?.slice(0, -1)}-gzip"` });
});

test('a key that was used for another body is refused', async () => {
  await using service = await startShop();
  await create(service, 'k');

  const answer = await create(service, 'k', siteBody({ siteId: 'OTHER' }));

  expect(answer.problem()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  expect(await effects(service)).toEqual({ things: 1, events: 1, keys: 1 });
});

test('a repeat gets the first answer also where the handler would now refuse it without asking the database', async () => {
  await using service = await startShop((attempt) => {
    if (attempt > 1) throw new Problem('outside-region');
  });
  const first = await create(service, 'k');

  const repeat = await create(service, 'k');

  expect([repeat.status, repeat.text, repeat.headers['idempotent-replayed']]).toEqual([201, first.text, 'true']);
  expect(await effects(service)).toEqual({ things: 1, events: 1, keys: 1 });
});

test('each caller has keys of its own', async () => {
  await using service = await startShop();
  await create(service, 'k');

  const answer = await create(service, 'k', siteBody({ siteId: 'OTHER' }), 'demo-atlantic');

  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([201, undefined]);
});

test.each([
  [
    'refused',
    () => {
      throw new Problem('duplicate-site');
    },
    409,
  ],
  [
    'broken by a fault of ours',
    () => {
      throw new Error('a secret of ours');
    },
    500,
  ],
])('an attempt that was %s leaves nothing and can be tried again with the same key', async (_what, fail, status) => {
  await using service = await startShop((attempt) => (attempt === 1 ? fail() : undefined));

  const first = await create(service, 'k');
  const nothing = await effects(service);
  const second = await create(service, 'k');

  expect([first.status, second.status]).toEqual([status, 201]);
  expect(first.text).not.toContain('secret');
  expect(nothing).toEqual({ things: 0, events: 0, keys: 0 });
  expect(await effects(service)).toEqual({ things: 1, events: 1, keys: 1 });
});

test.each([['with a key'], ['without a key']])('events that the outbox refuses take the effect with them, %s', async (what) => {
  await using service = await startShop();
  await sql`alter table outbox add constraint closed check (false)`.execute(service.database.db);
  const headers: Record<string, string> = what === 'with a key' ? { 'idempotency-key': 'k' } : {};

  const refused = await service.as('demo-admin').call(createSite, { body: siteBody(), headers });
  const nothing = await effects(service);
  await sql`alter table outbox drop constraint closed`.execute(service.database.db);
  const second = await service.as('demo-admin').call(createSite, { body: siteBody(), headers });

  expect([refused.problem().code, nothing]).toEqual(['internal-error', { things: 0, events: 0, keys: 0 }]);
  expect([second.status, await effects(service)]).toMatchObject([201, { things: 1, events: 1 }]);
});

test('a connection that is lost between the effect and the commit leaves nothing, is answered by 503, and the repeat succeeds', async () => {
  await using service = await startShop(async (attempt, running) => {
    if (attempt > 1) return;
    const { rows } = await sql<{
      pid: number;
    }>`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`.execute(
      running().database.db,
    );
    expect(rows).toHaveLength(1);
  });

  const lost = await create(service, 'k');
  const nothing = await effects(service);
  const again = await create(service, 'k');

  expect(lost.problem()).toMatchObject({ status: 503, code: 'service-unavailable' });
  expect(lost.headers['retry-after']).toBe('2');
  expect(nothing).toEqual({ things: 0, events: 0, keys: 0 });
  expect(again.status).toBe(201);
});

test('a key may hold any character of a header, and is 1 to 255 of them', async () => {
  await using service = await startShop();
  const outcomes = async (key: string, siteId: string) => [await create(service, key, siteBody({ siteId })), await create(service, key, siteBody({ siteId }))];

  const good = await Promise.all(
    ['é ü', `'; drop table thing; --`, '%00\\u0000', '"', 'x'.repeat(255), ' k ', '\u00a0'].map((key, index) => outcomes(key, `SITE-${index}`)),
  );
  const [empty, long] = [await create(service, ''), await create(service, 'x'.repeat(256))];

  for (const [first, again] of good) expect([first?.status, again?.status, again?.headers['idempotent-replayed']]).toEqual([201, 201, 'true']);
  expect(empty.problem()).toMatchObject({ status: 400, errors: [{ in: 'header', pointer: '/idempotency-key', code: 'too-small' }] });
  expect(long.problem()).toMatchObject({ status: 400, errors: [{ in: 'header', pointer: '/idempotency-key', code: 'too-large' }] });
});

test('a key is forgotten after 24 hours and not before', async () => {
  await using service = await startShop();
  await create(service, 'old', siteBody({ siteId: 'OLD' }));
  await create(service, 'new', siteBody({ siteId: 'NEW' }));
  await sql`update idempotency set created_at = now() - case key when 'old' then interval '24 hours 1 second' else interval '23 hours 59 minutes' end`.execute(
    service.database.db,
  );

  await forgetOldKeys.execute(service.database.db);

  expect((await create(service, 'new', siteBody({ siteId: 'NEW' }))).headers['idempotent-replayed']).toBe('true');
  expect((await create(service, 'old', siteBody({ siteId: 'OTHER' }))).status).toBe(201);
});

test('a lost race with another transaction is run again from the start, and the caller sees one answer', async () => {
  let fails = 3;
  await using service = await startShop(async (_attempt, running) => {
    if (fails-- > 0) await sql`do $$ begin raise exception using errcode = ${sql.lit(fails % 2 ? '40001' : '40P01')}; end $$`.execute(running().database.db);
  });

  const answer = await create(service, 'k');

  expect(answer.status).toBe(201);
  expect(await effects(service)).toEqual({ things: 1, events: 1, keys: 1 });
});

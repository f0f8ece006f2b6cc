import { listSiteChanges } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import type { TestService } from '@csn/testing';
import { tokenOf } from '@csn/testing';
import { startKit, type Tables } from '../test/start.ts';
import { eventText, insertEvents } from './journal.ts';

async function givenEvents(service: TestService<Tables>, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) =>
    eventText({ type: 'thing.made', subject: `s-${index}`, data: {} }, { source: '/t', id: 'i', time: '2026-11-25T12:00:00Z', actor: 'a', requestId: 'r' }),
  );
  await insertEvents(service.database.db, events);
}

/** Resolves once so many requests wait for news. */
async function untilWaiting(service: TestService<Tables>, count: number): Promise<void> {
  while (service.options.feed.waiting !== count) await new Promise((resolve) => setImmediate(resolve));
}

test('an empty feed, a page and the very end each say where to go on', async () => {
  await using service = await startKit();
  const read = (after?: string) => service.as('demo-admin').call(listSiteChanges, { query: { limit: 2, ...(after && { after }) } });

  const empty = await read();
  await givenEvents(service, 2);
  await service.options.feed.catchUp();
  const full = await read(empty.json().nextCursor);
  const end = await read(full.json().nextCursor);

  expect(empty.json()).toEqual({ items: [], nextCursor: '0' });
  expect(full.json()).toMatchObject({ items: [{ sequence: 1 }, { sequence: 2 }], nextCursor: '2' });
  expect(full.headers.link).toBe('</v1/sites/changes?after=2&limit=2>; rel="next"');
  expect(end.json()).toEqual({ items: [], nextCursor: '2' });
});

test.each(['x', '-1', '1.5', '99', '9'.repeat(16)])(
  'the cursor %s is not one of this feed and is refused, so that nobody skips an event by it',
  async (after) => {
    await using service = await startKit();
    await givenEvents(service, 3);
    await service.options.feed.catchUp();

    const answer = await service.as('demo-admin').call(listSiteChanges, { query: { after } });

    expect(answer.problem()).toMatchObject({ status: 400, errors: [{ in: 'query', pointer: '/after', code: 'invalid-cursor' }] });
  },
);

test('a waiting request is answered by the next event, and all that wait get it', async () => {
  await using service = await startKit();
  const waiting = Array.from({ length: 5 }, () => service.as('demo-admin').call(listSiteChanges, { headers: { prefer: 'respond-async, wait=30' } }));
  await untilWaiting(service, 5);

  await givenEvents(service, 1);
  const answers = await Promise.all(waiting);

  for (const answer of answers) expect(answer.json().items).toMatchObject([{ subject: 's-0' }]);
  expect(answers[0]?.headers['preference-applied']).toBe('wait=30');
  expect(service.options.feed.waiting).toBe(0);
});

test('a waiting request ends with an empty page when its time is over', async () => {
  await using service = await startKit();
  const started = performance.now();

  const answer = await service.as('demo-admin').call(listSiteChanges, { headers: { prefer: 'wait=1' } });

  expect(answer.json()).toEqual({ items: [], nextCursor: '0' });
  expect(performance.now() - started).toBeGreaterThanOrEqual(990);
});

test('news of another instance, or none at all, does not end the wait', async () => {
  await using service = await startKit();
  await givenEvents(service, 1);
  await service.options.feed.catchUp();
  const answer = service.as('demo-admin').call(listSiteChanges, { query: { after: '1' }, headers: { prefer: 'wait=30' } });
  await untilWaiting(service, 1);

  await service.database.pool.query(`select pg_notify('journal', '1')`);
  await untilWaiting(service, 1);
  await givenEvents(service, 1);

  expect((await answer).json().items).toMatchObject([{ sequence: 2 }]);
});

test('a caller that leaves frees its place', async () => {
  await using service = await startKit();
  const address = await service.app.http.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const answer = fetch(`${address}/v1/sites/changes`, {
    headers: { authorization: `Bearer ${await tokenOf('demo-admin')}`, prefer: 'wait=30' },
    signal: leaving.signal,
  });
  await untilWaiting(service, 1);

  leaving.abort();

  await expect(answer).rejects.toThrow();
  await untilWaiting(service, 0);
});

test('the feed has an ETag, comes as a table too, and in no other form', async () => {
  await using service = await startKit();
  await givenEvents(service, 1);
  await service.options.feed.catchUp();
  const admin = service.as('demo-admin');

  const first = await admin.call(listSiteChanges, {});
  const again = await admin.call(listSiteChanges, { headers: { 'if-none-match': first.headers.etag ?? '' } });
  const table = await admin.call(listSiteChanges, { headers: { accept: 'text/csv' } });
  const other = await admin.call(listSiteChanges, { headers: { accept: 'text/html' } });

  expect([again.status, again.text]).toEqual([304, '']);
  expect(table.text).toMatch(/^specversion,id,source,type,subject,.*,sequence,hash\r\n1\.0,i,\/t,thing\.made,s-0,.*,1,[0-9a-f]{64}\r\n$/);
  expect(other.status).toBe(406);
});

import { changeCommissionairePost, listCommissionairePosts, readCommissionairePost, recordCommissionairePost } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { changeState, givenSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

const posts = { region: 'ontario', reason: 'covid-19', posts: 3, from: '2022-01-01', to: '2022-12-31' } as const;

test('posts of one place and reason do not overlap, also when two are recorded at once', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service);
  const record = (over: object) => admin.call(recordCommissionairePost, { body: { ...posts, ...over } });

  const atOnce = await Promise.all(Array.from({ length: 4 }, () => record({ siteId })));
  const lastDay = await record({ siteId, from: '2022-12-31', to: '2023-06-30' });
  const after = await record({ siteId, from: '2023-01-01', to: undefined });
  const otherReason = await record({ siteId, reason: 'baseline' });
  const region = await record({});
  const regionAgain = await record({ from: '2022-06-01' });

  expect(atOnce.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409]);
  expect([lastDay, regionAgain].map((answer) => answer.problem().code)).toEqual(['posts-overlap', 'posts-overlap']);
  expect([after, otherReason, region].map(({ status }) => status)).toEqual([201, 201, 201]);
});

test('posts are ended with If-Match; what was known before stays readable', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const recorded = await admin.call(recordCommissionairePost, { body: posts });
  const params = { postId: recorded.json().postId };
  const end = (to: string, tag?: string) =>
    admin.call(changeCommissionairePost, { params, body: { to, note: 'fewer queues' }, ...(tag && { headers: { 'if-match': tag } }) });

  const without = await end('2022-06-30');
  const backwards = await end('2021-12-31', recorded.headers.etag);
  const ended = await end('2022-06-30', recorded.headers.etag);
  const stale = await end('2022-05-31', recorded.headers.etag);
  const inForce = async (asOf: string, knownAt?: string) =>
    (await admin.call(listCommissionairePosts, { query: { asOf, ...(knownAt && { knownAt }) } })).json().items.length;

  expect([without, backwards, stale].map((answer) => answer.problem().code)).toEqual(['precondition-required', 'ends-before-it-begins', 'precondition-failed']);
  expect(ended.json()).toMatchObject({ to: '2022-06-30', posts: 3, revision: 2 });
  expect((await admin.call(readCommissionairePost, { params, query: { knownAt: recorded.json().knownAt } })).json().to).toBe('2022-12-31');
  expect([await inForce('2022-06-30'), await inForce('2022-07-01'), await inForce('2022-07-01', recorded.json().knownAt)]).toEqual([1, 0, 1]);
});

test('a longer period that would run into another is refused, and nothing changes', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const first = await admin.call(recordCommissionairePost, { body: { ...posts, to: '2022-03-31' } });
  await admin.call(recordCommissionairePost, { body: { ...posts, from: '2022-04-01' } });
  const params = { postId: first.json().postId };

  const refused = await admin.call(changeCommissionairePost, { params, body: { to: null, note: 'test' }, headers: { 'if-match': '*' } });

  expect(refused.problem().code).toBe('posts-overlap');
  expect((await admin.call(readCommissionairePost, { params })).json()).toMatchObject({ to: '2022-03-31', revision: 1 });
});

test('posts are refused for another region, an unknown site, a site of another region and a period that runs backwards', async () => {
  await using service = await startService();
  const { siteId } = await givenSite(service);
  const record = (over: object, client: 'demo-admin' | 'demo-atlantic' = 'demo-admin') =>
    service.as(client).call(recordCommissionairePost, { body: { ...posts, ...over }, headers: { 'accept-language': 'fr' } });

  const answers = [
    await record({}, 'demo-atlantic'),
    await record({ siteId: 'NO-SUCH' }),
    await record({ siteId, region: 'quebec' }),
    await record({ to: '2021-01-01' }),
    await record({ posts: 0 }),
  ];
  const own = await record({ region: 'atlantic' }, 'demo-atlantic');

  expect(answers.map((answer) => answer.problem().code)).toEqual(['outside-region', 'unknown-site', 'region-mismatch', 'invalid-request', 'invalid-request']);
  expect(own.status).toBe(201);
});

test('posts at a site that is closed on their first day are refused, the day before they are not', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service, { effectiveOn: '2020-01-01' });
  await changeState(service, siteId, 'closed', '2022-06-01');

  const refused = await admin.call(recordCommissionairePost, { body: { ...posts, siteId, from: '2022-06-01' } });
  const before = await admin.call(recordCommissionairePost, { body: { ...posts, siteId, from: '2022-05-31' } });

  expect(refused.problem()).toMatchObject({ code: 'site-closed', errors: [{ in: 'body', pointer: '/siteId' }] });
  expect(before.status).toBe(201);
});

test('posts are listed for a period and by reason, page after page', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  for (const from of ['2022-03-01', '2022-01-01', '2022-02-01']) await admin.call(recordCommissionairePost, { body: { ...posts, from, to: from } });
  await admin.call(recordCommissionairePost, { body: { ...posts, reason: 'queue-management' } });

  const query = { reason: ['covid-19' as const], from: '2022-01-15', to: '2022-12-31', limit: 1 };
  const first = (await admin.call(listCommissionairePosts, { query })).json();
  const second = (await admin.call(listCommissionairePosts, { query: { ...query, cursor: first.nextCursor ?? '' } })).json();

  expect([...first.items, ...second.items].map(({ from }) => from)).toEqual(['2022-02-01', '2022-03-01']);
  expect(second.nextCursor).toBeNull();
});

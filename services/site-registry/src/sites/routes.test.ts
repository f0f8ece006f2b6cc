import {
  changeSite,
  changeSiteStatus,
  createSite,
  listSiteChanges,
  listSiteHistory,
  listSites,
  readSite,
  succeedSite,
  verifySiteChanges,
} from '@csn/contracts';
import { frozenClock } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { changeState, givenOpenSite, givenSite, givenSuspendedOutreachSite, siteBody } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

test('a new site is planned, can be read, and stands in the change feed', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');

  const created = await admin.call(createSite, { body: siteBody({ siteId: 'ACC-1', reason: 'new lease' }) });
  const read = await admin.call(readSite, { params: { siteId: 'ACC-1' } });
  await service.options.feed.catchUp();
  const feed = await admin.call(listSiteChanges, {});

  expect(created.status).toBe(201);
  expect(created.headers.location).toBe('/v1/sites/ACC-1');
  expect(read.json()).toMatchObject({ siteId: 'ACC-1', state: 'planned', revision: 1, successor: null, source: { quality: 'measured' } });
  expect(feed.json().items).toMatchObject([{ type: 'site.created', subject: 'ACC-1', actor: 'demo-admin', sequence: 1, reason: 'new lease' }]);
  expect((await admin.call(verifySiteChanges, {})).json()).toEqual({ valid: true, events: 1, firstInvalid: null });
});

test('every fault of a new site is named at once, each with its pointer', async () => {
  await using service = await startService();

  const answer = await service.as('demo-admin').send({
    method: 'POST',
    url: '/v1/sites?colour=red',
    headers: { 'content-type': 'application/json', 'accept-language': 'fr' },
    body: JSON.stringify({ ...siteBody(), siteId: 'lower case', kind: 'kiosk', location: { lat: 91, lon: 'x' }, nope: 1, timeZone: 'Mars/Base' }),
  });

  expect(answer.status).toBe(400);
  expect(answer.headers['content-language']).toBe('fr');
  expect(
    answer
      .problem()
      .errors?.map((fault) => fault.pointer)
      .sort(),
  ).toEqual(['/colour', '/kind', '/location/lat', '/location/lon', '/nope', '/siteId', '/timeZone']);
});

test('a code is never used again', async () => {
  await using service = await startService();
  const { siteId } = await givenSite(service);

  const again = await service.as('demo-admin').call(createSite, { body: siteBody({ siteId }) });

  expect(again.problem()).toMatchObject({ code: 'duplicate-site', status: 409 });
});

test('where a site is must agree with itself, and must be in Canada', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');

  const province = await admin.call(createSite, { body: siteBody({ province: 'QC' }) });
  const postalCode = await admin.call(createSite, { body: siteBody({ address: { city: 'Kingston', postalCode: 'h2x1y4' } }) });
  const swapped = await admin.call(createSite, { body: siteBody({ location: { lat: -76.49, lon: 44.23 } }) });

  expect(province.problem()).toMatchObject({ code: 'region-mismatch', errors: [{ pointer: '/province' }, { pointer: '/address/postalCode' }] });
  expect(postalCode.problem()).toMatchObject({ code: 'region-mismatch', errors: [{ pointer: '/address/postalCode' }] });
  expect(swapped.problem()).toMatchObject({ code: 'outside-canada', status: 422 });
});

test('a point that is clearly outside of the province is refused where it is, in a body, a patch and a row of a list', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const boston = { lat: 42.36, lon: -71.06 };
  const { siteId } = await givenSite(service);

  const created = await admin.call(createSite, { body: siteBody({ location: boston }) });
  const moved = await admin.call(changeSite, { params: { siteId }, body: { location: boston, reason: 'test' }, headers: { 'if-match': '*' } });
  const listed = await admin.send({
    method: 'POST',
    url: '/v1/sites/imports',
    headers: { 'content-type': 'application/x-ndjson', 'accept-language': 'fr' },
    body: JSON.stringify({ siteId, ...boston }),
  });

  for (const answer of [created, moved]) expect(answer.problem()).toMatchObject({ status: 422, code: 'region-mismatch', errors: [{ pointer: '/location' }] });
  expect(listed.problem()).toMatchObject({
    status: 422,
    errors: [{ pointer: '/lat', code: 'region-mismatch', detail: 'doit se trouver dans ON : entre 41 et 57 degrés nord et entre 74 et 96 degrés ouest' }],
  });
});

test('a postal code in small letters and without its blank is stored as it is written', async () => {
  await using service = await startService();

  const created = await service.as('demo-admin').call(createSite, { body: siteBody({ address: { city: 'Kingston', postalCode: 'k7l2z5' } }) });

  expect(created.json().address.postalCode).toBe('K7L 2Z5');
});

test('a change needs the ETag of the present version: none is 428, a stale one 412, and of many at once one wins', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service);
  const { headers } = await admin.call(readSite, { params: { siteId } });
  const change = (street: string, tag?: string) =>
    admin.call(changeSite, { params: { siteId }, body: { address: { street }, reason: 'moved' }, ...(tag !== undefined && { headers: { 'if-match': tag } }) });

  const without = await change('1 King Street');
  const stale = await change('2 King Street', '"0.stale"');
  const many = await Promise.all(Array.from({ length: 16 }, (_, index) => change(`${index} Queen Street`, headers.etag)));

  expect(without.problem()).toMatchObject({ status: 428, code: 'precondition-required' });
  expect(stale.problem()).toMatchObject({ status: 412, code: 'precondition-failed' });
  expect(many.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array.from({ length: 15 }, () => 412)]);
});

test('a correction in the past is known only from now on, and a later change that set the same member stays', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service);
  const patch = (street: string, effectiveOn: string) =>
    admin.call(changeSite, { params: { siteId }, body: { address: { street }, effectiveOn, reason: 'test' }, headers: { 'if-match': '*' } });
  const march = await patch('3 March Street', '2024-03-01');
  const before = march.json().knownAt;

  await patch('2 February Street', '2024-02-01');

  const street = async (asOf: string, knownAt?: string) =>
    (await admin.call(readSite, { params: { siteId }, query: { asOf, ...(knownAt && { knownAt }) } })).json().address.street;
  expect(await street('2024-01-15')).toBe('1 Main Street');
  expect(await street('2024-02-15')).toBe('2 February Street');
  expect(await street('2024-03-15')).toBe('3 March Street');
  expect(await street('2024-02-15', before)).toBe('1 Main Street');
});

test('a correction of one part of a name or an address goes on past a later change of another part', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service);
  const patch = (effectiveOn: string, body: object) =>
    admin.call(changeSite, { params: { siteId }, body: { ...body, effectiveOn, reason: 'test' }, headers: { 'if-match': '*' } });
  await patch('2024-03-01', { name: { fr: 'Mars' }, address: { street: '3 March Street' } });

  await patch('2024-01-01', { name: { en: 'Right', fr: 'Juste' }, address: { city: 'Gananoque', street: '1 Old Street' } });

  const now = (await admin.call(readSite, { params: { siteId } })).json();
  expect([now.name, now.address]).toEqual([
    { en: 'Right', fr: 'Mars' },
    { street: '3 March Street', city: 'Gananoque', postalCode: 'K7L 2Z5' },
  ]);
});

test('the history tells when each version ends as known now, and which one another has replaced', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service);
  await changeState(service, siteId, 'suspended', '2024-03-01');
  await changeState(service, siteId, 'closed', '2024-03-01');

  const { items } = (await service.as('demo-admin').call(listSiteHistory, { params: { siteId } })).json();

  expect(items.map(({ state, effectiveOn, endedOn }) => [state, effectiveOn, endedOn])).toEqual([
    ['planned', '2024-01-01', '2024-01-02'],
    ['open', '2024-01-02', '2024-03-01'],
    ['suspended', '2024-03-01', '2024-03-01'],
    ['closed', '2024-03-01', null],
  ]);
});

test('a patch that changes nothing makes no version and no event', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service);

  const same = await admin.call(changeSite, { params: { siteId }, body: { timeZone: 'America/Toronto', reason: 'nothing' }, headers: { 'if-match': '*' } });

  expect(same.json().revision).toBe(1);
  expect((await admin.call(listSiteHistory, { params: { siteId } })).json().items).toHaveLength(1);
});

test('closed is final, and the same state again is refused', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenOpenSite(service);
  const to = (state: 'open' | 'suspended' | 'closed', effectiveOn: string) =>
    admin.call(changeSiteStatus, { params: { siteId }, body: { state, effectiveOn, reason: 'test' }, headers: { 'if-match': '*' } });

  const same = await to('open', '2024-02-01');
  const closed = await to('closed', '2024-06-01');
  const reopened = await to('open', '2024-07-01');
  const suspendedBefore = await to('suspended', '2024-03-01');

  expect(same.problem()).toMatchObject({ code: 'invalid-transition', status: 409 });
  expect(closed.json()).toMatchObject({ state: 'closed', asOf: '2024-06-01' });
  expect(reopened.problem().code).toBe('invalid-transition');
  expect(suspendedBefore.json().state).toBe('suspended');
});

test('on the day on which it begins a change replaces how it began: opened or closed, in any order, but not suspended', async () => {
  await using service = await startService();
  const { siteId } = await givenSite(service, { kind: 'scheduled-outreach' });
  const to = (state: 'open' | 'suspended' | 'closed') => changeState(service, siteId, state, '2024-01-01');

  const answers = [await to('suspended'), await to('open'), await to('suspended'), await to('open'), await to('closed'), await to('open')];

  expect(answers.map(({ status }) => status)).toEqual([409, 201, 409, 409, 201, 201]);
  expect(answers[2]?.problem()).toMatchObject({
    code: 'invalid-transition',
    detail: 'On 2024-01-01 the state cannot become “suspended”: a site does not begin so. States allowed: planned, closed.',
  });
  expect(answers[5]?.json()).toMatchObject({ state: 'open', services: [] });
});

test('a refused change of state says why', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service);
  await changeState(service, siteId, 'suspended', '2024-03-01');
  const refusal = async (state: 'open' | 'suspended', on: string) => (await changeState(service, siteId, state, on)).problem().detail;

  expect(await refusal('suspended', '2024-03-01')).toBe('On 2024-03-01 the state cannot become “suspended”: it is so already. States allowed: open, closed.');
  await changeState(service, siteId, 'closed', '2024-04-01');
  expect(await refusal('open', '2024-05-01')).toBe('On 2024-05-01 the state cannot become “open”: until then it is “closed”. States allowed: none.');
});

test('a change of state is taken back by the state of the day before: a closing with its succession, an opening, one that is only planned', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const [closed, next, opened] = [await givenOpenSite(service), await givenOpenSite(service), await givenSite(service)];
  const succession = { into: next.siteId, effectiveOn: '2999-03-31', reason: 'by mistake' };
  const into = await admin.call(succeedSite, { params: { siteId: closed.siteId }, body: succession, headers: { 'if-match': '*' } });
  await changeState(service, opened.siteId, 'open', '2024-03-01');

  const answers = [await changeState(service, closed.siteId, 'open', '2999-03-31'), await changeState(service, opened.siteId, 'planned', '2024-03-01')];
  const again = await changeState(service, opened.siteId, 'planned', '2024-03-01');
  const onAnotherDay = await changeState(service, closed.siteId, 'planned', '2999-04-01');
  const asKnownBefore = (await admin.call(readSite, { params: { siteId: closed.siteId }, query: { asOf: '2999-04-01', knownAt: into.json().knownAt } })).json();

  expect(answers.map((answer) => answer.json())).toMatchObject([
    { state: 'open', successor: null, asOf: '2999-03-31' },
    { state: 'planned', asOf: '2024-03-01' },
  ]);
  expect([again, onAnotherDay].map((answer) => answer.problem().code)).toEqual(['invalid-transition', 'invalid-transition']);
  expect(asKnownBefore).toMatchObject({ state: 'closed', successor: next.siteId });
  expect((await changeState(service, closed.siteId, 'suspended', '2999-05-01')).status).toBe(201);
});

test('a reactivation that is taken back takes its passport service along', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);
  const reactivated = await changeState(service, siteId, 'open', '2024-06-01');

  const takenBack = await changeState(service, siteId, 'suspended', '2024-06-01');

  expect(reactivated.json().services).toEqual(['social-insurance-number', 'passport']);
  expect(takenBack.json()).toMatchObject({ state: 'suspended', services: ['social-insurance-number'] });
});

test('what a caller changes comes from the caller, no longer from the document that told of the site before', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const source = { document: 'Office finder', asOf: '2024-01-01', quality: 'reported' as const };
  const [patched, suspended, succeeded, same, next] = [
    await givenOpenSite(service, { source }),
    await givenOpenSite(service, { source }),
    await givenOpenSite(service, { source }),
    await givenSite(service, { source }),
    await givenOpenSite(service),
  ];
  const own = { document: 'Register entry by demo-admin', asOf: '2024-03-01', quality: 'measured' };
  const headers = { 'if-match': '*' };
  const change = { effectiveOn: '2024-03-01', reason: 'test' };

  const answers = [
    await admin.call(changeSite, { params: { siteId: patched.siteId }, body: { languages: ['fr'], ...change }, headers }),
    await admin.call(changeSiteStatus, { params: { siteId: suspended.siteId }, body: { state: 'suspended', ...change }, headers }),
    await admin.call(succeedSite, { params: { siteId: succeeded.siteId }, body: { into: next.siteId, ...change }, headers }),
  ];
  const without = await admin.call(changeSite, { params: { siteId: same.siteId }, body: { languages: [], ...change }, headers });

  expect(answers.map((answer) => answer.json().source)).toEqual([own, own, own]);
  expect(without.json().source).toEqual(source);
  expect((await admin.call(listSites, { query: { quality: ['reported'], state: ['suspended'] } })).json().items).toEqual([]);
});

test('a correction that would not agree with where the site is later is refused', async () => {
  await using service = await startService();
  const { siteId } = await givenSite(service, { region: 'atlantic', province: 'NB', address: { city: 'Sackville' }, location: { lat: 45.9, lon: -64.37 } });
  const patch = (body: object, effectiveOn: string) =>
    service.as('demo-admin').call(changeSite, { params: { siteId }, body: { ...body, effectiveOn, reason: 'test' }, headers: { 'if-match': '*' } });
  await patch({ province: 'NS' }, '2024-03-01');

  const region = await patch({ region: 'quebec', province: 'QC' }, '2024-02-01');
  const postalCode = await patch({ address: { postalCode: 'E4L 1G6' } }, '2024-02-01');

  expect(region.problem()).toMatchObject({ status: 422, code: 'region-mismatch', errors: [{ pointer: '/province' }] });
  expect(postalCode.problem()).toMatchObject({ status: 422, code: 'region-mismatch', errors: [{ pointer: '/address/postalCode' }] });
});

test('today is the day where the site is now, also if it will be in another zone', async () => {
  await using service = await startService({ clock: frozenClock('2024-03-15T03:30:00Z') });
  const { siteId } = await givenSite(service, { timeZone: 'America/Halifax' });
  const patch = (body: object) =>
    service.as('demo-admin').call(changeSite, { params: { siteId }, body: { ...body, reason: 'test' }, headers: { 'if-match': '*' } });
  await patch({ timeZone: 'America/Toronto', effectiveOn: '2024-06-01' });

  const changed = await patch({ languages: ['fr'] });

  expect(changed.json()).toMatchObject({ asOf: '2024-03-15', effectiveOn: '2024-03-15' });
});

test('a patch without effect answers with what holds on its day, as it can be read', async () => {
  await using service = await startService();
  const { siteId } = await givenOpenSite(service);

  const same = await service.as('demo-admin').call(changeSite, {
    params: { siteId },
    body: { timeZone: 'America/Toronto', effectiveOn: '2024-01-01', reason: 'test' },
    headers: { 'if-match': '*' },
  });

  const { asOf, knownAt } = same.json();
  expect(same.json()).toMatchObject({ state: 'planned', revision: 1 });
  expect((await service.as('demo-admin').call(readSite, { params: { siteId }, query: { asOf, knownAt } })).json()).toEqual(same.json());
});

test('a regional caller changes sites of its own region only, and cannot move one in or out', async () => {
  await using service = await startService();
  const atlantic = service.as('demo-atlantic');
  const ours = await givenSite(service, { region: 'atlantic', province: 'NL', address: { city: 'Gander' }, location: { lat: 48.95, lon: -54.6 } });
  const theirs = await givenSite(service);

  const created = await atlantic.call(createSite, { body: siteBody() });
  const changed = await atlantic.call(changeSite, { params: { siteId: theirs.siteId }, body: { languages: ['fr'], reason: 'test' } });
  const moved = await atlantic.call(changeSite, {
    params: { siteId: ours.siteId },
    body: { region: 'ontario', province: 'ON', reason: 'test' },
    headers: { 'if-match': '*' },
  });

  for (const answer of [created, changed, moved]) expect(answer.problem()).toMatchObject({ status: 403, code: 'outside-region' });
});

test('a list goes on where it stopped while sites are added, and refuses the cursor of another filter', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  for (const letter of ['B', 'C', 'D', 'E']) await givenSite(service, { siteId: `${letter}${letter}${letter}` });

  const first = await admin.call(listSites, { query: { limit: 2 } });
  await givenSite(service, { siteId: 'AAA' });
  await givenSite(service, { siteId: 'ZZZ' });
  const cursor = first.json().nextCursor ?? '';
  const second = await admin.call(listSites, { query: { limit: 2, cursor } });
  const foreign = await admin.call(listSites, { query: { limit: 2, cursor, region: ['ontario'] } });
  const altered = await admin.call(listSites, { query: { limit: 2, cursor: `${cursor}x` } });

  expect(first.json().items.map((site) => site.siteId)).toEqual(['BBB', 'CCC']);
  expect(second.json().items.map((site) => site.siteId)).toEqual(['DDD', 'EEE']);
  expect(second.json().nextCursor).toBeNull();
  for (const answer of [foreign, altered]) expect(answer.problem().errors).toMatchObject([{ pointer: '/cursor' }]);
});

test('sites are found by words without accents, by distance and in a box across the 180th meridian', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenSite(service, { siteId: 'KINGSTON' });
  await givenSite(service, {
    siteId: 'QUEBEC',
    region: 'quebec',
    province: 'QC',
    name: { en: 'Métis Québec', fr: 'Québec' },
    address: { city: 'Québec' },
    location: { lat: 46.81, lon: -71.21 },
  });
  const found = async (query: Parameters<typeof admin.call<typeof listSites>>[1]) =>
    (await admin.call(listSites, query)).json().items.map((site) => site.siteId);

  expect(await found({ query: { q: 'metis' } })).toEqual(['QUEBEC']);
  expect(await found({ query: { near: [46.8, -71.2] } })).toEqual(['QUEBEC', 'KINGSTON']);
  expect(await found({ query: { near: [46.8, -71.2], radiusKm: 5 } })).toEqual(['QUEBEC']);
  expect(await found({ query: { bbox: [170, 40, -72, 90] } })).toEqual(['KINGSTON']);
});

test('the same list comes as CSV and as GeoJSON', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenSite(service, { siteId: 'ONE', name: { en: '=1+1', fr: 'Un' } });

  const csv = await admin.call(listSites, { headers: { accept: 'text/csv' } });
  const geo = await admin.call(listSites, { headers: { accept: 'application/geo+json' } });
  const other = await admin.call(listSites, { headers: { accept: 'application/x-tar' } });

  const [head, row] = csv.text.split('\r\n');
  expect(head).toBe(
    'siteId,kind,nameEn,nameFr,region,province,street,city,postalCode,lat,lon,precision,timeZone,languages,services,accessibility,state,effectiveOn,reason',
  );
  expect(row).toBe("ONE,service-canada-centre,'=1+1,Un,ontario,ON,1 Main Street,Kingston,K7L 2Z5,44.23,-76.49,,America/Toronto,,,,planned,2024-01-01,");
  const { asOf, knownAt, ...features } = JSON.parse(geo.text);
  expect(features).toMatchObject({ type: 'FeatureCollection', nextCursor: null, features: [{ id: 'ONE', geometry: { coordinates: [-76.49, 44.23] } }] });
  // A table has no place for its axes: each answer names the call that gives it again.
  const again = `/v1/sites?asOf=${asOf}&knownAt=${encodeURIComponent(knownAt)}`;
  expect([csv, geo].map((answer) => answer.headers['content-location'])).toEqual([again, again]);
  expect(other.status).toBe(406);
});

test('the same request with the same key has one effect and one answer, byte for byte', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const headers = { 'idempotency-key': 'k-1' };
  const body = siteBody();

  const first = await admin.call(createSite, { body, headers });
  const again = await admin.call(createSite, { body, headers });
  const other = await admin.call(createSite, { body: { ...body, languages: ['fr'] }, headers });
  const another = siteBody();
  const together = await Promise.all(Array.from({ length: 20 }, () => admin.call(createSite, { body: another, headers: { 'idempotency-key': 'k-2' } })));

  expect([again.status, again.text, again.headers.etag]).toEqual([201, first.text, first.headers.etag]);
  expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
  expect(other.problem()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  const good = together.filter(({ status }) => status === 201);
  expect(new Set(good.map(({ text }) => text)).size).toBe(1);
  expect(good.filter((answer) => !answer.headers['idempotent-replayed'])).toHaveLength(1);
  for (const answer of together.filter(({ status }) => status !== 201)) expect(answer.problem().code).toBe('idempotency-key-in-use');
});

test('a list has a strong ETag and answers 304 to who has it already', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenSite(service);

  const first = await admin.call(listSites, {});
  const again = await admin.call(listSites, { headers: { 'if-none-match': first.headers.etag ?? '' } });

  expect(first.headers.etag).toMatch(/^"[^"]+"$/);
  expect([again.status, again.text]).toEqual([304, '']);
});

test.each([
  ['a NUL in a text', '{"name":{"en":"a\\u0000b"}}'],
  ['a lone surrogate', '{"name":{"en":"\\ud800"}}'],
  ['__proto__', '{"__proto__":{"x":1}}'],
  ['half a document', '{"siteId":'],
  ['100 000 nested arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['an empty body', ''],
])('%s is refused as a problem', async (_what, body) => {
  await using service = await startService();

  const answer = await service.as('demo-admin').send({ method: 'POST', url: '/v1/sites', headers: { 'content-type': 'application/json' }, body });

  expect(answer.problem()).toMatchObject({ status: 400, code: 'invalid-request' });
});

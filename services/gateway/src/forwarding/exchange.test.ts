import { expect, test } from '@jest/globals';
import { sendJson, startBefore, startGateway } from '../../test/start.ts';

test('method, path, query and body come to the service as they were sent, and its answer back to the caller', async () => {
  await using both = await startBefore((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => sendJson(response, { got: Buffer.concat(chunks).toString() }, 201, { etag: '"1"', location: '/v1/sites/SC-1' }));
  });

  const answer = await fetch(`${both.gateway.url}/v1/sites?q=%C3%A9t%C3%A9&q=a+b`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });

  expect(both.service.requests[0]).toMatchObject({
    method: 'POST',
    url: '/v1/sites?q=%C3%A9t%C3%A9&q=a+b',
    headers: { 'content-type': 'application/json', 'content-length': '7' },
  });
  expect([answer.status, answer.headers.get('etag'), answer.headers.get('location'), await answer.json()]).toEqual([
    201,
    '"1"',
    '/v1/sites/SC-1',
    { got: '{"a":1}' },
  ]);
});

test('a trace goes on: the caller’s identifiers are kept, missing ones are made, and both sides see the same', async () => {
  await using both = await startBefore((request, response) =>
    sendJson(response, request.headers, 200, { 'x-request-id': 'of-the-service', traceparent: 'of-the-service' }),
  );
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  const kept = await fetch(`${both.gateway.url}/v1/sites`, { headers: { 'x-request-id': 'caller-42', traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
  const made = await fetch(`${both.gateway.url}/v1/sites`, { headers: { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' } });

  expect(kept.headers.get('x-request-id')).toBe('caller-42');
  expect(await kept.json()).toMatchObject({ 'x-request-id': 'caller-42', traceparent: kept.headers.get('traceparent') });
  expect(kept.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  expect(await made.json()).toMatchObject({ 'x-request-id': made.headers.get('x-request-id'), traceparent: made.headers.get('traceparent') });
  expect(made.headers.get('traceparent')).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('HEAD goes as HEAD and comes back with the length and no body', async () => {
  await using both = await startBefore((_request, response) => {
    response.writeHead(200, { 'content-length': 1_000_000, etag: '"1"' });
    response.end();
  });

  const answer = await fetch(`${both.gateway.url}/v1/sites`, { method: 'HEAD' });

  expect(both.service.requests[0]?.method).toBe('HEAD');
  expect([answer.status, answer.headers.get('content-length'), answer.headers.get('etag'), await answer.text()]).toEqual([200, '1000000', '"1"', '']);
});

test.each([204, 304])('%i comes back without a body', async (status) => {
  await using both = await startBefore((_request, response) => void response.writeHead(status, { etag: '"1"' }).end());

  const answer = await fetch(`${both.gateway.url}/v1/sites`, { headers: { 'if-none-match': '"1"' } });

  expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([status, '"1"', '']);
});

test('a service’s own refusal passes as it is, 503 too', async () => {
  await using both = await startBefore((_request, response) =>
    sendJson(response, { code: 'service-unavailable' }, 503, { 'content-type': 'application/problem+json', 'retry-after': '7' }),
  );

  const answer = await fetch(`${both.gateway.url}/v1/sites`);

  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([503, '7', { code: 'service-unavailable' }]);
});

test('a service that is not there is 502 in the caller’s language, with Retry-After', async () => {
  await using gateway = await startGateway();

  const answer = await fetch(`${gateway.url}/v1/sites?limit=1`, { headers: { 'accept-language': 'fr-CA' } });

  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-language')]).toEqual([502, '2', 'fr']);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await answer.json()).toMatchObject({
    code: 'bad-gateway',
    status: 502,
    instance: '/v1/sites',
    detail: 'Le service site-registry est injoignable. Les autres adresses ne sont pas touchées.',
    requestId: answer.headers.get('x-request-id'),
  });
});

test.each([
  ['is no HTTP', 'hello\r\n\r\n'],
  ['breaks off within its head', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ['breaks off within a small body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":'],
  ['has two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
  ['wants another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
])('an answer that %s is 502, and none of it is told', async (_what, bytes) => {
  await using both = await startBefore((request) => void request.socket.end(bytes));

  const answer = await fetch(`${both.gateway.url}/v1/sites`);

  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([502, 'bad-gateway']);
});

test('of an answer that comes after an early hint the caller gets the answer', async () => {
  await using both = await startBefore((_request, response) => response.writeEarlyHints({ link: '</a>; rel=preload' }, () => sendJson(response, { ok: true })));

  const answer = await fetch(`${both.gateway.url}/v1/sites`);

  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
});

test('a GET whose kept connection dies is sent once more, and the caller sees nothing of it', async () => {
  let deaths = 1;
  await using both = await startBefore((request, response) => {
    if (request.url === '/v1/sites?die' && deaths-- > 0) request.socket.destroy();
    else sendJson(response, {});
  });
  await fetch(`${both.gateway.url}/v1/sites`);

  const answer = await fetch(`${both.gateway.url}/v1/sites?die`);

  expect(answer.status).toBe(200);
  expect(both.service.requests.map(({ url }) => url)).toEqual(['/v1/sites', '/v1/sites?die', '/v1/sites?die']);
});

test('a GET whose connection dies twice is 502', async () => {
  await using both = await startBefore((request) => void request.socket.destroy());

  const answer = await fetch(`${both.gateway.url}/v1/sites`);

  expect([answer.status, both.service.requests.length]).toEqual([502, 2]);
});

test.each(['POST', 'PATCH'])('a %s is never sent twice: whether it took effect, only its repeat by the caller may ask', async (method) => {
  await using both = await startBefore((request) => {
    request.resume();
    request.once('end', () => request.socket.destroy());
  });
  const address = method === 'POST' ? '/v1/sites' : '/v1/sites/SC-3010';

  const answer = await fetch(both.gateway.url + address, { method, body: '{}', headers: { 'content-type': 'application/json' } });

  expect([answer.status, both.service.requests.length]).toEqual([502, 1]);
});

test('a service that closed its kept connections is asked on new ones', async () => {
  await using both = await startBefore((_request, response) => sendJson(response, {}));
  await fetch(`${both.gateway.url}/v1/sites`);

  both.service.closeConnections();
  const answer = await fetch(`${both.gateway.url}/v1/sites`, { method: 'POST' });

  expect([answer.status, both.service.requests.length]).toEqual([200, 2]);
});

test('an announced body and none, odd media types and no media type: the service judges them, not the gateway', async () => {
  await using both = await startBefore((request, response) => {
    request.resume();
    request.once('end', () => sendJson(response, {}, 401));
  });

  const types = ['text/xml', ';;', 'application/json; charset=utf-16'].map((type) =>
    fetch(`${both.gateway.url}/v1/sites`, { method: 'POST', body: 'x', headers: { 'content-type': type } }),
  );
  const answers = await Promise.all([...types, fetch(`${both.gateway.url}/v1/sites`, { method: 'POST' })]);

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
});

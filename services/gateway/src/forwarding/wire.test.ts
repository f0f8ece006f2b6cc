import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { sendJson, speak, startBefore } from '../../test/start.ts';

/** Answers with what the service was told. */
const echo: Parameters<typeof startBefore>[0] = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => sendJson(response, { method: request.method, url: request.url, host: request.headers.host, body: Buffer.concat(chunks).toString() }));
};
const end = 'host: x\r\nconnection: close\r\n\r\n';

function bodyIn(answer: string): Record<string, unknown> {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;
}

test('a target in absolute form is the same resource, and its host means nothing', async () => {
  await using both = await startBefore(echo);

  const answer = await speak(both.gateway.port, `GET http://evil.example:99/v1/sites?limit=2 HTTP/1.1\r\n${end}`);
  const refused = await speak(both.gateway.port, `DELETE http://evil.example/v1/sites HTTP/1.1\r\n${end}`);

  expect(bodyIn(answer)).toMatchObject({ url: '/v1/sites?limit=2', host: `127.0.0.1:${both.service.port}` });
  expect(refused).toMatch(/^HTTP\/1\.1 405 [^]*"instance":"\/v1\/sites"/);
});

test.each([
  ['/v1/sites/../../metrics', 404],
  ['/v1/../v1/sites', 404],
  ['/v1/sites/..', 200],
  ['/v1/sites/%2e%2e', 200],
  ['/v1/sites/..%2f..%2fmetrics', 200],
  ['//evil.example/v1/sites', 404],
  ['/V1/sites', 404],
  ['/v1/sites/', 200],
  ['/v1/sites/%00', 200],
])('%s is not another address: it comes to the service as it stands, or to nobody', async (target, status) => {
  await using both = await startBefore(echo);

  const answer = await speak(both.gateway.port, `GET ${target} HTTP/1.1\r\n${end}`);

  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(both.service.requests.map(({ url }) => url)).toEqual(status === 200 ? [target] : []);
});

test('a broken escape in the path is 400 and goes nowhere', async () => {
  await using both = await startBefore(echo);

  expect(await speak(both.gateway.port, `GET /v1/sites/%E0%A4%A HTTP/1.1\r\n${end}`)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid-request"/);
  expect(both.service.requests).toEqual([]);
});

test('a GET with a body comes whole', async () => {
  await using both = await startBefore(echo);

  const answer = await speak(both.gateway.port, `GET /v1/sites HTTP/1.1\r\ncontent-length: 5\r\n${end}hello`);

  expect(bodyIn(answer)).toMatchObject({ method: 'GET', body: 'hello' });
});

test('pipelined GETs are answered in their order, also when the first takes longest', async () => {
  const waiting: (() => void)[] = [];
  await using both = await startBefore((request, response) => {
    const answer = (): void => sendJson(response, { url: request.url });
    if (request.url !== '/v1/sites?1') {
      answer();
      if (request.url === '/v1/sites?3') waiting.pop()?.();
    } else waiting.push(answer);
  });

  const answers = await speak(
    both.gateway.port,
    `GET /v1/sites?1 HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/sites?2 HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/sites?3 HTTP/1.1\r\n${end}`,
  );

  expect(answers.match(/\/v1\/sites\?\d/g)).toEqual(['/v1/sites?1', '/v1/sites?2', '/v1/sites?3']);
});

test('of pipelined long answers none is mixed into another', async () => {
  const letters = ['a', 'b', 'c'];
  await using both = await startBefore((request, response) => {
    response.writeHead(200, { 'content-length': 500_000 });
    response.end((request.url?.at(-1) ?? '').repeat(500_000));
  });

  const answers = await speak(
    both.gateway.port,
    letters.map((letter, index) => `GET /v1/sites?${letter} HTTP/1.1\r\n${index === 2 ? end : 'host: x\r\n\r\n'}`).join(''),
  );

  for (const letter of letters) expect(answers).toContain(`\r\n\r\n${letter.repeat(500_000)}`);
});

test('pipelined requests whose caller leaves free the service', async () => {
  const closed: Promise<unknown>[] = [];
  const three = Promise.withResolvers<void>();
  await using both = await startBefore((_request, response) => {
    if (closed.push(once(response, 'close')) === 3) three.resolve();
  });
  const socket = connect(both.gateway.port, '127.0.0.1');
  socket.write('GET /v1/sites?1 HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(3));

  await three.promise;
  socket.destroy();

  await expect(Promise.all(closed)).resolves.toHaveLength(3);
});

test('Expect: 100-continue is answered, and the body comes whole', async () => {
  await using both = await startBefore(echo);
  const socket = connect(both.gateway.port, '127.0.0.1');
  socket.write(`POST /v1/sites HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 5\r\n${end}`);

  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.write('hello');
  let rest = '';
  for await (const chunk of socket) rest += String(chunk);

  expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  expect(bodyIn(rest)).toMatchObject({ method: 'POST', body: 'hello' });
});

test.each([
  ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n'],
  ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n'],
  ['chunks and then identity', 'transfer-encoding: chunked, identity\r\n'],
  ['a coding that is not chunked', 'transfer-encoding: gzip\r\n'],
  ['chunks within another coding', 'transfer-encoding: gzip, chunked\r\n'],
  ['chunks twice', 'transfer-encoding: chunked, chunked\r\n'],
  ['a blank before the colon', 'transfer-encoding : chunked\r\n'],
  ['a folded header', 'transfer-encoding:\r\n chunked\r\n'],
  ['a length with a sign', 'content-length: +5\r\n'],
  ['a length in hexadecimal', 'content-length: 0x5\r\n'],
  ['a header without a name', ': x\r\n'],
  ['a bare line feed', 'x-a: 1\ntransfer-encoding: chunked\r\n'],
  ['a NUL in a header', 'x-a: \0\r\n'],
])('%s is 400, ends the connection and smuggles nothing', async (_what, headers) => {
  await using both = await startBefore(echo);

  const answer = await speak(
    both.gateway.port,
    `POST /v1/sites HTTP/1.1\r\nhost: x\r\n${headers}\r\n5\r\nhello\r\n0\r\n\r\nGET /v1/sites?smuggled HTTP/1.1\r\n${end}`,
  );

  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/"code":"invalid-request"/);
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(both.service.requests).toEqual([]);
});

test('bytes that are no HTTP after a request do not end up within its answer', async () => {
  await using both = await startBefore((_request, response) => {
    response.writeHead(200, { 'content-length': 200_000 });
    response.write('a'.repeat(100_000));
  });
  const socket = connect(both.gateway.port, '127.0.0.1');
  let received = '';
  socket.on('data', (bytes) => (received += String(bytes)));
  socket.write('GET /v1/sites HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'data');

  socket.write('this is no HTTP\r\n\r\n');
  await once(socket, 'close');

  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\na*$/);
});

test('a request without Host is 400', async () => {
  await using both = await startBefore(echo);

  expect(await speak(both.gateway.port, 'GET /v1/sites HTTP/1.1\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(both.service.requests).toEqual([]);
});

test('headers without end are 431', async () => {
  await using both = await startBefore(echo);

  expect(await speak(both.gateway.port, `GET /v1/sites HTTP/1.1\r\nx-a: ${'a'.repeat(30_000)}\r\n${end}`)).toMatch(
    /^HTTP\/1\.1 431 [^]*"code":"headers-too-large"/,
  );
});

test('a caller of HTTP/1.0 gets an answer that ends with its connection', async () => {
  await using both = await startBefore((_request, response) => {
    response.write('one, ');
    response.end('two');
  });

  expect(await speak(both.gateway.port, 'GET /v1/sites HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\none, two$/);
});

test('an upgrade is not made: the request is answered as it is', async () => {
  await using both = await startBefore(echo);

  const answer = await speak(both.gateway.port, 'GET /v1/sites HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n\r\n');

  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(both.service.requests[0]?.headers.upgrade).toBeUndefined();
});

test('CONNECT opens no tunnel', async () => {
  await using both = await startBefore(echo);

  const answer = await speak(both.gateway.port, `CONNECT 127.0.0.1:${both.service.port} HTTP/1.1\r\nhost: x\r\n\r\n`);

  expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
  expect(both.service.requests).toEqual([]);
});

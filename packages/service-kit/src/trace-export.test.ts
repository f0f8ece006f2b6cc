import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { quietLog } from '@csn/testing';
import { createHttpApp } from './http-app.ts';
import { createTraceExport } from './trace-export.ts';

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

/** A collector that keeps what it is sent. */
async function startCollector() {
  const received: {
    path: string | undefined;
    resourceSpans: { resource: { attributes: { key: string; value: { stringValue: string } }[] }; scopeSpans: { spans: Span[] }[] }[];
  }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({ path: request.url, ...JSON.parse(Buffer.concat(chunks).toString()) });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    spans: () => received.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))),
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test('each request is one span with the ids of its trace, and the last are sent when the process ends', async () => {
  await using collector = await startCollector();
  const traceExport = await createTraceExport({ service: 'site-registry', endpoint: `${collector.url}/`, log: quietLog });
  const { http } = createHttpApp({ service: 'site-registry', log: quietLog, bodyLimit: 1000, traceExport });
  http.get('/v1/things/:id', { config: { operationId: 'readThing' } }, (request) => {
    if (request.url.endsWith('broken')) throw new Error('broken');
    return {};
  });
  const before = Date.now();

  const answer = await http.inject({
    url: '/v1/things/secret-name?q=secret',
    headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x-request-id': 'r-1' },
  });
  await http.inject('/v1/things/broken');
  await http.inject({ url: '/v1/things/unsampled', headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' } });
  await http.close();
  await traceExport.stop();

  const [good, broken, ...others] = collector.spans();
  expect(collector.received[0]).toMatchObject({
    path: '/v1/traces',
    resourceSpans: [{ resource: { attributes: expect.arrayContaining([{ key: 'service.name', value: { stringValue: 'site-registry' } }]) } }],
  });
  expect(good).toMatchObject({
    name: 'readThing',
    kind: 2,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    spanId: String(answer.headers.traceparent).split('-')[2],
  });
  expect(Object.fromEntries(good?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? [])).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'http.route': '/v1/things/:id',
    'request.id': 'r-1',
  });
  expect(good?.status.code ?? 0).toBe(0);
  const milliseconds = (nanos = '0') => Number(BigInt(nanos) / 1_000_000n);
  expect(milliseconds(good?.startTimeUnixNano)).toBeGreaterThanOrEqual(before - 1);
  expect(milliseconds(good?.endTimeUnixNano)).toBeGreaterThanOrEqual(milliseconds(good?.startTimeUnixNano));
  expect(broken).toMatchObject({ name: 'readThing', status: { code: 2 } });
  expect(broken?.parentSpanId || undefined).toBeUndefined();
  expect(others).toEqual([]);
});

test('a collector that is away holds up neither the answers nor, for long, the end', async () => {
  const traceExport = await createTraceExport({ service: 'site-registry', endpoint: 'http://127.0.0.1:9', log: quietLog });
  const { http } = createHttpApp({ service: 'site-registry', log: quietLog, bodyLimit: 1000, traceExport });

  const answer = await http.inject('/health/live');
  await http.close();
  await traceExport.stop();

  expect(answer.statusCode).toBe(200);
});

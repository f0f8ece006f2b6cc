import { expect, test } from '@jest/globals';
import { headersForCaller, headersForService } from './headers.ts';

const bytes = (headers: readonly string[]): Buffer[] => headers.map((text) => Buffer.from(text, 'latin1'));

test('headers pass in their order and spelling, repeated ones too', () => {
  expect(headersForService(['Accept', 'a', 'If-None-Match', '"1"', 'accept', 'b'], [])).toEqual(['Accept', 'a', 'If-None-Match', '"1"', 'accept', 'b']);
  expect(headersForCaller(bytes(['ETag', '"é"', 'Link', '<a>', 'Link', '<b>']), [])).toEqual(['ETag', '"é"', 'Link', '<a>', 'Link', '<b>']);
});

test('what belongs to one connection goes no further, nor what Connection names', () => {
  const sent = [
    'Connection',
    'keep-alive, Custom',
    'Custom',
    '1',
    'custom-2',
    '2',
    'Keep-Alive',
    'timeout=5',
    'TE',
    'trailers',
    'Transfer-Encoding',
    'chunked',
    'Upgrade',
    'websocket',
    'Proxy-Authorization',
    'x',
  ];

  expect(headersForService(sent, [])).toEqual(['custom-2', '2']);
  expect(headersForCaller(bytes(sent), [])).toEqual(['custom-2', '2']);
});

test('what the gateway adds stays, also when Connection names it', () => {
  expect(headersForService(['connection', 'x-request-id, close', 'accept', 'a'], ['x-request-id', '1'])).toEqual(['accept', 'a', 'x-request-id', '1']);
});

test('no header by which a caller says who he is comes to a service; only the gateway says where he is', () => {
  const claimed = ['x-user', 'X-Client-Id', 'X-FORWARDED-FOR', 'x-region', 'Forwarded', 'x-request-id', 'traceparent', 'Host', 'Expect'].flatMap((name) => [
    name,
    'mallory',
  ]);

  expect(headersForService(claimed, ['x-forwarded-for', '203.0.113.7'])).toEqual(['x-forwarded-for', '203.0.113.7']);
});

test('the caller gets the gateway’s trace and limit, not the service’s', () => {
  const answer = bytes(['X-Request-Id', 'service', 'Traceparent', 'service', 'RateLimit', 'service', 'ETag', '"1"', 'X-Custom', 'stays']);

  expect(headersForCaller(answer, ['x-request-id', 'gateway'])).toEqual(['ETag', '"1"', 'X-Custom', 'stays', 'x-request-id', 'gateway']);
});

test('names that callers invent are decided like others, however many they are', () => {
  for (let index = 0; index < 2000; index += 1) expect(headersForService([`x-${index}`, 'a', `y-${index}`, 'b'], [])).toEqual([`y-${index}`, 'b']);
});

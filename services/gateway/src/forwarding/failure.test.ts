import { expect, test } from '@jest/globals';
import { connectionDied, problemOf } from './failure.ts';

const failed = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  ['ECONNREFUSED', 'bad-gateway'],
  ['ECONNRESET', 'bad-gateway'],
  ['UND_ERR_SOCKET', 'bad-gateway'],
  ['UND_ERR_CONNECT_TIMEOUT', 'bad-gateway'],
  ['HPE_INVALID_CONSTANT', 'bad-gateway'],
  ['UND_ERR_HEADERS_TIMEOUT', 'gateway-timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'gateway-timeout'],
  ['UND_ERR_DESTROYED', 'service-unavailable'],
  ['UND_ERR_INVALID_ARG', 'invalid-request'],
])('%s is told as %s', (code, problem) => {
  expect(problemOf(failed(code), 'briefing').code).toBe(problem);
});

test('what cannot be reached or is stopping says when to come again; what timed out does not, since it may have taken effect', () => {
  expect(problemOf(failed('ECONNREFUSED'), 'briefing').options.headers).toEqual({ 'retry-after': '2' });
  expect(problemOf(failed('UND_ERR_CLOSED'), 'briefing').options.headers).toEqual({ 'retry-after': '1' });
  expect(problemOf(failed('UND_ERR_HEADERS_TIMEOUT'), 'briefing').options.headers).toBeUndefined();
});

test('only a connection that died under its request is a reason to ask again', () => {
  expect(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].map((code) => connectionDied(failed(code)))).toEqual([true, true, true]);
  expect(['ECONNREFUSED', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_ABORTED'].map((code) => connectionDied(failed(code)))).toEqual([false, false, false]);
});

import { expect, test } from '@jest/globals';
import { readIdentityConfig } from './config.ts';

const complete = { PORT: '8086', OIDC_ISSUER: 'http://127.0.0.1:8080', IDENTITY_KEY_FILE: '/var/lib/csn/identity-key.json' };

test('the embedded issuer does not start in production, and says what to do', () => {
  expect(() => readIdentityConfig({ ...complete, NODE_ENV: 'production' })).toThrow(/NODE_ENV: .*set OIDC_ISSUER to an issuer of your own/);
  expect(readIdentityConfig(complete).NODE_ENV).toBe('development');
});

test('all faults are named at once', () => {
  expect(() => readIdentityConfig({ PORT: 'x', OIDC_ISSUER: 'http://issuer.example' })).toThrow(/3 faults[^]*PORT[^]*OIDC_ISSUER[^]*IDENTITY_KEY_FILE/);
});

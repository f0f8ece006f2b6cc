import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationFaults, readConfiguration } from './configuration.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfiguration(environment, '/srv/network');
    return [];
  } catch (error) {
    if (error instanceof ConfigurationFaults) return error.faults;
    throw error;
  }
}

describe('the configuration of the suite', () => {
  test('needs nothing on a laptop: the gateway takes 8080 and the services the ports after it', () => {
    const configuration = readConfiguration({}, '/srv/network');

    expect(configuration).toMatchObject({
      HOST: '127.0.0.1',
      dataDir: '/srv/network/.data',
      LOAD: 'all',
      RATE_LIMIT: 600,
      OIDC_AUDIENCE: 'citizen-service-network',
    });
    expect(configuration.ports).toEqual({
      gateway: 8080,
      'site-registry': 8081,
      'channel-volumes': 8082,
      'quality-monitoring': 8083,
      'passport-program': 8084,
      briefing: 8085,
      identity: 8086,
    });
  });

  test('lets a service have a port of its own, but not that of another one', () => {
    expect(readConfiguration({ GATEWAY_PORT: '9000', BRIEFING_PORT: '7000' }, '/').ports).toMatchObject({ briefing: 7000, identity: 9006 });
    expect(faultsOf({ GATEWAY_PORT: '9000', BRIEFING_PORT: '9001' })).toEqual([expect.stringContaining('BRIEFING_PORT: 9001 is the port of site-registry')]);
    expect(faultsOf({ GATEWAY_PORT: '65530' })).toEqual([expect.stringContaining('identity')]);
  });

  test('names all its faults at once and shows no value', () => {
    const faults = faultsOf({
      GATEWAY_PORT: 'http',
      LOAD: 'some',
      RATE_LIMIT: '-1',
      OIDC_ISSUER: 'http://issuer.example',
      DATABASE_URL: 'mysql://hunter2',
      QA_KEY_ENCRYPTION_KEY: 'hunter2',
    });

    expect(faults.map((fault) => fault.replace(/:.*/, '')).toSorted()).toEqual([
      'DATABASE_URL',
      'GATEWAY_PORT',
      'LOAD',
      'OIDC_ISSUER',
      'QA_KEY_ENCRYPTION_KEY',
      'RATE_LIMIT',
    ]);
    expect(faults.join()).not.toContain('hunter2');
  });

  test('accepts an issuer by https, or by http on the machine itself', () => {
    for (const issuer of ['https://login.example/realm', 'http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])
      expect(faultsOf({ OIDC_ISSUER: issuer })).toEqual([]);
    for (const issuer of ['http://login.example', 'http://127.0.0.1.example', 'ftp://localhost', 'login'])
      expect(faultsOf({ OIDC_ISSUER: issuer })).toHaveLength(1);
  });

  test('refuses production without an issuer and without a key, both named with the other faults', () => {
    const faults = faultsOf({ NODE_ENV: 'production', LOAD: 'some' });

    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['LOAD', 'OIDC_ISSUER', 'QA_KEY_ENCRYPTION_KEY']);
    expect(faultsOf({ NODE_ENV: 'production', OIDC_ISSUER: 'https://login.example', QA_KEY_ENCRYPTION_KEY: KEY })).toEqual([]);
  });

  test('takes a value from a file, without the line end, but not from both places', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'configuration-')), 'key');
    writeFileSync(file, `${KEY}\n`);

    expect(readConfiguration({ QA_KEY_ENCRYPTION_KEY_FILE: file }, '/').QA_KEY_ENCRYPTION_KEY).toBe(KEY);
    expect(faultsOf({ QA_KEY_ENCRYPTION_KEY_FILE: file, QA_KEY_ENCRYPTION_KEY: KEY })).toEqual([expect.stringContaining('set twice')]);
    expect(faultsOf({ REDIS_URL_FILE: '/nowhere' })).toEqual([expect.stringContaining('REDIS_URL_FILE')]);
  });

  test('wants the name and the secret of the services’ own client together', () => {
    expect(faultsOf({ SERVICE_CLIENT_ID: 'network' })).toEqual([expect.stringContaining('SERVICE_CLIENT_SECRET')]);
    expect(faultsOf({ SERVICE_CLIENT_SECRET: 'x' })).toEqual([expect.stringContaining('SERVICE_CLIENT_ID')]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { readConfiguration } from './configuration.ts';
import { environmentOf, gatewayAddress, inheritedEnvironment, programsOf, type Surroundings } from './environments.ts';

function surroundings(environment: NodeJS.ProcessEnv = {}): Surroundings {
  return {
    configuration: readConfiguration(environment, '/srv/network'),
    databaseUrl: 'postgres://database-secret',
    client: { id: 'network-services', secret: 'client-secret' },
    qaKey: 'qa-secret',
    identityKeyFile: '/srv/identity-key.json',
  };
}

/** The programs that are told a secret. */
function whoKnows(secret: string, around: Surroundings): string[] {
  return programsOf(around.configuration).filter((name) => Object.values(environmentOf(name, around)).some((value) => value.includes(secret)));
}

describe('what the programs are told', () => {
  test('each secret only if the program needs it', () => {
    const around = surroundings({ REDIS_URL: 'redis://redis-secret' });

    expect(whoKnows('database-secret', around)).toEqual(['site-registry', 'channel-volumes', 'quality-monitoring', 'passport-program', 'briefing']);
    expect(whoKnows('client-secret', around)).toEqual(['channel-volumes', 'quality-monitoring', 'passport-program', 'briefing', 'identity']);
    expect(whoKnows('qa-secret', around)).toEqual(['passport-program']);
    expect(whoKnows('redis-secret', around)).toEqual(['gateway']);
  });

  test('the embedded issuer is named like the gateway, and its keys are fetched from identity itself', () => {
    const { OIDC_ISSUER, OIDC_JWKS_URL, OIDC_TOKEN_URL } = environmentOf('briefing', surroundings({ GATEWAY_PORT: '9000' }));

    expect({ OIDC_ISSUER, OIDC_JWKS_URL, OIDC_TOKEN_URL }).toEqual({
      OIDC_ISSUER: 'http://127.0.0.1:9000',
      OIDC_JWKS_URL: 'http://127.0.0.1:9006/oauth2/jwks',
      OIDC_TOKEN_URL: 'http://127.0.0.1:9006/oauth2/token',
    });
  });

  test('with an issuer of another house there is no identity, and its addresses are left to discovery', () => {
    const around = surroundings({ OIDC_ISSUER: 'https://login.example' });

    expect(programsOf(around.configuration)).not.toContain('identity');
    expect(environmentOf('gateway', around)).toMatchObject({ OIDC_ISSUER: 'https://login.example' });
    expect(environmentOf('gateway', around)).not.toHaveProperty('OIDC_JWKS_URL');
    expect(environmentOf('gateway', around)).not.toHaveProperty('IDENTITY_URL');
  });

  test('only the gateway is reached from outside', () => {
    const around = surroundings({ HOST: '0.0.0.0' });

    expect(environmentOf('gateway', around)['HOST']).toBe('0.0.0.0');
    expect(environmentOf('site-registry', around)['HOST']).toBe('127.0.0.1');
    expect(gatewayAddress(around.configuration)).toBe('http://localhost:8080');
    expect(gatewayAddress(surroundings({ HOST: '::1' }).configuration)).toBe('http://[::1]:8080');
  });

  test('what the suite does not know passes, but not its own variables, npm’s, nor those of another PostgreSQL', () => {
    const environment = {
      PATH: '/bin',
      NODE_EXTRA_CA_CERTS: '/ca',
      QA_KEY_ENCRYPTION_KEY_FILE: '/key',
      SERVICE_CLIENT_SECRET: 'x',
      npm_config_token: 'x',
      PGSSLMODE: 'require',
    };

    expect(inheritedEnvironment(environment, true)).toEqual({ PATH: '/bin', NODE_EXTRA_CA_CERTS: '/ca' });
    expect(inheritedEnvironment(environment, false)).toEqual({ PATH: '/bin', NODE_EXTRA_CA_CERTS: '/ca', PGSSLMODE: 'require' });
  });
});

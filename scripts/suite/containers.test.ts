import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readConfiguration } from './configuration.ts';
import { environmentOf } from './environments.ts';
import { PROGRAMS } from './programs.ts';

const composeFiles = ['docker-compose.yml', 'docker/compose.production.yml'].map((file) => readFileSync(file, 'utf8')).join('\n');

test.each(PROGRAMS)('in containers %s runs too and is told all that it is told by npm start', (name) => {
  const everythingSet = { REDIS_URL: 'redis://r', PASSPORT_PROXIMITY_KM: '10', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o' };
  const around = {
    configuration: readConfiguration(everythingSet, '/srv'),
    databaseUrl: 'postgres://p',
    client: { id: 'c', secret: 's' },
    qaKey: 'k',
    identityKeyFile: 'f',
  };

  const told = Object.keys(environmentOf(name, around));

  expect(composeFiles).toContain(`command: [node, services/${name}/src/main.ts]`);
  expect(told.filter((variable) => !new RegExp(`^ +${variable}(_FILE)?: `, 'm').test(composeFiles))).toEqual([]);
});

// Writes openapi/<service>.json and openapi/citizen-service-network.json from the contracts.
// With --check it writes nothing and ends with 1 when a file is not what the contracts say.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openApiOf, openApiOfAll, serviceNames } from '@csn/contracts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const folder = new URL('../openapi/', import.meta.url);
const documents = [...serviceNames.map((name) => [`${name}.json`, openApiOf(name)] as const), ['citizen-service-network.json', openApiOfAll()] as const];

const stale = documents.filter(([name, document]) => kept(name) !== textOf(document));
if (values.check) {
  for (const [name] of stale) console.error(`openapi/${name} is not what the contracts say: run node scripts/openapi.ts and commit it`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, document] of stale) {
    writeFileSync(new URL(name, folder), textOf(document));
    console.log(`openapi/${name}`);
  }
}

function textOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function kept(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return undefined; // not written yet
  }
}

// `npm run check`: all that can be checked without running the product. `npm run check -- lint types` runs only those.
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

const CHECKS: Record<string, readonly string[]> = {
  types: ['tsc', '--project', 'tsconfig.json'],
  lint: ['oxlint'],
  format: ['oxfmt', '--check'],
  unused: ['knip', '--no-progress', '--no-config-hints'],
  openapi: ['node', 'scripts/openapi.ts', '--check'],
  readme: ['node', 'scripts/readme-commands.ts'],
};

const root = dirname(import.meta.dirname);
const environment = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter) };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CHECKS);
const failed = wanted.filter((name) => !passes(name));
console.log(failed.length === 0 ? 'all checks pass' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes(name: string): boolean {
  const [command, ...args] = CHECKS[name] ?? [];
  if (!command) throw new Error(`there is no check ${name}; there are ${Object.keys(CHECKS).join(', ')}`);
  const began = performance.now();
  const { status } = spawnSync(command, args, { cwd: root, env: environment, stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`${status === 0 ? 'pass' : 'FAIL'}  ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return status === 0;
}

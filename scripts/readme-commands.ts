// Part of `npm run check`: the README names no command and no path that does not exist.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faultsIn } from './readme/faults.ts';

const root = dirname(import.meta.dirname);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const page = readFileSync(join(root, 'README.md'), 'utf8');

const faults = faultsIn(page, Object.keys(scripts), (path) => existsSync(join(root, path)));
for (const fault of faults) console.error(`README.md: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

// `node scripts/run.mjs <script.ts | tool> …`: runs a script, or a tool of node_modules, on the pinned toolchain, whatever Node calls it.
import { launch } from './toolchain.mjs';

const [what = '', ...args] = process.argv.slice(2);
await (/\.[mc]?[jt]s$/.test(what) ? launch([what, ...args]) : launch(args, { tool: what }));

// `npm start`: gets the toolchain and the packages when they are missing, then runs the suite (suite.ts) until it is told to stop.
// package.json calls it with `exec`: a shell between npm and us would die of npm's SIGTERM without passing it on.
import { launch } from './toolchain.mjs';

await launch(['scripts/suite.ts'], { channel: true, dieWithParent: process.env['npm_lifecycle_event'] === 'start' });

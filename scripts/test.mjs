// `npm test`: gets the toolchain and the packages when they are missing, then runs jest; what follows `--` goes to jest (`npm test -- services/briefing`).
import { launch } from './toolchain.mjs';

await launch(['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)]);

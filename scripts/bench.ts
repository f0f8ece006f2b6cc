// `npm run bench [-- topic …]`: what gateway, tokens, contracts and rules cost, as ratios to the barest way of doing the same, measured in one run and
// alternating, since machines are noisy. Also the time of a second start and the memory of idle processes. Misses are printed as misses.
import { setTimeout as wait } from 'node:timers/promises';
import { type Figure, tell } from './bench/figure.ts';
import { intakeFigures } from './bench/intake.ts';
import { historyFigures } from './bench/history.ts';
import { importFigures, nearestRatios } from './bench/registry.ts';
import { listRatios, readRatios, writeRatios } from './bench/requests.ts';
import { residentMemory, type RunningSuite, startSuite } from './bench/running-suite.ts';
import { summaryFigures } from './bench/volume-summary.ts';

/** In this order: what fills the databases comes last. */
const topics: Readonly<Record<string, (suite: RunningSuite) => AsyncIterable<Figure> | Iterable<Figure>>> = {
  start: startFigures,
  read: readRatios,
  list: listRatios,
  history: historyFigures,
  nearest: nearestRatios,
  write: writeRatios,
  import: importFigures,
  intake: intakeFigures,
  summary: (suite) => summaryFigures({ ...suite, address: suite.gateway }),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((topic) => !(topic in topics));
if (unknown.length) throw new Error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(topics).join(', ')}`);

await using running = new AsyncDisposableStack();
const suite = await startSuite(running);
for (const [topic, measure] of Object.entries(topics)) {
  if (asked.length && !asked.includes(topic)) continue;
  for await (const figure of measure(suite)) tell(figure);
}

async function* startFigures({ startFigures: figures, processId }: RunningSuite): AsyncGenerator<Figure> {
  yield* figures;
  await wait(20_000);
  for (const [name, value] of residentMemory(processId)) yield { name: `${name} idle, MB RSS`, value, limit: 120, how: 'at most' };
}

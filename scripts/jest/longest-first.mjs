// The order of the test files: those that allow themselves more time than usual come first, so that none of them is left running alone at the end.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @type {typeof import('@jest/test-sequencer')} a CommonJS package */
const { default: TestSequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

export default class LongestFirst extends TestSequencer {
  /**
   * @override
   * @param {Parameters<typeof TestSequencer.prototype.sort>[0]} tests
   */
  async sort(tests) {
    const limits = new Map(tests.map(({ path }) => [path, longestLimit(readFileSync(path, 'utf8'))]));
    return (await super.sort(tests)).toSorted((a, b) => (limits.get(b.path) ?? 0) - (limits.get(a.path) ?? 0));
  }
}

/**
 * The limit that a test is given as its last argument, in milliseconds.
 * @param {string} source
 */
function longestLimit(source) {
  return Math.max(0, ...Array.from(source.matchAll(/^(?:\}, |  )(\d[\d_]{4,})[,)]/gm), ([, limit]) => Number(limit?.replaceAll('_', ''))));
}

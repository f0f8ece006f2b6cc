import { expect, test } from '@jest/globals';
import { faultsIn } from './faults.ts';

const exists = (path: string): boolean => ['services/gateway/src', 'docs/libraries.md'].includes(path);

test('a command that package.json does not have is named once', () => {
  const page = 'Start with `npm start`, then `npm run load`. Again: `npm run load -- --all`, `npm test`.';

  expect(faultsIn(page, ['start', 'test'], exists)).toEqual(['package.json has no script load']);
});

test('a path of the repository that is not there is named, in code and in links', () => {
  const page =
    'See `services/gateway/src` and `node scripts/gone.ts`, [libraries](docs/libraries.md#zod), [more](docs/more.md), [web](https://example.org/a/b).';

  expect(faultsIn(page, [], exists)).toEqual(['there is no scripts/gone.ts', 'there is no docs/more.md']);
});

test('what only looks like a path is left alone', () => {
  expect(faultsIn('`application/json`, `/v1/sites`, `services/<service>/data`, `.data`', [], exists)).toEqual([]);
});

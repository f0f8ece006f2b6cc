// What the code may not do, checked by oxlint: above all who may import whom.
import { defineConfig } from 'oxlint';

const SERVICES = ['gateway', 'identity', 'site-registry', 'channel-volumes', 'quality-monitoring', 'passport-program', 'briefing'];

const ONE_DOOR = { group: ['@csn/*/**'], message: 'A package has one door: import it by its name.' };
const NO_SERVICE = {
  group: SERVICES.flatMap((name) => [`@csn/${name}`, `**/${name}/src/**`]),
  message: 'Nobody imports a service: it is called over HTTP, with its contract.',
};
const OWN_ROUTES = { group: ['../**/routes.ts'], message: 'A feature uses queries and rules of another one, not its routes.' };
const ONLY_ZOD = {
  group: ['*', '!zod', '!.', '!..', '!./**', '!../**', '../../../**'],
  message: 'Contracts import zod and their own files, nothing else.',
};
const NO_REQUEST = { group: ['fastify', 'fastify/**', '**/routes.ts', '**/app.ts'], message: 'Queries know tables and contract types, no request.' };
const NO_SQL = { group: ['kysely', 'kysely/**', '**/queries.ts'], message: 'The app is a table of contents: SQL stands in queries.ts.' };

function mayNotImport(...patterns: { group: string[]; message: string }[]) {
  return { 'no-restricted-imports': ['error' as const, { patterns }] };
}

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'jest'],
  categories: { correctness: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/node_modules', '.toolchain', '.data', 'coverage', 'openapi'],
  rules: {
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'import/no-cycle': 'error',
    'jest/no-disabled-tests': 'error',
    'jest/no-focused-tests': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
    // Here these find good code only: destructured services, `() => void later()`, tests over generated cases, errors whose message is nobody's contract.
    'jest/no-conditional-expect': 'off',
    'jest/require-to-throw-message': 'off',
    'typescript/no-meaningless-void-operator': 'off',
    'typescript/unbound-method': 'off',
  },
  // Of the groups that fit a file the last one counts: each states the whole of its own.
  overrides: [
    { files: ['packages/**/*.ts', 'services/**/*.ts', 'scripts/**/*.ts'], rules: mayNotImport(ONE_DOOR, NO_SERVICE) },
    { files: ['packages/contracts/src/**/*.ts'], rules: mayNotImport(ONLY_ZOD) },
    { files: ['packages/contracts/src/**/*.test.ts'], rules: mayNotImport(ONE_DOOR, NO_SERVICE) },
    { files: ['services/*/src/**/routes.ts'], rules: mayNotImport(ONE_DOOR, NO_SERVICE, OWN_ROUTES) },
    { files: ['services/*/src/**/queries.ts'], rules: mayNotImport(ONE_DOOR, NO_SERVICE, NO_REQUEST) },
    { files: ['services/*/src/app.ts'], rules: mayNotImport(ONE_DOOR, NO_SERVICE, NO_SQL) },
  ],
});

// All tests of the repository, run by `npm test` (scripts/test.mjs) on a real PostgreSQL that scripts/jest provides.
export default {
  testEnvironment: 'node',
  testMatch: ['services/*/src', 'services/*/test', 'packages/*/src', 'packages/*/test', 'scripts'].map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
  modulePathIgnorePatterns: ['<rootDir>/.toolchain/', '<rootDir>/.data/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest/strip-types.mjs' },
  globalSetup: '<rootDir>/scripts/jest/setup.mjs',
  globalTeardown: '<rootDir>/scripts/jest/teardown.mjs',
  reporters: ['default', '<rootDir>/scripts/jest/count-reporter.mjs'],
  testSequencer: '<rootDir>/scripts/jest/longest-first.mjs',
  testTimeout: 30_000,
  maxWorkers: 2,
};

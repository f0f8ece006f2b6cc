// The last line of a test run, for people and CI alike: `N passed, N failed`. A file of tests that cannot even be run counts as one failed.
export default class CountReporter {
  /**
   * @param {unknown} _contexts
   * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} results
   */
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    process.on('exit', () => console.log(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`));
  }
}

// The specs run once for each mutant.
process.env.FUZZ_GRAPHS ??= '60';

export default {
  packageManager: 'npm',
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      testMatch: ['<rootDir>/test/mutation/engine-specs.ts'],
      testEnvironment: './test/mutation/fail-fast-environment.mjs',
      testTimeout: 20_000,
    },
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  mutate: ['src/engine/**/*.ts', '!src/engine/**/*.spec.ts', '!src/engine/services/**'],
  // The wording of a text is no behaviour, and the types hold the rest of the literals.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: 1,
  timeoutMS: 10_000,
  timeoutFactor: 1.5,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 90, low: 85, break: 85 },
  ignorePatterns: ['dist', 'docs', 'examples', 'bench', 'reports'],
};

/** @type {import('jest').Config} */
export default {
  testMatch: [
    '<rootDir>/test/{unit,integration,infra}/**/*.test.ts',
    '<rootDir>/packages/*/test/**/*.test.ts',
  ],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  testSequencer: '<rootDir>/jest.sequencer.js',
  // two cores: two test files at once
  maxWorkers: 2,
  // modules of test files that are over stay in memory: a worker that has gathered many begins anew
  workerIdleMemoryLimit: '1GB',
  // the limit finds what hangs; what a quiet machine does in half a minute may take a busy one ten times as long
  testTimeout: 300_000,
};

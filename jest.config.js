/** @type {import('jest').Config} */
export default {
  testMatch: [
    '<rootDir>/test/{unit,integration,infra}/**/*.test.ts',
    '<rootDir>/packages/*/test/**/*.test.ts',
  ],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  // node reads TypeScript itself
  transform: {},
  testRunner: '<rootDir>/test/runner/run-file.ts',
  testEnvironment: '<rootDir>/test/runner/environment.ts',
  testSequencer: '<rootDir>/jest.sequencer.js',
  // two cores: two test files at once
  maxWorkers: 2,
  // what test files leave in memory stays: a worker that has gathered much begins anew
  workerIdleMemoryLimit: '1GB',
  // the limit finds what hangs; what a quiet machine does in half a minute may take a busy one ten times as long
  testTimeout: 300_000,
};

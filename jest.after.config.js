import config from './jest.config.js';

/** What can only be said when everything else has run. */
const { globalSetup: _setup, ...rest } = config;

/** @type {import('jest').Config} */
export default { ...rest, testMatch: ['<rootDir>/test/after/**/*.test.ts'] };

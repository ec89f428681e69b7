export { expect } from 'expect';
export { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'jest-circus';

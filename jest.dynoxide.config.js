import { existsSync } from 'node:fs';
import config from './jest.config.js';

// read by local/aws/tables.ts
process.env.LABWIRE_DYNAMODB = 'dynoxide';

const isHere = existsSync(`${import.meta.dirname}/node_modules/@dynoxide/linux-x64/dynoxide`);
if (!isHere)
  process.stderr.write(
    'skipped: the stores and the local cloud on a second emulator of DynamoDB: @dynoxide/linux-x64 is not installed, or this is no Linux on x64\n',
  );

/**
 * The stores and the whole way of a result once more, on an emulator of DynamoDB that others wrote.
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: [`<rootDir>/test/integration/${isHere ? '{dynamo-stores,local-cloud}' : 'none'}.test.ts`],
  passWithNoTests: true,
};

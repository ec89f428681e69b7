import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { gateway } from '../../../cli/actions/gateway.ts';

test('the gateway sends messages to no other machine over plain HTTP', async () => {
  const options = {
    site: fileURLToPath(new URL('../../../site', import.meta.url)),
    url: 'http://cloud.test',
    region: 'us-east-1',
    data: '/nonexistent',
    healthHost: '127.0.0.1',
    healthPort: 0,
    workQueues: {},
    resultQueues: {},
  };
  await expect(gateway(options)).rejects.toThrow('--url is plain HTTP to another machine');
});

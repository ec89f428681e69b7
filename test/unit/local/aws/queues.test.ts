import { expect } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { startQueues } from '../../../../local/aws/queues.ts';
import { listeners, procfs } from '../../../support/listeners.ts';
import { needing } from '../../../support/needs.ts';

needing(procfs).test('SQS and S3 of the local run are reached from this machine alone', async () => {
  expect(listeners()).toEqual({ count: 0, open: [] });
  const queues = await startQueues(undefined);
  expect(listeners()).toEqual({ count: 1, open: [] });
  await queues.stop();
});

// shows that the list above would tell
needing(procfs).test('the emulator by itself is open to other machines', async () => {
  const queues = await startFauxqs({ port: 0, logger: false });
  expect(listeners().open).toHaveLength(1);
  await queues.stop();
});

import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

test('a cancellation of a whole order in a source that waits for orders changes nothing when it is read again', async () => {
  const cloud = aMemoryCloud(aSite({ sources: [{ id: 'core-lis', kind: 'lis', unmatchedOrders: 'hold' }] }));
  const record = await cloud.run(
    toMessage(msh(), pid(), segment('ORC', { 1: 'CA', 3: 'F-2' }), pid(), obr({ 3: 'F-2', 25: 'P' })),
  );
  const before = cloud.reports.all().map(({ version }) => version);
  expect(before).toHaveLength(2); // the order's cancellation, and the report
  await cloud.replay({ messageId: record?.id ?? '' });
  expect(cloud.reports.all().map(({ version }) => version)).toEqual(before);
});

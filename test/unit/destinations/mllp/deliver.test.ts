import { expect, test } from '@jest/globals';
import { createDestination } from '../../../../lib/destinations/mllp/deliver.ts';
import type { OutboundQueue } from '../../../../lib/ports/outbound-queue.ts';
import { aDestination, dependencies, once } from '../../../support/destinations.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const version = asVersion(reportOf(anOru()));

type Sent = Parameters<OutboundQueue['send']>;

function aQueue(failure?: Error) {
  const sent: Sent[] = [];
  const send = async (...entry: Sent): Promise<void> => {
    if (failure !== undefined) throw failure;
    sent.push(entry);
  };
  return { sent, outbound: { send } };
}

const open = (outbound: OutboundQueue, hl7: object = {}) =>
  createDestination(aDestination({ kind: 'mllp', to: { host: 'ehr', port: 2575 }, hl7 }), {
    ...dependencies,
    outbound,
  });

test('a message waits for the gateway, with the report version that its receipt will name', async () => {
  const { sent, outbound } = aQueue();
  await open(outbound).deliver(version, once);
  expect(sent).toHaveLength(1);
  const [message, order] = sent[0] ?? [];
  expect(message).toMatchObject({
    destination: 'ehr',
    report: { key: version.report.key, version: version.version },
  });
  expect(Buffer.from(message?.message ?? []).toString()).toMatch(/^MSH\|/);
  expect(order?.group).toBe(version.sequenceGroup);
});

test('the same version is queued under the same id, and a redelivery under one of its own', async () => {
  const { sent, outbound } = aQueue();
  const destination = open(outbound);
  await destination.deliver(version, once);
  await destination.deliver(version, once);
  await destination.deliver(version, { ...once, redelivery: 'wish' });
  const [first, second, third] = sent.map(([, { id }]) => id);
  expect(second).toBe(first);
  expect(third).toBe(`${first}-wish`);
  expect(sent[2]?.[0].report?.redelivery).toBe('wish');
});

test('a queue that takes nothing is no fault of the report', async () => {
  const cause = new Error('throttled');
  const { outbound } = aQueue(cause);
  await expect(open(outbound).deliver(version, once)).rejects.toMatchObject({
    code: 'MessageNotQueued',
    disposition: 'transient',
    cause,
  });
});

test('what cannot be written for the EHR is not queued', async () => {
  const { sent, outbound } = aQueue();
  const foreign = asVersion(reportOf(anOru({ patient: { 5: 'Иванов^Иван' } })));
  await expect(open(outbound, { charset: 'ASCII' }).deliver(foreign, once)).rejects.toMatchObject({
    code: 'NotInCharacterSet',
    disposition: 'permanent',
  });
  expect(sent).toEqual([]);
});

import { expect } from '@jest/globals';
import { type CloudAddress, deadLettersAt, drainedAt, isSettled, readTable, untilAt } from './cloud.ts';
import { labwire } from './labwire.ts';

/**
 * Does what the runbook asks of a person after crashes, until nothing is queued: puts dead letters back, because a crash counts as a
 * try of every entry in hand, and has the messages that were set aside read again. `data`: the folder of the cloud.
 */
export async function putInOrder(
  cloud: CloudAddress,
  data: string,
): Promise<{ readonly putBack: number; readonly replayed: number }> {
  let putBack = 0;
  const settle = async (): Promise<void> => {
    await untilAt(cloud.awsUrl, () => isSettled(cloud.awsUrl), 'queues without anything but dead letters');
    const letters = await deadLettersAt(cloud.awsUrl);
    if (letters === 0) return drainedAt(cloud.awsUrl);
    putBack += letters;
    for (const { queue, entries } of await deadLettersOf(data))
      if (entries > 0) await ran(['dlq', 'redrive', queue, '--yes', '--data', data]);
    await settle();
  };
  await settle();
  const { messages } = await readTable(cloud);
  // a message that had been read before keeps its state
  const ids = messages
    .filter(({ state, issues }) => state === 'failed' || issues.some(({ reason }) => reason === 'not-read'))
    .map(({ id }) => id);
  if (ids.length > 0) {
    await ran(['replay', ...ids, '--by', 'ines', '--yes', '--data', data]);
    await settle();
  }
  return { putBack, replayed: ids.length };
}

const deadLettersOf = async (
  data: string,
): Promise<readonly { readonly queue: string; readonly entries: number }[]> =>
  JSON.parse(await ran(['dlq', 'ls', '--json', '--data', data]));

async function ran(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await labwire(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  return stdout;
}

import { describe, expect, test } from '@jest/globals';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { AdapterError, tooLong } from '../../../../lib/shared/adapter-error.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';

/** Filing fails with these, one after the other. */
function aCloud(...failures: Error[]) {
  const failNext = () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  const reports = new (class extends MemoryReportStore {
    override async latest(key: string) {
      failNext();
      return super.latest(key);
    }
    override async append(version: ReportVersion) {
      failNext();
      return super.append(version);
    }
  })();
  return { ...aMemoryCloud(undefined, { reports }), failures };
}

const fault = () => new TypeError('a fault of ours');
const outage = () => new AdapterError('Down', 'transient', 'no answer');

test('a message that our own code cannot read is kept for a person at the third try', async () => {
  const cloud = aCloud(fault(), fault(), fault());
  const id = await cloud.accept(anOru({ results: [{}, { 3: 'K^Potassium^L' }] }));

  await expect(cloud.normalize(id)).rejects.toThrow(TypeError);
  await expect(cloud.normalize(id, { tries: 2 })).rejects.toThrow(TypeError);
  expect(await cloud.normalize(id, { tries: 3 })).toMatchObject({ outcome: 'failed', held: 2, stored: 0 });

  expect(await cloud.messages.record(id)).toMatchObject({
    state: 'failed',
    ledger: { received: 2, stored: 0, held: { incomplete: 2 } },
    issues: [{ code: '207', reason: 'not-read' }],
  });
  const listed: string[] = [];
  for await (const { messageId } of cloud.messages.held('incomplete')) listed.push(messageId);
  expect(listed).toEqual([id]);
});

test('the later messages of its patient go on, and a replay files it', async () => {
  const cloud = aCloud(fault(), fault(), fault());
  const id = await cloud.accept(anOru());
  for (const tries of [1, 2, 3]) await cloud.normalize(id, { tries }).catch(() => undefined);

  expect(await cloud.run(anOru({ order: { 3: 'F-2^CORELIS' } }))).toMatchObject({ state: 'processed' });
  expect(await cloud.replay({ messageId: id })).toMatchObject({ state: 'processed', ledger: { stored: 1 } });
  expect(await cloud.messages.record(id)).toMatchObject({ state: 'processed' });
});

test('an outage of the world sets nothing aside, however often it is tried', async () => {
  const cloud = aCloud(...Array.from({ length: 9 }, outage));
  const id = await cloud.accept(anOru());
  for (let tries = 1; tries <= 9; tries++)
    await expect(cloud.normalize(id, { tries })).rejects.toThrow(AdapterError);

  expect(await cloud.normalize(id, { tries: 10 })).toMatchObject({ outcome: 'processed', stored: 1 });
});

test('a message whose report is too long to be written is set aside, as no later try can succeed', async () => {
  const long = () => new AdapterError(tooLong, 'permanent', 'too long');
  const cloud = aCloud(long(), long(), long());
  const id = await cloud.accept(anOru());
  for (const tries of [1, 2]) await expect(cloud.normalize(id, { tries })).rejects.toThrow(AdapterError);
  expect(await cloud.normalize(id, { tries: 3 })).toMatchObject({ outcome: 'failed', held: 1 });
});

test('a message during which the process died twice is set aside before it is read again', async () => {
  const cloud = aCloud(fault());
  const id = await cloud.accept(anOru());
  // the process died before it could say how these tries ended
  await cloud.messages.countTry(id, '', 2);

  expect(await cloud.normalize(id, { tries: 4 })).toMatchObject({ outcome: 'failed', held: 1 });
});

test('a message whose time is over twice is set aside by itself', async () => {
  const cloud = aCloud();
  const id = await cloud.accept(anOru());
  let elapsed = 0;
  const elapsedMs = () => (elapsed += 31_000);
  const read = (tries: number) => normalizeMessage(id, { ...cloud.dependencies, elapsedMs }, { tries });

  await expect(read(1)).rejects.toThrow('the time for one message is over');
  expect(await read(2)).toMatchObject({ outcome: 'failed', held: 1 });
});

test('a message that is read at once costs no count of its tries', async () => {
  const cloud = aCloud();
  const id = await cloud.accept(anOru());
  await cloud.normalize(id);

  expect(await cloud.messages.countTry(id, '', 1)).toBe(1);
});

test('a message that was read keeps its ledger, however often its entries are tried', async () => {
  const cloud = aCloud();
  const id = await cloud.accept(anOru());
  for (const occasion of ['first', 'again', 'again', 'again'] as const)
    expect(await cloud.normalize(id, { tries: 2, occasion })).not.toMatchObject({ outcome: 'failed' });

  expect(await cloud.messages.record(id)).toMatchObject({
    state: 'processed',
    ledger: { stored: 1, held: {} },
  });
  expect(await cloud.messages.countTry(id, '', 1)).toBe(1);
});

describe('a message that was read, and is read once more,', () => {
  const read = {
    state: 'processed',
    ledger: { received: 1, stored: 1, held: {}, setAside: {} },
    issues: [{ code: '207', reason: 'not-read' }],
  };
  const fails = { outcome: 'failed', stored: 0, held: 0 };

  test('keeps its state and ledger where that fails, and its sequence goes on', async () => {
    const cloud = aCloud();
    const id = await cloud.accept(anOru());
    await cloud.normalize(id);
    for (const tries of [1, 2, 3]) {
      cloud.failures.push(fault());
      const again = cloud.normalize(id, { tries, occasion: 'again' });
      if (tries < 3) await expect(again).rejects.toThrow(TypeError);
      else expect(await again).toMatchObject(fails);
    }
    expect(await cloud.messages.record(id)).toMatchObject(read);
    expect(await cloud.replay({ messageId: id })).toMatchObject({ state: 'processed' });
  });

  test('keeps them where the process dies of it, in this sequence alone', async () => {
    const cloud = aCloud();
    const id = await cloud.accept(anOru());
    await cloud.normalize(id);
    await cloud.messages.countTry(id, 'a', 2);

    const again = { tries: 4, occasion: 'again' } as const;
    expect(await cloud.normalize(id, { ...again, group: 'b' })).toMatchObject({ outcome: 'processed' });
    expect(await cloud.normalize(id, { ...again, group: 'a' })).toMatchObject(fails);
    expect(await cloud.normalize(id, { ...again, group: 'a' })).toMatchObject({ outcome: 'processed' });
  });

  test('is tried for ever where the world fails', async () => {
    const cloud = aCloud();
    const id = await cloud.accept(anOru());
    await cloud.normalize(id);
    cloud.failures.push(outage());
    await expect(cloud.normalize(id, { tries: 9, occasion: 'again' })).rejects.toThrow(AdapterError);
  });
});

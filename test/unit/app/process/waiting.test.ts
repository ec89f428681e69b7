import { describe, expect, test } from '@jest/globals';
import { MemoryIdentityStore } from '../../../../lib/adapters/memory/identity-store.ts';
import { MemoryMessageStore } from '../../../../lib/adapters/memory/message-store.ts';
import { MemoryInboundQueue } from '../../../../lib/adapters/memory/queues.ts';
import { MemoryUnreadControls } from '../../../../lib/adapters/memory/unread-controls.ts';
import { MemoryVerdictStore } from '../../../../lib/adapters/memory/verdict-store.ts';
import { MemoryWaitStore } from '../../../../lib/adapters/memory/wait-store.ts';
import { awaken, waitFor, waitForControls } from '../../../../lib/app/process/waiting.ts';
import type { PatientLink } from '../../../../lib/model/patient.ts';
import { aQuality } from '../../../support/quality/controls.ts';

const stores = () => ({
  waits: new MemoryWaitStore(),
  identities: new MemoryIdentityStore(),
  inbound: new MemoryInboundQueue(),
});

const link: PatientLink = {
  survivor: { key: 'b', identifiers: [], names: [], addresses: [], phones: [], notes: [] },
  messageId: 'merge',
  source: 'lis',
  at: 'MRG[1]-1[1]',
  watermark: { statusTime: 1, messageTime: 1, receivedTime: 1 },
};
const cause = { messageId: 'merge', group: 'b' };
const names = { patients: ['a'], aliases: [] };
const waiting = { messageId: 'm', group: 'g' };

test('a message that waits for a patient is queued in its own sequence when they are linked', async () => {
  const all = stores();
  expect(await waitFor({ messageId: 'm', group: 'g' }, { patients: ['a'], aliases: ['o'] }, all)).toBe(
    'nothing',
  );
  expect(await all.identities.link('a', link)).toBe(true);
  await awaken(cause, names, all);
  expect(all.inbound.entries).toMatchObject([{ messageId: 'm', group: 'g', occasion: 'awaited' }]);
  // nobody asks again where nothing waits
  expect(await all.identities.link('a', { ...link, messageId: 'next' })).toBe(false);
});

test('what came before it was waited for is seen by who waits', async () => {
  const all = stores();
  await all.identities.link('a', link);
  expect(await waitFor({ messageId: 'm', group: 'g' }, names, all)).toBe('perhaps-news');
});

describe('a message that waits for a control', () => {
  const quality = aQuality();
  const system = { source: 'analyzer', processingId: 'P', analyzer: 'c303', analyte: 'GLU' };
  const glucose = (version: number | undefined) => new Map([['glucose', { system: 'glucose', version }]]);

  test('is queued in its own sequence each time that the gate opens, once', async () => {
    const all = {
      ...stores(),
      verdicts: new MemoryVerdictStore(),
      unread: new MemoryUnreadControls(new MemoryMessageStore()),
      quality,
    };
    await all.verdicts.putState(system, { version: 1, steps: [], judgedBy: '' });
    for (let at = 0; at < 30; at++)
      await waitForControls({ messageId: `m${at}`, group: 'g' }, glucose(1), all);
    expect(all.inbound.entries).toEqual([]);
    await awaken(cause, { patients: [], aliases: [], systems: ['glucose', 'other'] }, all);
    await awaken(cause, { patients: [], aliases: [], systems: ['glucose'] }, all);
    expect(all.inbound.entries).toHaveLength(30);
    expect(all.inbound.entries[0]).toMatchObject({ messageId: 'm0', group: 'g', occasion: 'awaited' });
  });

  test('is queued again if the state changed before it could wait', async () => {
    const all = {
      ...stores(),
      verdicts: new MemoryVerdictStore(),
      unread: new MemoryUnreadControls(new MemoryMessageStore()),
      quality,
    };
    await all.verdicts.putState(system, { version: 1, steps: [], judgedBy: '' });
    await all.verdicts.putState(system, { version: 2, steps: [], judgedBy: '' });
    await waitForControls(waiting, glucose(1), all);
    expect(all.inbound.entries).toMatchObject([{ ...waiting, occasion: 'awaited' }]);
    await waitForControls(waiting, glucose(undefined), all);
    expect(all.inbound.entries).toHaveLength(2);
  });
});

test('nobody wakes themselves', async () => {
  const all = stores();
  await waitFor(cause, names, all);
  await awaken(cause, names, all);
  expect(all.inbound.entries).toEqual([]);
});

test('of many that wait each is queued once', async () => {
  const all = stores();
  for (let at = 0; at < 60; at++) await waitFor({ messageId: `m${at}`, group: 'g' }, names, all);
  await awaken(cause, names, all);
  expect(new Set(all.inbound.entries.map(({ messageId }) => messageId)).size).toBe(60);
  expect(all.inbound.entries).toHaveLength(60);
  await awaken(cause, names, all);
  expect(all.inbound.entries).toHaveLength(60);
});

test('a message that waits for two names is queued once when both come', async () => {
  const all = stores();
  const both = { patients: [], aliases: ['filler', 'placer'] };
  await waitFor({ messageId: 'm', group: 'g' }, both, all);
  await awaken(cause, both, all);
  expect(all.inbound.entries).toHaveLength(1);
  await awaken({ ...cause, messageId: 'next' }, both, all);
  expect(all.inbound.entries).toHaveLength(1);
});

describe('a message that is read again before its old entry is removed, and waits again', () => {
  /** Stores in which the message waits again as soon as it is queued. */
  const readAtOnce = (again: (all: ReturnType<typeof stores>) => Promise<unknown>) => {
    const all = stores();
    let isFirst = true;
    const inbound = {
      send: async (entry: Parameters<typeof all.inbound.send>[0]) => {
        await all.inbound.send(entry);
        if (isFirst) {
          isFirst = false;
          await again(all);
        }
      },
    };
    return { all, awakening: { ...all, inbound } };
  };

  test('waits for its test system', async () => {
    const wait = ({ waits }: ReturnType<typeof stores>) =>
      waits.put(waiting, [{ kind: 'system', key: 'glucose' }]);
    const { all, awakening } = readAtOnce(wait);
    await wait(all);
    const systems = { patients: [], aliases: [], systems: ['glucose'] };
    await awaken(cause, systems, awakening);
    expect(all.inbound.entries).toHaveLength(1);
    await awaken({ ...cause, messageId: 'next' }, systems, all);
    expect(all.inbound.entries).toHaveLength(2);
  });

  test('waits for its patient and its order, and who writes about them learns of it', async () => {
    const { all, awakening } = readAtOnce((stored) => waitFor(waiting, names, stored));
    await waitFor(waiting, names, all);
    await awaken(cause, names, awakening);
    expect((await all.identities.find(names)).awaited).toEqual(
      new Set([...names.patients, ...names.aliases]),
    );
    const before = all.inbound.entries.length;
    await awaken({ ...cause, messageId: 'next' }, names, all);
    expect(all.inbound.entries.length).toBeGreaterThan(before);
  });

  test('waits for each of two names, although the first one had it read', async () => {
    const both = { patients: [], aliases: ['filler', 'placer'] };
    const { all, awakening } = readAtOnce((stored) => waitFor(waiting, both, stored));
    await waitFor(waiting, both, all);
    await awaken(cause, both, awakening);
    for (const key of both.aliases)
      expect(await all.waits.waitingFor({ kind: 'order', key })).toMatchObject([waiting]);
  });
});

describe('a cause that comes again because its worker died', () => {
  const systems = { patients: [], aliases: [], systems: ['glucose'] };
  const wait = ({ waits }: ReturnType<typeof stores>) =>
    waits.put(waiting, [{ kind: 'system', key: 'glucose' }]);

  // the queue drops an entry whose cause it has seen
  const causesOf = ({ inbound }: ReturnType<typeof stores>) => inbound.entries.map((entry) => entry.cause);

  test('awakens a message once more that was read meanwhile and waits again', async () => {
    const all = stores();
    await wait(all);
    await awaken(cause, systems, all);
    await wait(all);
    await awaken(cause, systems, all);
    expect(new Set(causesOf(all)).size).toBe(2);
  });

  test('does not awaken it twice for one wait', async () => {
    const all = stores();
    await wait(all);
    const dies = Object.assign(new MemoryWaitStore(), {
      waitingFor: all.waits.waitingFor.bind(all.waits),
      remove: async () => {
        throw new Error('killed');
      },
    });
    await expect(awaken(cause, systems, { ...all, waits: dies })).rejects.toThrow('killed');
    await awaken(cause, systems, all);
    expect(causesOf(all)).toHaveLength(2);
    expect(new Set(causesOf(all)).size).toBe(1);
  });
});

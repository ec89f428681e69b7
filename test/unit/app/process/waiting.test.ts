import { expect, test } from '@jest/globals';
import { MemoryIdentityStore } from '../../../../lib/adapters/memory/identity-store.ts';
import { MemoryInboundQueue } from '../../../../lib/adapters/memory/queues.ts';
import { MemoryWaitStore } from '../../../../lib/adapters/memory/wait-store.ts';
import { awaken, waitFor } from '../../../../lib/app/process/waiting.ts';
import type { PatientLink } from '../../../../lib/model/patient.ts';

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

test('nobody wakes themselves', async () => {
  const all = stores();
  await waitFor(cause, names, all);
  await awaken(cause, names, all);
  expect(all.inbound.entries).toEqual([]);
});

test('of many that wait a few go on, and the rest when the message is read once more', async () => {
  const all = stores();
  for (let at = 0; at < 60; at++) await waitFor({ messageId: `m${at}`, group: 'g' }, names, all);
  const awakened = new Set<string>();
  for (let turn = 0; turn < 3; turn++) {
    const before = all.inbound.entries.length;
    await awaken(cause, names, all);
    const entries = all.inbound.entries.slice(before);
    expect(entries.length).toBeLessThanOrEqual(26);
    expect(entries.some(({ occasion }) => occasion === 'again')).toBe(turn < 2);
    for (const { messageId, occasion } of entries) if (occasion === 'awaited') awakened.add(messageId);
  }
  expect(awakened.size).toBe(60);
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

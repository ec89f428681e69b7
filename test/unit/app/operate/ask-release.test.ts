import { describe, expect, test } from '@jest/globals';
import { askRelease, stateSeen } from '../../../../lib/app/operate/ask-release.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { carryOutReplay } from '../../../../lib/app/replay/replay-message.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

const release = ['placeholder-number'] as const;
const reader = { actor: '4f1c', name: 'Tariq Invented', reason: 'number checked' };
/** What the record has of it. */
const ask = { by: '4f1c', name: 'Tariq Invented', why: 'number checked', release };

async function aHeldMessage() {
  const operated = anOperatedSystem();
  const { system, take, cloud } = operated;
  const messageId = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
  const record = async () => {
    const found = await system.messages.record(messageId);
    if (found === undefined) throw new Error('no message');
    return found;
  };
  const seen = stateSeen(await record());
  const work = async () => {
    for (const entry of cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked'))
      await normalizeMessage(entry.messageId, system, entry);
  };
  const queued = () => cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked').length;
  const group = cloud.inbound.entries[0]?.group ?? '';
  const request = { release, reader, messageId, seen, group };
  return { ...operated, messageId, record, seen, work, queued, request };
}

describe('a release that is asked for', () => {
  test('changes no report until its turn comes in the queue, and then once', async () => {
    const { system, cloud, record, request, work } = await aHeldMessage();
    expect(await askRelease(request, system)).toMatchObject({ kind: 'queued', asked: ask });
    expect(cloud.reports.all().flatMap(({ published }) => published ?? [])).toEqual([]);
    expect(await record()).toMatchObject({ asked: ask, ledger: { held: { 'placeholder-number': 1 } } });
    await work();
    await work();
    expect(await record()).toMatchObject({ state: 'processed', ledger: { held: {}, stored: 1 } });
    expect((await record()).replays).toMatchObject([
      { by: '4f1c', name: 'Tariq Invented', why: 'number checked' },
    ]);
    expect(await record()).not.toHaveProperty('asked');
    expect(await record()).not.toHaveProperty('refusedRelease');
  });

  test('is in the sequence group of the message', async () => {
    const { system, cloud, request } = await aHeldMessage();
    await askRelease(request, system);
    expect(cloud.inbound.entries.at(-1)).toMatchObject({ occasion: 'asked', group: request.group });
  });

  test('is won by one of two people who act at once', async () => {
    const { system, request, queued } = await aHeldMessage();
    const outcomes = await Promise.all([
      askRelease(request, system),
      askRelease({ ...request, reader: { actor: 'ines', reason: 'checked' } }, system),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['changed', 'queued']);
    expect(queued()).toBe(1);
  });

  test('is refused to somebody who saw an older state', async () => {
    const { system, request, work, queued } = await aHeldMessage();
    await askRelease(request, system);
    await work();
    expect(
      await askRelease({ ...request, reader: { actor: 'ines', reason: 'checked' } }, system),
    ).toMatchObject({
      kind: 'changed',
      record: { replays: [{ by: '4f1c' }] },
    });
    expect(queued()).toBe(1);
  });

  test('is refused if the message is not known', async () => {
    const { system, request, queued } = await aHeldMessage();
    expect(await askRelease({ ...request, messageId: 'nobody' }, system)).toEqual({
      kind: 'unknown-message',
    });
    expect(queued()).toBe(0);
  });

  test('does not stand in the way of another one if it could not be queued', async () => {
    const { system, request, record } = await aHeldMessage();
    const inbound = { send: () => Promise.reject(new AdapterError('NotQueued', 'transient', 'no')) };
    await expect(askRelease(request, { ...system, inbound })).rejects.toThrow(AdapterError);
    expect(await record()).not.toHaveProperty('asked');
    expect(await askRelease(request, system)).toMatchObject({ kind: 'queued' });
  });

  test('may be asked for again if it was lost on its way to the queue', async () => {
    const { system, request, record } = await aHeldMessage();
    await askRelease(request, { ...system, inbound: { send: async () => undefined } });
    const again = { ...request, seen: stateSeen(await record()) };
    expect(await askRelease(again, system)).toMatchObject({ kind: 'changed' });
    const later = () => new Date('2026-03-03T00:00:00Z');
    expect(await askRelease(again, { ...system, clock: later })).toMatchObject({ kind: 'queued' });
  });

  test('is not repeated if the worker died after it had finished, and continued if it died before', async () => {
    for (const fails of ['settleAsked', 'finish'] as const) {
      const { system, request, record, work } = await aHeldMessage();
      await askRelease(request, system);
      const entry = { occasion: 'asked' } as const;
      const { messages: real } = system;
      const messages = {
        ...{ put: real.put.bind(real), get: real.get.bind(real), countTry: real.countTry.bind(real) },
        ...{ intend: real.intend.bind(real), ask: real.ask.bind(real) },
        ...{ finish: real.finish.bind(real), settleAsked: real.settleAsked.bind(real) },
        ...{ take: real.take.bind(real), giveBack: real.giveBack.bind(real) },
        [fails]: () => Promise.reject(new Error('killed')),
      };
      await expect(normalizeMessage(request.messageId, { ...system, messages }, entry)).rejects.toThrow(
        'killed',
      );
      const versions = system.reports.all().length;
      await work();
      expect(system.reports.all()).toHaveLength(versions);
      expect(await record()).toMatchObject({ state: 'processed', ledger: { held: {} } });
      expect(await record()).not.toHaveProperty('asked');
      expect(await record()).not.toHaveProperty('refusedRelease');
    }
  });

  test('says why it was not possible when its turn came', async () => {
    const { system, request, record, work } = await aHeldMessage();
    await askRelease(request, system);
    // somebody released it at the command line meanwhile
    await carryOutReplay({ messageId: request.messageId, by: 'ines', release: request.release }, system);
    await work();
    expect(await record()).toMatchObject({
      refusedRelease: { ...ask, reason: 'the message is not held for placeholder-number' },
    });
  });
});

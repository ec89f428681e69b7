import { describe, expect, test } from '@jest/globals';
import type { DynamoStoreOptions } from '../../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoMessageStore } from '../../../lib/adapters/dynamodb/message-store.ts';
import { MemoryMessageStore } from '../../../lib/adapters/memory/message-store.ts';
import type { HoldReason } from '../../../lib/model/hold-reason.ts';
import { hasUnfinishedReplay, type Ledger, type MessageRecord } from '../../../lib/model/message.ts';
import type { MessageIndex, MessageStore } from '../../../lib/ports/message-store.ts';
import { unique } from '../cloud.ts';

/** Messages and their index. */
export function messageStores(store: () => DynamoStoreOptions): void {
  describe.each<[string, () => MessageStore & MessageIndex]>([
    ['in memory', () => new MemoryMessageStore()],
    ['in DynamoDB', () => new DynamoMessageStore(store())],
  ])('messages %s', (_, make) => {
    const put = async (
      messages: MessageStore,
      source: string,
      receivedAt: string,
      controlId?: string,
    ): Promise<MessageRecord> => {
      const id = unique();
      const [bytes, ack] = [Buffer.from(id), Buffer.from('')];
      const state = 'received' as const;
      const at = new Date(receivedAt);
      await messages.put({ id, source, state, receivedAt: at, controlId, bytes, ack, issues: [] });
      const stored = await messages.get(id);
      if (stored === undefined) throw new Error('not stored');
      return stored.record;
    };
    const finish = async (
      messages: MessageStore,
      id: string,
      held: Ledger['held'],
      searchNames?: () => readonly string[],
    ) => {
      const stored = await messages.get(id);
      if (stored === undefined) throw new Error('not stored');
      const ledger = { received: 3, stored: 0, held, setAside: {} };
      const outcome = { state: 'processed' as const, ledger, reports: [], issues: [], siteVersion: 'v' };
      await messages.finish({
        ...{ record: stored.record, ...outcome, finishedAt: new Date(), occasion: 'first', searchNames },
      });
    };

    test('count the tries whose end nobody saw, each sequence group by itself', async () => {
      const messages = make();
      const { id } = await put(messages, unique(), '2026-03-02T08:00:00Z');
      expect(await messages.countTry(id, 'a', 1)).toBe(1);
      expect(await messages.countTry(id, 'a', 1)).toBe(2);
      expect(await messages.countTry(id, 'a', 1)).toBe(3);
      expect(await messages.countTry(id, 'b #-', 1)).toBe(1);
      expect(await messages.countTry(id, 'a', -2)).toBe(1);
      expect(await messages.record(id)).toMatchObject({ state: 'received' });
    });

    test('keep one release that waits, until it is settled or was lost on its way', async () => {
      const messages = make();
      const { id } = await put(messages, unique(), '2026-03-02T08:00:00Z');
      const asked = (name: string, minute: number) => ({
        ...{ id: name, by: 'ines', why: 'checked', release: ['no-patient' as const] },
        askedAt: `2026-03-02T09:${minute}:00.000Z`,
      });
      expect(await messages.ask('nobody', asked('a', 10), 0)).toBe(false);
      expect(await messages.ask(id, asked('a', 10), 1)).toBe(false);
      expect(await messages.ask(id, asked('a', 10), 0)).toBe(true);
      expect(await messages.ask(id, asked('b', 19), 0)).toBe(false);
      await messages.settleAsked(id, asked('b', 19));
      expect(await messages.record(id)).toMatchObject({ asked: asked('a', 10) });
      expect(await messages.ask(id, asked('c', 21), 0)).toBe(true);
      await messages.settleAsked(id, asked('c', 21), 'too late');
      const record = await messages.record(id);
      expect(record).toMatchObject({ refusedRelease: { ...asked('c', 21), reason: 'too late' } });
      expect(record?.asked).toBeUndefined();
      await messages.settleAsked(id, asked('c', 21), 'once more');
      expect((await messages.record(id))?.refusedRelease?.reason).toBe('too late');
    });

    test('are looked after by one person at a time, until they give it back or their shift is over', async () => {
      const messages = make();
      const { id } = await put(messages, unique(), '2026-03-02T08:00:00Z');
      const by = (person: string, time: string) => ({
        ...{ person, name: `Invented ${person}`, note: 'asks the ward' },
        takenAt: `2026-03-02T${time}:00.000Z`,
      });
      expect(await messages.take('nobody', by('ines', '09:00'))).toBe(false);
      const raced = await Promise.all(['ines', 'tariq'].map((one) => messages.take(id, by(one, '09:00'))));
      expect(raced.filter((one) => one)).toHaveLength(1);
      const standing = (await messages.record(id))?.taken;
      if (standing === undefined) throw new Error('nobody has it');
      expect(await messages.take(id, by('dara', '16:59'))).toBe(false);
      expect(await messages.giveBack(id, by('dara', '09:00'))).toBe(false);
      expect(await messages.take(id, { ...standing, takenAt: '2026-03-02T10:00:00.000Z' })).toBe(true);
      expect(await messages.giveBack(id, standing)).toBe(false);
      expect(await messages.take(id, by('dara', '18:01'))).toBe(true);
      expect(await messages.giveBack(id, by('dara', '18:01'))).toBe(true);
      expect((await messages.record(id))?.taken).toBeUndefined();
    });

    test('are found under their names while something of them is held, and not after', async () => {
      const messages = make();
      const [tube, order] = [unique(), unique()];
      const { id: early } = await put(messages, unique(), '2026-03-02T08:00:00Z');
      const { id: late } = await put(messages, unique(), '2026-03-02T09:00:00Z');
      await finish(messages, early, { 'no-patient': 1 }, () => [tube, order]);
      await finish(messages, late, { 'no-patient': 1 }, () => [tube]);
      expect(await messages.heldUnder(tube, 10)).toEqual([late, early]);
      expect(await messages.heldUnder(tube, 1)).toEqual([late]);
      expect(await messages.heldUnder(order, 10)).toEqual([early]);
      await finish(messages, early, {}, () => [tube, order]);
      expect(await messages.heldUnder(tube, 10)).toEqual([late]);
      expect(await messages.heldUnder(order, 10)).toEqual([]);
      expect(await messages.heldUnder(unique(), 10)).toEqual([]);
    });

    test('are listed newest first if that is asked for', async () => {
      const messages = make();
      const source = unique();
      const early = await put(messages, source, '2026-03-02T08:00:00Z');
      const late = await put(messages, source, '2026-03-02T09:00:00Z');
      const [from, to] = [new Date('2026-03-02T00:00:00Z'), new Date('2026-03-03T00:00:00Z')];
      const listed = messages.receivedBetween(source, from, to, { isNewestFirst: true });
      expect((await Array.fromAsync(listed)).map(({ id }) => id)).toEqual([late.id, early.id]);
    });

    test('are found by source and period, oldest first', async () => {
      const messages = make();
      const source = `s-${unique()}`;
      const second = await put(messages, source, '2026-03-02T10:00:00.000Z');
      const first = await put(messages, source, '2026-03-02T09:59:59.999Z');
      await put(messages, source, '2026-03-02T11:00:00.001Z');
      await put(messages, `${source}x`, '2026-03-02T10:00:00.000Z');
      const [from, to] = [new Date('2026-03-02T09:00:00Z'), new Date('2026-03-02T10:00:00Z')];
      const found = await Array.fromAsync(messages.receivedBetween(source, from, to));
      expect(found).toEqual([first, second].map(({ id, receivedAt }) => ({ id, receivedAt })));
      const few = messages.receivedBetween(source, from, to, { atOnce: 1 });
      expect(await Array.fromAsync(few)).toEqual(found);
    });

    test('are found by MSH-10 and period, whoever sent them', async () => {
      const messages = make();
      const controlId = `C-${unique()}`;
      const first = await put(messages, unique(), '2026-03-02T09:00:00Z', controlId);
      const second = await put(messages, unique(), '2026-03-02T10:00:00Z', controlId);
      await put(messages, unique(), '2026-03-03T10:00:00Z', controlId);
      await put(messages, unique(), '2026-03-02T10:00:00Z', `${controlId}0`);
      await put(messages, unique(), '2026-03-02T10:00:00Z', '');
      const [from, to] = [new Date('2026-03-02T00:00:00Z'), new Date('2026-03-03T00:00:00Z')];
      const ids = async (...asked: Parameters<typeof messages.withControlId>) =>
        (await Array.fromAsync(messages.withControlId(...asked))).map(({ id }) => id);
      expect(await ids(controlId, from, to)).toEqual([first.id, second.id]);
      expect(await ids(controlId, from, to, { isNewestFirst: true, atOnce: 1 })).toEqual([
        second.id,
        first.id,
      ]);
    });

    test('are read together without their bytes, in the order that is asked for', async () => {
      const messages = make();
      const [a, b] = [
        await put(messages, unique(), '2026-03-02T09:00:00Z'),
        await put(messages, unique(), '2026-03-02T08:00:00Z'),
      ];
      expect(await messages.records([a.id, 'nobody', b.id])).toEqual([a, b]);
      expect(await messages.records([])).toEqual([]);
    });

    test('say whether a replay began that did not come to its end', async () => {
      const messages = make();
      const { id } = await put(messages, 'any', '2026-03-02T10:00:00Z');
      const replay = { replayedAt: 'then', by: 'ines', released: [], state: 'processed' as const };
      const isUnfinished = async () => {
        const record = await messages.record(id);
        return record !== undefined && hasUnfinishedReplay(record);
      };
      const before = await messages.record(id);
      if (before === undefined) throw new Error('not stored');
      expect(await isUnfinished()).toBe(false);
      await messages.intend({ id, replay, touched: [], patients: [] });
      expect(await isUnfinished()).toBe(true);
      const ledger = { received: 0, stored: 0, held: {}, setAside: {} };
      const outcome = {
        record: before,
        ledger,
        reports: [],
        issues: [],
        siteVersion: 'v',
        finishedAt: new Date(),
      };
      // a merge that is read once more meanwhile is no end of it
      await messages.finish({ ...outcome, state: 'processed', occasion: 'again' });
      expect(await isUnfinished()).toBe(true);
      await messages.finish({ ...outcome, state: 'processed', occasion: 'replay' });
      expect(await isUnfinished()).toBe(false);
    });

    test('are listed with the corrections that wait for the same reason', async () => {
      const messages = make();
      const { id } = await put(messages, 'any', '2026-03-02T10:00:00Z');
      const record = await messages.record(id);
      if (record === undefined) throw new Error('not stored');
      const held = { 'set-unclear': 2, 'no-patient': 1 };
      const ledger = { received: 3, stored: 0, held, setAside: {}, corrections: { 'set-unclear': 1 } };
      await messages.finish({
        ...{ record, state: 'held', ledger, reports: [], issues: [], siteVersion: 'v' },
        ...{ finishedAt: new Date(), occasion: 'first' },
      });
      const listed = async (reason: HoldReason) =>
        (await Array.fromAsync(messages.held(reason))).find(({ messageId }) => messageId === id)?.corrections;
      expect([await listed('set-unclear'), await listed('no-patient')]).toEqual([1, undefined]);
      expect((await messages.record(id))?.ledger).toEqual(ledger);
    });

    test('are listed for every reason they wait for, and no longer', async () => {
      const messages = make();
      const { id } = await put(messages, 'any', '2026-03-02T10:00:00Z');
      const waitsFor = async (reason: HoldReason) =>
        (await Array.fromAsync(messages.held(reason)))
          .filter(({ messageId }) => messageId === id)
          .map(({ observations }) => observations);
      await finish(messages, id, { 'unknown-role': 2, 'no-patient': 1 });
      expect([await waitsFor('unknown-role'), await waitsFor('no-patient')]).toEqual([[2], [1]]);
      await finish(messages, id, { 'no-patient': 3 });
      expect([await waitsFor('unknown-role'), await waitsFor('no-patient')]).toEqual([[], [3]]);
      await finish(messages, id, {});
      expect([await waitsFor('unknown-role'), await waitsFor('no-patient')]).toEqual([[], []]);
    });
  });
}

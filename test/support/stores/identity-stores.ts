import { describe, expect, test } from '@jest/globals';
import type { DynamoStoreOptions } from '../../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoIdentityStore } from '../../../lib/adapters/dynamodb/identity-store.ts';
import { DynamoWaitStore } from '../../../lib/adapters/dynamodb/wait-store.ts';
import { MemoryIdentityStore } from '../../../lib/adapters/memory/identity-store.ts';
import { MemoryWaitStore } from '../../../lib/adapters/memory/wait-store.ts';
import type { Patient } from '../../../lib/model/patient.ts';
import type { IdentityStore } from '../../../lib/ports/identity-store.ts';
import type { WaitStore } from '../../../lib/ports/wait-store.ts';
import { withStatement } from '../../../lib/reports/patients/patient-as-known.ts';
import { unique } from '../cloud.ts';
import { aPatient, said } from './said.ts';

/** Whose a number is, and the messages that wait for it. */
export function identityStores(store: () => DynamoStoreOptions): void {
  describe.each<[string, () => IdentityStore]>([
    ['in memory', () => new MemoryIdentityStore()],
    ['in DynamoDB', () => new DynamoIdentityStore(store())],
  ])('identities %s', (_, make) => {
    const ownersOf = async (identities: IdentityStore, alias: string) =>
      ((await identities.find({ aliases: [alias], patients: [] })).owners.get(alias) ?? [])
        .map(({ patient, asOf }) => `${patient.identifiers[0]?.value} ${asOf}`)
        .sort();

    test('keep the newest word for each owner, and forget the oldest owners', async () => {
      const identities = make();
      const alias = unique();
      const claim = (patient: string, asOf: number) =>
        identities.putOwners([{ alias, owner: { ...said, patient: aPatient(patient), asOf } }], 100);
      await claim('A', 50);
      await claim('A', 10);
      await claim('B', 60);
      expect(await ownersOf(identities, alias)).toEqual(['A 50', 'B 60']);
      await claim('A', 70);
      expect(await ownersOf(identities, alias)).toEqual(['A 70', 'B 60']);
      await claim('C', 165);
      expect(await ownersOf(identities, alias)).toEqual(['A 70', 'C 165']);
    });

    test.each([
      ['a cancellation ends the claim', [{}, { isOver: true }], true],
      ['an older order does not undo a cancellation', [{ isOver: true }, { asOf: 5 }], true],
      ['a newer order does', [{ isOver: true }, { asOf: 30 }], false],
      ['another order does, however old it is', [{ isOver: true }, { asOf: 5, order: 'o2' }], false],
      ['an older cancellation ends no newer claim', [{ asOf: 30 }, { isOver: true }], false],
    ] as const)('of a cancelled order: %s', async (_, claims, isOver) => {
      const identities = make();
      const alias = unique();
      const first = { ...said, patient: aPatient('A'), asOf: 20, order: 'o1' };
      for (const claim of claims) await identities.putOwners([{ alias, owner: { ...first, ...claim } }], 100);
      const { owners } = await identities.find({ aliases: [alias], patients: [] });
      expect(owners.get(alias)).toHaveLength(1);
      expect(owners.get(alias)?.[0]?.isOver === true).toBe(isOver);
    });

    test.each([
      ['the older claim last', [20, 10]],
      ['the newer claim last', [10, 20]],
    ])('keep the orders of both claims: %s', async (_, times) => {
      const identities = make();
      const alias = unique();
      const order = (asOf: number) => ({
        numbers: [{ kind: 'filler' as const, value: `F${asOf}`, sender: 'lis' }],
      });
      for (const asOf of times)
        await identities.putOwners(
          [{ alias, owner: { ...said, patient: aPatient('A'), asOf, orders: [order(asOf)] } }],
          100,
        );
      const { owners } = await identities.find({ aliases: [alias], patients: [] });
      expect(owners.get(alias)).toMatchObject([
        { asOf: 20, orders: expect.arrayContaining([order(10), order(20)]) },
      ]);
    });

    test('find many names at once', async () => {
      const identities = make();
      const aliases = Array.from({ length: 130 }, unique);
      const owner = { ...said, patient: aPatient('A'), asOf: 1 };
      await identities.putOwners(
        aliases.map((alias) => ({ alias, owner })),
        100,
      );
      const { owners } = await identities.find({ aliases: [...aliases, unique()], patients: [] });
      expect(owners.size).toBe(130);
    });

    test('keep the newest link, and a description leaves it alone', async () => {
      const identities = make();
      const [a, b, c] = [unique(), unique(), unique()].map(aPatient) as [Patient, Patient, Patient];
      const link = (survivor: Patient, messageTime: number) =>
        identities.link(a.key, {
          ...said,
          survivor,
          watermark: { messageTime, statusTime: messageTime, receivedTime: messageTime },
        });
      const describe = (patient: Patient, time: number) =>
        identities.describe(patient.key, (known) =>
          withStatement(known, {
            patient,
            by: { rank: 2, messageId: `m${time}`, statusTime: time, messageTime: time, receivedTime: time },
          }),
        );
      await describe(a, 10);
      await link(b, 20);
      await link(b, 15);
      await link(c, 15);
      await describe({ ...a, sex: 'F' }, 30);
      await describe({ ...a, sex: 'M' }, 5);
      const { links, described } = await identities.find({ aliases: [], patients: [a.key, b.key] });
      const times = (links.get(a.key) ?? []).map(({ survivor, watermark }) => [
        survivor.key,
        watermark.messageTime,
      ]);
      expect(new Map(times as [string, number][])).toEqual(
        new Map([
          [b.key, 20],
          [c.key, 15],
        ]),
      );
      expect(described.get(a.key)?.sex?.value).toBe('F');
    });
  });

  describe.each<[string, () => [WaitStore, IdentityStore]]>([
    ['in memory', () => [new MemoryWaitStore(), new MemoryIdentityStore()]],
    ['in DynamoDB', () => [new DynamoWaitStore(store()), new DynamoIdentityStore(store())]],
  ])('messages that wait %s', (_, make) => {
    test('for a patient or an order are found by who writes about them, and forgotten then', async () => {
      const [waits, identities] = make();
      const [a, b, alias, message] = [unique(), unique(), unique(), unique()];
      const waiting = { messageId: message, group: 'g' };
      const patient = { kind: 'patient' as const, key: a };
      await waits.put(waiting, [patient, { kind: 'order', key: alias }]);
      const names = { patients: [a], aliases: [alias] };
      expect((await identities.markAwaited(names, message)).links.size).toBe(0);
      expect((await identities.find(names)).awaited).toEqual(new Set([a, alias]));
      expect((await identities.find({ patients: [alias], aliases: [a] })).awaited).toEqual(new Set());
      const watermark = { messageTime: 1, statusTime: 1, receivedTime: 1 };
      const link = { ...said, survivor: aPatient(b), watermark };
      expect(await identities.link(a, link)).toBe(true);
      const owner = { ...said, patient: aPatient(b), asOf: 1 };
      expect(await identities.putOwners([{ alias, owner }], 100)).toEqual([alias]);
      const entries = await waits.waitingFor(patient);
      expect(entries).toMatchObject([waiting]);
      // it waits again before its entry is removed
      await waits.put(waiting, [patient]);
      await waits.remove(patient, entries);
      expect(await waits.waitingFor(patient)).toMatchObject([waiting]);
      await waits.remove(patient, await waits.waitingFor(patient));
      expect(await waits.waitingFor(patient)).toEqual([]);
      await identities.unmark(names, ['another']);
      expect(await identities.link(a, link)).toBe(true);
      await identities.unmark(names, ['another', message]);
      expect(await identities.link(a, link)).toBe(false);
      expect((await identities.find(names)).awaited).toEqual(new Set());
    });
  });
}

import { describe, expect, test } from '@jest/globals';
import { DynamoDefinitionStore } from '../../../lib/adapters/dynamodb/definition-store.ts';
import { DynamoDeviceStore } from '../../../lib/adapters/dynamodb/device-store.ts';
import type { DynamoStoreOptions } from '../../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoOrderStore } from '../../../lib/adapters/dynamodb/order-store.ts';
import { DynamoUnmappedStore } from '../../../lib/adapters/dynamodb/unmapped-store.ts';
import { MemoryDefinitionStore } from '../../../lib/adapters/memory/definition-store.ts';
import { MemoryDeviceStore } from '../../../lib/adapters/memory/device-store.ts';
import { MemoryOrderStore } from '../../../lib/adapters/memory/order-store.ts';
import { MemoryUnmappedStore } from '../../../lib/adapters/memory/unmapped-store.ts';
import type { DeviceEvent } from '../../../lib/model/device-event.ts';
import type { Order } from '../../../lib/model/order.ts';
import type { TestDefinition } from '../../../lib/model/test-definition.ts';
import type { DefinitionStore } from '../../../lib/ports/definition-store.ts';
import type { DeviceStore } from '../../../lib/ports/device-store.ts';
import type { OrderStore } from '../../../lib/ports/order-store.ts';
import type { UnmappedStore } from '../../../lib/ports/unmapped-store.ts';
import { unique } from '../cloud.ts';

const aDeviceEvent = (overrides: Partial<DeviceEvent> = {}): DeviceEvent => ({
  id: 'e1',
  messageId: 'm',
  source: 'chemistry',
  processingId: 'P',
  at: 'EQU[1]',
  device: 'C303-1',
  kind: 'status',
  time: { text: '', iso: '2026-03-02T08:15:00-05:00', zone: 'sent' },
  state: 'OP',
  reagents: [],
  specimens: [],
  commands: [],
  observations: [],
  ...overrides,
});

/** What senders tell besides results: instruments, orders, definitions of tests, codes without a map. */
export function senderStores(store: () => DynamoStoreOptions): void {
  describe.each<[string, () => DeviceStore]>([
    ['in memory', () => new MemoryDeviceStore()],
    ['in DynamoDB', () => new DynamoDeviceStore(store())],
  ])('instruments %s', (_, make) => {
    test('the newest state stands, also where an older one comes later', async () => {
      const devices = make();
      const time = { text: '', iso: '2026-03-02T08:20:00-05:00', zone: 'sent' as const };
      await devices.put([aDeviceEvent({ id: 'e2', state: 'ES', time })]);
      await devices.put([aDeviceEvent(), aDeviceEvent({ id: 'e3', kind: 'inventory', state: undefined })]);
      expect((await devices.state(aDeviceEvent()))?.state).toBe('ES');
      expect(await devices.state(aDeviceEvent({ processingId: 'T' }))).toBeUndefined();
      expect(await devices.state(aDeviceEvent({ source: 'hematology' }))).toBeUndefined();
    });

    test('an event with more on board than an item holds is kept all the same', async () => {
      const devices = make();
      const device = unique();
      const reagents = Array.from({ length: 3000 }, (_, index) => ({ lot: `L-${index}-${'x'.repeat(100)}` }));
      await devices.put([aDeviceEvent({ device, reagents })]);
      expect((await devices.state(aDeviceEvent({ device })))?.reagents.length).toBeGreaterThan(100);
    });
  });

  describe.each<[string, () => OrderStore]>([
    ['in memory', () => new MemoryOrderStore()],
    ['in DynamoDB', () => new DynamoOrderStore(store())],
  ])('orders %s', (_, make) => {
    const anOrder = (key: string, asOf: number, status: string): Order => ({
      key,
      messageId: 'm',
      source: 'core-lis',
      at: 'ORC[1]',
      asOf,
      processingId: 'P',
      status,
      specimens: [],
      answers: [],
      notes: [],
    });

    test('are found by each of their names, as the newest message says', async () => {
      const orders = make();
      const [tube, placer] = [unique(), unique()];
      await orders.put([{ aliases: [tube, placer], order: anOrder('glucose', 2, 'CA') }], 60_000);
      await orders.put([{ aliases: [tube, placer], order: anOrder('glucose', 1, 'IP') }], 60_000);
      await orders.put([{ aliases: [tube], order: anOrder('sodium', 1, 'IP') }], 60_000);
      const statusesOf = async (alias: string) =>
        (await orders.ordersOf(alias)).map(({ key, status }) => `${key} ${status}`).sort();
      expect(await statusesOf(tube)).toEqual(['glucose CA', 'sodium IP']);
      expect(await statusesOf(placer)).toEqual(['glucose CA']);
      expect(await statusesOf(unique())).toEqual([]);
    });
  });

  describe.each<[string, () => DefinitionStore]>([
    ['in memory', () => new MemoryDefinitionStore()],
    ['in DynamoDB', () => new DynamoDefinitionStore(store())],
  ])('definitions of tests %s', (_, make) => {
    const aDefinition = (asOf: number, high: string): TestDefinition => ({
      source: 'core-lis',
      messageId: 'm',
      at: 'MFE[1]',
      asOf,
      code: { codings: [{ code: 'GLU' }] },
      reference: [{ low: '70', high }],
      critical: [],
      absolute: [],
      delta: [],
    });

    test('the newest stands', async () => {
      const definitions = make();
      await definitions.put([aDefinition(2, '99')]);
      await definitions.put([aDefinition(1, '110')]);
      expect((await definitions.get('core-lis', 'GLU'))?.reference).toEqual([{ low: '70', high: '99' }]);
      expect(await definitions.get('other-lis', 'GLU')).toBeUndefined();
    });
  });

  describe.each<[string, () => UnmappedStore]>([
    ['in memory', () => new MemoryUnmappedStore()],
    ['in DynamoDB', () => new DynamoUnmappedStore(store())],
  ])('codes without a map %s', (_, make) => {
    test('are listed once for each unit of their source', async () => {
      const unmapped = make();
      const source = `s-${unique()}`;
      const term = {
        source,
        lacks: 'loinc' as const,
        code: 'GLU',
        system: 'L',
        unit: 'mg/dL',
        messageId: 'm',
        at: 'OBX[1]',
      };
      await unmapped.put([term, { ...term, unit: 'mmol/L' }, term]);
      await unmapped.put([term]);
      expect((await unmapped.of(source)).map(({ unit }) => unit).sort()).toEqual(['mg/dL', 'mmol/L']);
      expect(await unmapped.of(source, 1)).toHaveLength(1);
      expect(await unmapped.of(`${source}x`)).toEqual([]);
    });

    test('and the names of assigners are listed once, apart from the codes', async () => {
      const unmapped = make();
      const source = `s-${unique()}`;
      const name = { source, namespace: 'HOSP', messageId: 'm' };
      await unmapped.putAssigners([name, { ...name, universalId: '1.2.3' }, name]);
      await unmapped.putAssigners([name]);
      const names = await unmapped.assignersOf(source);
      expect(names.map(({ universalId }) => universalId ?? '').sort()).toEqual(['', '1.2.3']);
      expect([await unmapped.of(source), await unmapped.assignersOf(`${source}x`)]).toEqual([[], []]);
    });
  });
}

import { parseMessage } from '@labwire/hl7/message/message';
import { MemoryOrderStore } from '../../lib/adapters/memory/order-store.ts';
import { MemoryWorkQueue } from '../../lib/adapters/memory/queues.ts';
import { aliasesOf } from '../../lib/app/work/work-dependencies.ts';
import type { Identifier } from '../../lib/model/concept.ts';
import type { Order } from '../../lib/model/order.ts';
import type { WorkStep } from '../../lib/model/work.ts';
import { aSite } from './site.ts';

/** A number of the LIS. */
export const orderNumber = (value: string): Identifier => ({ value, assigner: {}, scope: 'core-lis' });

/** A new order for one tube of one patient; it says no number and no service. */
export const anOrder = (fields: Partial<Order> = {}): Order => ({
  key: 'order-1',
  messageId: 'm1',
  source: 'core-lis',
  at: 'ORC[1]',
  asOf: 1,
  processingId: 'P',
  priority: 'S',
  patient: {
    key: 'k',
    identifiers: [orderNumber('700101')],
    names: [{ family: 'Okafor', given: ['Amara'] }],
    birthDate: { text: '19840317', iso: '1984-03-17', zone: 'none' },
    sex: 'F',
    addresses: [],
    phones: [],
    notes: [],
  },
  specimens: [
    {
      containerId: orderNumber('T-1'),
      type: { codings: [{ code: 'SER', display: 'Serum', system: 'L' }] },
      collected: { text: '20260302070500', iso: '2026-03-02T07:05:00-05:00', zone: 'source' },
      roles: ['P'],
      rejectReasons: [],
      conditions: [],
      notes: [],
    },
  ],
  answers: [],
  notes: [],
  ...fields,
});

/** A test of that order to be done. */
export const aStep = (code: string, fields: Partial<Order> = {}): WorkStep => ({
  order: anOrder(fields),
  id: orderNumber(`AWOS-${code}`),
  code,
  display: `${code} in words`,
  system: 'L',
  control: 'NW',
});

const DAY = Date.UTC(2026, 2, 2);

/**
 * A laboratory with two instruments that take work unasked (`chem` and `immuno`, which does NA alone), and one that
 * asks (`line`).
 */
export function aWorkCell() {
  const to = { host: '127.0.0.1', port: 2601 };
  const site = aSite({
    sources: [
      { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf: 'core-lis' },
      ...['chem', 'immuno', 'line'].map((id) => ({
        id,
        kind: 'analyzer',
        sender: { application: id.toUpperCase() },
        numbersOf: 'core-lis',
        work: {
          to,
          send: id === 'line' ? 'query' : 'broadcast',
          ...(id === 'immuno' ? { services: ['NA'] } : {}),
        },
      })),
    ],
  });
  const orders = new MemoryOrderStore();
  const work = new MemoryWorkQueue();
  const dependencies = { orders, work, site, clock: () => new Date(DAY + 14 * 3_600_000) };
  /** Stores orders under every name that they have, as orders are stored when they arrive. */
  const know = async (...known: readonly Order[]): Promise<void> => {
    const named = known.map((order) => ({ aliases: aliasesOf(order), order }));
    await orders.put(named);
  };
  /** What was queued: the instrument, and each ORC-1 with its OBR-4. */
  const sent = (): string[] =>
    work.entries.map(({ source, message }) => {
      const parsed = parseMessage(message);
      const fields = (name: string, field: number) =>
        (parsed.ok ? parsed.value.segments : [])
          .filter((segment) => segment.name === name)
          .map((segment) => segment.value(field));
      const codes = fields('OBR', 4);
      return `${source} ${fields('ORC', 1).map((control, index) => `${control} ${codes[index]}`)}`;
    });
  /** A number of the LIS, and the service that it is for. */
  const ordered = (code: string, number: string, fields: Partial<Order> = {}): Order =>
    anOrder({
      key: `key-${number}-${code}`,
      asOf: DAY,
      placerOrder: orderNumber(number),
      service: { codings: [{ code, system: 'L' }] },
      ...fields,
    });
  return { ...dependencies, dependencies, know, sent, ordered };
}

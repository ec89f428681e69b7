import type { Identifier } from '../../lib/model/concept.ts';
import type { Order } from '../../lib/model/order.ts';
import type { WorkStep } from '../../lib/model/work.ts';

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

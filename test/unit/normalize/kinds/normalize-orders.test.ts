import { describe, expect, test } from '@jest/globals';
import { normalizeOrders } from '../../../../lib/normalize/kinds/normalize-orders.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { readWith } from '../../../support/normalized.ts';

const read = (...segments: readonly string[]) =>
  readWith(normalizeOrders, toMessage(msh({ 9: 'OML^O21' }), ...segments));

const orc = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('ORC', { 1: 'NW', 2: 'P-1^EHR', ...fields });

const spm = (id: string): string => segment('SPM', { 1: '1', 2: id, 4: 'SER^Serum^HL70487' });

describe('an order', () => {
  const { orders, received } = read(
    pid(),
    orc({ 5: 'IP', 7: '^^^^^S' }),
    obr({ 2: 'P-1^EHR', 7: '20260302074500', 13: 'fasting', 16: '12^Berg^Olav', 25: '' }),
    segment('NTE', { 1: '1', 3: 'call the ward' }),
    obx({ 3: 'FAST^Fasting^L', 2: 'CE', 5: 'Y^Yes^L', 6: '' }),
    spm('T1'),
  );

  test('has what was asked, by whom and how soon', () => {
    expect(orders.map(({ order }) => order)).toMatchObject([
      {
        messageId: 'm1',
        source: 'core-lis',
        at: 'ORC[1]',
        control: 'NW', // ORC-1
        status: 'IP', // ORC-5
        placerOrder: { value: 'P-1' }, // ORC-2, OBR-2
        fillerOrder: { value: 'F-1' }, // OBR-3
        service: { codings: [{ code: 'GLU', display: 'Glucose', system: 'L' }] }, // OBR-4
        observed: { text: '20260302074500' }, // OBR-7
        clinicalInformation: 'fasting', // OBR-13
        orderingProvider: { id: { value: '12' }, family: 'Berg', given: ['Olav'] }, // OBR-16
        specimens: [{ placerId: { value: 'T1' } }], // SPM-2
        patient: { names: [{ family: 'Okafor' }] },
      },
    ]);
  });

  test('has the answers to its questions, and its notes', () => {
    const [order] = orders.map((one) => one.order);
    expect(order?.answers).toMatchObject([{ code: { codings: [{ code: 'FAST' }] }, at: 'OBX[1]' }]);
    expect(order?.notes).toMatchObject([{ text: 'call the ward' }]);
    expect(received).toBe(1);
  });

  test('is found by its placer, filler and specimen number', () => {
    const [order] = orders;
    expect(order?.aliases.length).toBe(3);
    expect(order?.order.aliases).toEqual(order?.aliases);
  });
});

describe('the owner of an order', () => {
  test('is claimed once for each name, though several orders are of one tube', () => {
    const { claims } = read(
      pid(),
      orc(),
      obr({ 2: 'P-1^EHR' }),
      spm('T1'),
      orc({ 2: 'P-2^EHR' }),
      obr({ 2: 'P-2^EHR', 3: 'F-2^CORELIS' }),
      spm('T1'),
    );
    expect(new Set(claims.map(({ alias }) => alias)).size).toBe(claims.length);
    expect(claims.length).toBe(5); // two placers, two fillers, one tube
  });

  test('is nobody without a patient', () => {
    const { claims, orders } = read(orc(), obr({ 2: 'P-1^EHR' }));
    expect([claims, orders.length]).toEqual([[], 1]);
  });

  test('is nobody for control material', () => {
    const { claims } = read(
      pid(),
      orc(),
      obr({ 2: 'P-1^EHR' }),
      segment('SPM', { 1: '1', 2: 'T1', 11: 'Q' }),
    );
    expect(claims).toEqual([]);
  });
});

test('an order without any number is said by its place, and is not an order', () => {
  const { orders, issues } = read(pid(), segment('ORC', { 1: 'NW' }), obr({ 3: '' }));
  expect(orders).toEqual([]);
  expect(issues.map(({ at }) => at)).toContain('ORC[1]');
});

test('a tube in its place is found by that place, for an instrument that reads no label', () => {
  const order = [pid(), orc(), obr({ 2: 'P-1^EHR' }), spm('T1')];
  const sac = (fields: Readonly<Record<number, string>>) => segment('SAC', { 3: 'T1', ...fields });
  const namesIn = (...segments: readonly string[]) => read(...segments).orders[0]?.aliases.length;
  expect(namesIn(...order, sac({}))).toBe(4); // the container has a name, too
  expect(namesIn(...order, sac({ 10: 'RACK1', 11: '3' }))).toBe(5); // SAC-10, SAC-11
  expect(namesIn(...order, sac({ 13: 'TRAY1', 14: '7' }))).toBe(5); // SAC-13, SAC-14
  expect(namesIn(...order, sac({ 10: 'RACK1' }))).toBe(4);
});

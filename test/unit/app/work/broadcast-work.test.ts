import { describe, expect, test } from '@jest/globals';
import { broadcastTo, broadcastWork, sendWork, siblingsOf } from '../../../../lib/app/work/broadcast-work.ts';
import type { Order } from '../../../../lib/model/order.ts';
import { aPatient } from '../../../support/patients.ts';
import { anOrder, aStep, aWorkCell, orderNumber } from '../../../support/work.ts';

const named = (...orders: readonly Order[]) => orders.map((order) => ({ aliases: [], order }));
const tube = (value: string): Order['specimens'] =>
  anOrder().specimens.map((specimen) => ({ ...specimen, containerId: orderNumber(value) }));

test('only instruments that want it unasked are told', () => {
  expect(broadcastTo(aWorkCell().site).map(({ id }) => id)).toEqual(['chem', 'immuno']);
});

describe('new work', () => {
  test('goes to each instrument that can do it, specimen by specimen', async () => {
    const { dependencies, ordered, sent } = aWorkCell();
    await broadcastWork(
      named(ordered('NA', 'P-1'), ordered('K', 'P-2'), ordered('GLU', 'P-3', { specimens: tube('T-2') })),
      dependencies,
    );
    expect(sent()).toEqual(['chem NW NA,NW K', 'chem NW GLU', 'immuno NW NA']);
  });

  test('that nobody can do is not sent, and neither is nothing', async () => {
    const { dependencies, ordered, sent } = aWorkCell();
    await broadcastWork([], dependencies);
    await broadcastWork(named(ordered('NA', 'P-1', { service: undefined })), dependencies);
    expect(sent()).toEqual([]);
  });

  test('of an instrument itself does not come back to it', async () => {
    const { dependencies, ordered, sent } = aWorkCell();
    await broadcastWork(named(ordered('NA', 'P-1', { source: 'chem' })), dependencies);
    expect(sent()).toEqual(['immuno NW NA']);
  });

  test('that is cancelled says so', async () => {
    const { dependencies, ordered, sent } = aWorkCell();
    await broadcastWork(named(ordered('K', 'P-1', { control: 'CA' })), dependencies);
    expect(sent()).toEqual(['chem CA K']);
  });

  test('for two patients with one number of tube is two messages in two groups', async () => {
    const { dependencies, ordered, work } = aWorkCell();
    await broadcastWork(
      named(ordered('K', 'P-1'), ordered('K', 'P-2', { patient: aPatient({ key: 'another' }) })),
      dependencies,
    );
    expect(new Set(work.entries.map(({ group }) => group)).size).toBe(2);
  });

  test('of one specimen stays in one group, in whatever message it comes', async () => {
    const { dependencies, ordered, work } = aWorkCell();
    await broadcastWork(named(ordered('K', 'P-1')), dependencies);
    await broadcastWork(named(ordered('GLU', 'P-2')), dependencies);
    expect(work.entries).toHaveLength(2);
    expect(new Set(work.entries.map(({ group }) => group)).size).toBe(1);
  });

  test('has one id for the same orders, and another after each change', async () => {
    const idOf = async (order: Partial<Order>): Promise<string | undefined> => {
      const { dependencies, ordered, work } = aWorkCell();
      await broadcastWork(named(ordered('K', 'P-1', order)), dependencies);
      return work.entries[0]?.id;
    };
    const first = await idOf({});
    expect(await idOf({})).toBe(first);
    expect(await idOf({ messageId: 'm2' })).toBe(first);
    expect(await idOf({ asOf: 2 })).not.toBe(first);
    expect(await idOf({ control: 'CA' })).not.toBe(first);
    expect(await idOf({ key: 'other' })).not.toBe(first);
  });

  test('carries its service where orders of its specimen share a number, also if they came before', async () => {
    const { dependencies, ordered, know, work } = aWorkCell();
    await know(ordered('K', 'P-1'), ordered('NA', 'P-1'));
    await broadcastWork(named(ordered('K', 'P-1')), dependencies);
    expect(Buffer.from(work.entries[0]?.message ?? []).toString()).toContain('OBR|1|P-1.K|');
  });
});

describe('the orders that share a specimen', () => {
  test('are those of its patient, under its number', async () => {
    const { dependencies, ordered, know } = aWorkCell();
    const [own, other] = [ordered('K', 'P-1'), ordered('NA', 'P-2')];
    const stranger = ordered('GLU', 'P-3', { patient: aPatient({ key: 'another' }) });
    await know(own, other, stranger, ordered('CA', 'P-4', { specimens: tube('T-2') }));
    const keys = (await siblingsOf([own], dependencies)).map(({ key }) => key);
    expect(keys.toSorted()).toEqual([own.key, other.key].toSorted());
  });

  test('are never those of training', async () => {
    const { dependencies, ordered, know } = aWorkCell();
    await know(ordered('K', 'P-1', { processingId: 'T' }));
    expect(await siblingsOf([ordered('NA', 'P-2')], dependencies)).toEqual([]);
  });

  test('without a specimen are the group alone', async () => {
    const { dependencies, ordered } = aWorkCell();
    const group = [ordered('K', 'P-1', { specimens: [] })];
    expect(await siblingsOf(group, dependencies)).toBe(group);
    expect(await siblingsOf([], dependencies)).toEqual([]);
  });
});

describe('the message', () => {
  test.each([
    ['OML^O33', 'OML^O33^OML_O33'],
    ['OML^O21', 'OML^O21^OML_O21'],
    ['ORM^O01', 'ORM^O01^ORM_O01'],
  ] as const)('has the form that the instrument knows: %s', async (form, type) => {
    const { dependencies, site, work } = aWorkCell();
    const [, chem] = site.sources;
    if (chem?.work === undefined) throw new Error('no instrument');
    await sendWork({ ...chem, work: { ...chem.work, as: form } }, [aStep('GLU')], dependencies);
    const header = Buffer.from(work.entries[0]?.message ?? [])
      .toString()
      .split('\r')[0]
      ?.split('|');
    expect(header?.[8]).toBe(type); // MSH-9
    expect(header?.[4]).toBe('CHEM'); // MSH-5
    expect(header?.[10]).toBe('P'); // MSH-11
  });

  test('is none without steps', async () => {
    const { dependencies, site, work } = aWorkCell();
    const [, chem] = site.sources;
    if (chem === undefined) throw new Error('no instrument');
    await sendWork(chem, [], dependencies);
    expect(work.entries).toEqual([]);
  });
});

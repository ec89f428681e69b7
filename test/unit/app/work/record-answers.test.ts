import { describe, expect, test } from '@jest/globals';
import { recordAnswers } from '../../../../lib/app/work/record-answers.ts';
import { msh, segment, toMessage } from '../../../support/messages.ts';
import { readWith } from '../../../support/normalized.ts';
import { aWorkCell, orderNumber } from '../../../support/work.ts';

type Cell = ReturnType<typeof aWorkCell>;

const receivedAt = new Date('2026-03-02T14:00:00Z');

async function answered(
  cell: Cell,
  segments: readonly string[],
  { by = 'CHEM', messageId = 'a1', processingId = 'P' } = {},
) {
  const bytes = toMessage(
    msh({ 3: by, 4: '', 9: 'ORL^O34^ORL_O42', 11: processingId }),
    'MSA|AA|LW1',
    ...segments,
  );
  await readWith((admitted) => recordAnswers({ admitted, messageId, receivedAt }, cell.dependencies), bytes, {
    site: cell.site,
  });
  return Object.fromEntries(
    cell.orders
      .all()
      .map(({ placerOrder, service, told }) => [
        `${placerOrder?.value} ${service?.codings[0]?.code}`,
        told === undefined
          ? undefined
          : Object.entries(told).map(([source, { answer }]) => `${source} ${answer}`),
      ]),
  );
}

const orc = (control: string, placer = '') => segment('ORC', { 1: control, 2: placer });
const tube = [segment('SPM', { 1: '1', 2: 'T-1' }), segment('SAC', { 3: 'T-1' })];

async function withOrders() {
  const cell = aWorkCell();
  await cell.know(cell.ordered('K', 'P-1'), cell.ordered('NA', 'P-2'));
  return cell;
}

describe('an answer to work is stored with', () => {
  test('the order of its number, and no other', async () => {
    const cell = await withOrders();
    expect(await answered(cell, [...tube, orc('UA', 'P-1'), orc('OK', 'P-2')])).toEqual({
      'P-1 K': ['chem UA'],
      'P-2 NA': ['chem OK'],
    });
  });

  test('its message and the time of its receipt', async () => {
    const cell = await withOrders();
    await answered(cell, [...tube, orc('OK', 'P-1')]);
    expect(cell.orders.all()[0]?.told).toEqual({
      chem: { answer: 'OK', messageId: 'a1', answeredAt: receivedAt.toISOString() },
    });
  });

  test('the step that it was called by, where orders share a number', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'), cell.ordered('NA', 'P-1'));
    expect(await answered(cell, [...tube, orc('UA', 'P-1.K')])).toEqual({
      'P-1 K': ['chem UA'],
      'P-1 NA': undefined,
    });
  });

  test('every open order of the specimen, where it names no number', async () => {
    const cell = await withOrders();
    await cell.know(cell.ordered('GLU', 'P-3', { status: 'CM' }));
    expect(await answered(cell, [...tube, orc('OK')])).toEqual({
      'P-1 K': ['chem OK'],
      'P-2 NA': ['chem OK'],
      'P-3 GLU': undefined,
    });
  });

  test('none, where it names no number and the message says two different things', async () => {
    const cell = await withOrders();
    expect(await answered(cell, [...tube, orc('OK'), orc('UA')])).toEqual({
      'P-1 K': undefined,
      'P-2 NA': undefined,
    });
  });

  test.each([
    ['a number that nobody has', [...tube, orc('OK', 'P-9')]],
    ['another tube', [segment('SPM', { 2: 'T-9' }), segment('SAC', { 3: 'T-9' }), orc('OK')]],
    ['no control', [...tube, orc('', 'P-1')]],
    ['no ORC', tube],
    ['a word of JavaScript', [...tube, orc('OK', '__proto__')]],
  ])('none, where it has %s', async (_, segments) => {
    expect(await answered(await withOrders(), segments)).toEqual({ 'P-1 K': undefined, 'P-2 NA': undefined });
  });

  test('none of production, where it is an answer of training', async () => {
    const cell = await withOrders();
    expect(await answered(cell, [...tube, orc('OK', 'P-1')], { processingId: 'T' })).toEqual({
      'P-1 K': undefined,
      'P-2 NA': undefined,
    });
  });
});

describe('answers of', () => {
  test('two instruments stand beside each other; of one, the last counts', async () => {
    const cell = await withOrders();
    await answered(cell, [...tube, orc('OK', 'P-1')]);
    await answered(cell, [...tube, orc('UA', 'P-1')], { by: 'IMMUNO', messageId: 'a2' });
    expect((await answered(cell, [...tube, orc('UA', 'P-1')], { messageId: 'a3' }))['P-1 K']).toEqual([
      'chem UA',
      'immuno UA',
    ]);
  });

  test('an instrument change nothing else of the order', async () => {
    const cell = await withOrders();
    const before = cell.orders.all()[0];
    await answered(cell, [...tube, orc('OK', 'P-1')]);
    expect({ ...cell.orders.all()[0], told: undefined }).toEqual({ ...before, told: undefined });
  });

  test('an order are found again under each of its names', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1', { fillerOrder: orderNumber('F-1') }));
    await answered(cell, [...tube, orc('OK', 'P-1')]);
    for (const segments of [[orc('UA', 'P-1')], [...tube, orc('UC')]])
      expect((await answered(cell, segments))['P-1 K']).toHaveLength(1);
    expect(cell.orders.all()).toMatchObject([{ told: { chem: { answer: 'UC' } } }]);
  });
});

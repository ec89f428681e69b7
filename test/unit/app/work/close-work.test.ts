import { describe, expect, test } from '@jest/globals';
import { closeWork } from '../../../../lib/app/work/close-work.ts';
import type { Order } from '../../../../lib/model/order.ts';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { aPatient } from '../../../support/patients.ts';
import { aWorkCell, orderNumber } from '../../../support/work.ts';

type Cell = ReturnType<typeof aWorkCell>;
type Fields = Readonly<Record<number, string>>;

/** A result of `chem` on the tube of the orders, of the patient whom they have unless said. */
const aResult = (
  cell: Cell,
  fields: Partial<ReportPart> & { order?: Fields; results?: readonly Fields[] } = {},
) => {
  const { order = {}, results = [{}], ...rest } = fields;
  const part = onlyPart(
    anOru({
      header: { 3: 'CHEM', 4: '', 7: '202603021000+0000' },
      order: { 2: '', 3: '', 4: 'K^Potassium^L', ...order },
      results: results.map((one) => ({ 3: 'K^Potassium^L', ...one })),
    }),
    { site: cell.site },
  );
  return {
    ...part,
    patient: undefined,
    specimens: cell.ordered('K', 'P-0').specimens,
    ...rest,
  };
};

async function closed(cell: Cell, part: ReportPart, by = 'chem', processingId = 'P') {
  const source = cell.site.sources.find(({ id }) => id === by);
  if (source === undefined) throw new Error('no such instrument');
  await closeWork(part, processingId, source, cell.dependencies);
  return cell.orders
    .all()
    .filter(({ status }) => status === 'CM')
    .map(({ placerOrder, service }) => `${placerOrder?.value} ${service?.codings[0]?.code}`);
}

describe('a final result ends', () => {
  test('the order of its specimen and service, and no other', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'), cell.ordered('NA', 'P-2'));
    expect(await closed(cell, aResult(cell))).toEqual(['P-1 K']);
  });

  test('the only order of its number, whatever the service is called', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('PANEL', 'P-1'));
    expect(await closed(cell, aResult(cell, { placerOrder: orderNumber('P-1') }))).toEqual(['P-1 PANEL']);
  });

  test('of a number that orders share, only its service', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'), cell.ordered('NA', 'P-1'));
    expect(await closed(cell, aResult(cell, { placerOrder: orderNumber('P-1') }))).toEqual(['P-1 K']);
  });

  test('several that are reported together without a service, by what was measured', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'), cell.ordered('NA', 'P-2'), cell.ordered('GLU', 'P-3'));
    const part = aResult(cell, { results: [{}, { 3: 'NA^Sodium^L' }] });
    expect(await closed(cell, { ...part, service: undefined })).toEqual(['P-1 K', 'P-2 NA']);
  });

  test('no order of a specimen if it has no code at all', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'));
    const part = aResult(cell);
    const observations = part.observations.map((one) => ({ ...one, code: { codings: [] } }));
    expect(await closed(cell, { ...part, service: undefined, observations })).toEqual([]);
  });
});

describe('nothing is ended', () => {
  const one = async (
    change: Partial<ReportPart> = {},
    order: Partial<Order> = {},
    by = 'chem',
    processingId = 'P',
  ) => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1', order));
    return closed(cell, { ...aResult(cell), ...change }, by, processingId);
  };

  test('unless something keeps it open, an order is', async () => {
    expect(await one()).toEqual(['P-1 K']);
  });

  test('by a source that takes no work', async () => {
    expect(await one({}, {}, 'core-lis')).toEqual([]);
  });

  test('by a part without results', async () => {
    expect(await one({ observations: [] })).toEqual([]);
  });

  test.each(['P', 'I', 'S', 'R', 'O'])('while one result is not final (OBX-11 %s)', async (status) => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'));
    expect(await closed(cell, aResult(cell, { results: [{}, { 11: status }] }))).toEqual([]);
  });

  test('for another patient', async () => {
    expect(await one({ patient: aPatient({ key: 'another' }) })).toEqual([]);
  });

  test('in training by a result of production', async () => {
    expect(await one({}, { processingId: 'T' })).toEqual([]);
    expect(await one({}, {}, 'chem', 'T')).toEqual([]);
  });

  test('of an order so old that the number has another meaning', async () => {
    const days = aWorkCell().site.limits.reuseDays;
    expect(await one({}, { asOf: Date.UTC(2026, 2, 2, 14) - days * 86_400_000 - 1 })).toEqual([]);
  });

  test.each([{ control: 'CA' }, { status: 'CM' }, { control: 'RE' }])('twice, or after %j', async (state) => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1', state));
    await closed(cell, aResult(cell));
    expect(cell.sent()).toEqual([]);
    expect(cell.orders.all()).toMatchObject([state]);
  });
});

describe('the other instruments', () => {
  test('that were told are told not to do it, and the one that has done it is not', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('NA', 'P-1'));
    await closed(cell, aResult(cell, { order: { 4: 'NA^Sodium^L' } }));
    expect(cell.sent()).toEqual(['immuno CA NA']);
  });

  test('that cannot do it hear nothing', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('K', 'P-1'));
    await closed(cell, aResult(cell));
    expect(cell.sent()).toEqual([]);
  });

  test('are told first: if that fails, the order is open, so that the next try tells them', async () => {
    const cell = aWorkCell();
    await cell.know(cell.ordered('NA', 'P-1'));
    const work = { send: () => Promise.reject(new Error('no queue')) };
    const [, chem] = cell.site.sources;
    if (chem === undefined) throw new Error('no instrument');
    const part = aResult(cell, { order: { 4: 'NA^Sodium^L' } });
    await expect(closeWork(part, 'P', chem, { ...cell.dependencies, work })).rejects.toThrow('no queue');
    expect(cell.orders.all()).not.toMatchObject([{ status: 'CM' }]);
  });
});

test('an ended order stays ended, whichever of the result and an older copy is written last', async () => {
  const cell = aWorkCell();
  const order = cell.ordered('K', 'P-1');
  await cell.know(order);
  await closed(cell, aResult(cell));
  await cell.know(order);
  expect(cell.orders.all()).toMatchObject([{ status: 'CM', asOf: Date.UTC(2026, 2, 2, 10) }]);
});

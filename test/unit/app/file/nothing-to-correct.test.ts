import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obx, pid, segment, toMessage } from '../../../support/messages.ts';

const collected = { 7: '202603020700-0500' };
const original = anOru({ order: { 2: 'P1', 3: 'F1', ...collected } });

const correction = (order: Readonly<Record<number, string>>, result: Readonly<Record<number, string>> = {}) =>
  anOru({
    header: { 7: '20260302090000-0500', 10: 'C-1' },
    order: { 2: 'P2', 3: 'F2', 7: '202603020700-0500', 25: 'C', ...order },
    results: [{ 5: '39', 11: 'C', ...result }],
  });

const afterOriginal = async (message: Uint8Array) => {
  const cloud = aMemoryCloud();
  await cloud.run(original);
  return { cloud, record: await cloud.run(message) };
};

describe('a correction of an order that nobody has reported', () => {
  test('waits where another report of the patient has the test at that time, and names it', async () => {
    const { cloud, record } = await afterOriginal(correction({}));
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'nothing-to-correct': 1 } });
    const [report] = cloud.reports.all();
    const issue = record?.issues.find(({ reason }) => reason === 'nothing-to-correct');
    expect(issue).toMatchObject({
      at: 'OBR[1]',
      message: expect.stringContaining(report?.report.key ?? '-'),
    });
  });

  test.each(['W', 'D'])('that takes a result back (%s) waits as well, and is seen', async (status) => {
    const { cloud, record } = await afterOriginal(correction({}, { 5: '', 11: status }));
    expect(record?.ledger).toMatchObject({ held: { 'nothing-to-correct': 1 } });
    const [report] = cloud.reports.all();
    expect(record?.issues.some(({ message }) => message.includes(report?.report.key ?? '-'))).toBe(true);
  });

  test('is of the only report with its test where it has no number at all', async () => {
    const { cloud, record } = await afterOriginal(correction({ 2: '', 3: '' }));
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
    expect(cloud.reports.all()).toHaveLength(1);
  });

  test('stays where the results of somebody else under its number were taken back, and are taken back once more', async () => {
    const bo = { 3: 'B^^^RIVERSIDE^MR', 5: 'Berg^Bo', 7: '19550505' };
    const ofBo = (control: string, minute: string, status: string, value: string) =>
      anOru({
        ...{ header: { 7: `2026030208${minute}00-0500`, 10: control }, patient: bo },
        ...{ order: { 2: 'P1', 3: 'F1', ...collected }, results: [{ 5: value, 11: status }] },
      });
    const cloud = aMemoryCloud();
    await cloud.run(ofBo('B-1', '10', 'P', '41'));
    await cloud.run(ofBo('B-3', '30', 'W', ''));
    const stored = await cloud.run(correction({ 2: 'P1', 3: 'F1' }));
    await cloud.run(ofBo('B-2', '20', 'W', ''));
    expect((await cloud.messages.get(stored?.id ?? ''))?.record.ledger).toMatchObject({
      stored: 1,
      held: {},
    });
  });

  test('is joined with what it corrects by a message that names both, in any order of arrival', async () => {
    const byPlacer = anOru({ order: { 2: 'P1', 3: '', ...collected } });
    const byFiller = correction({ 2: '', 3: 'F1' });
    const byBoth = anOru({ header: { 10: 'B' }, order: { 2: 'P1', 3: 'F1', ...collected } });
    for (const order of [
      [byPlacer, byFiller, byBoth],
      [byFiller, byPlacer, byBoth],
      [byPlacer, byBoth, byFiller],
    ]) {
      const cloud = aMemoryCloud();
      for (const message of order) await cloud.run(message);
      const standing = cloud.reports.all().filter(({ report }) => report.isWithdrawn !== true);
      expect(standing.map(({ report }) => report.observations.map(({ values }) => values[0]?.text))).toEqual([
        ['39'],
      ]);
    }
  });

  test('waits also after another correction under its number, which waits itself', async () => {
    const { cloud } = await afterOriginal(correction({}));
    const second = await cloud.run(correction({}, { 5: '41' }));
    expect(second?.ledger).toMatchObject({ stored: 0, held: { 'nothing-to-correct': 1 } });
  });

  test('waits also where its own number has another test', async () => {
    const other = anOru({
      header: { 7: '20260302100000-0500', 10: 'O-1' },
      order: { 2: 'P2', 3: 'F2', ...collected },
      results: [{ 3: 'NA^Sodium^L', 5: '140' }],
    });
    for (const order of [
      [other, correction({})],
      [correction({}), other],
    ]) {
      const { cloud } = await afterOriginal(original);
      for (const message of order) await cloud.run(message);
      const holds = cloud.reports.all().flatMap(({ report }) => report.holds);
      expect(holds).toEqual(['nothing-to-correct']);
    }
  });

  test('is joined with the only report of its test that has no number', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(anOru({ order: { 2: '', 3: '', ...collected } }));
    const record = await cloud.run(correction({}));
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
    const standing = cloud.reports.all().filter(({ report }) => report.isWithdrawn !== true);
    expect(standing).toHaveLength(1);
  });

  test('waits where two reports without a number have its test', async () => {
    const cloud = aMemoryCloud();
    for (const value of ['93', '94'])
      await cloud.run(
        anOru({ header: { 10: value }, order: { 2: '', 3: '', ...collected }, results: [{ 5: value }] }),
      );
    const record = await cloud.run(correction({}));
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'nothing-to-correct': 1 } });
  });

  test('is a report of its own once a person lets it go', async () => {
    const { cloud, record } = await afterOriginal(correction({}));
    await cloud.replay({ messageId: record?.id ?? '', release: ['nothing-to-correct'] });
    expect(cloud.reports.all()).toHaveLength(2);
  });

  test.each<[string, Uint8Array]>([
    ['the test was collected at another time', correction({ 7: '202603020730-0500' })],
    ['nobody has told of the test', correction({}, { 3: 'K^Potassium^L' })],
    ['it corrects its own report', correction({ 2: 'P1', 3: 'F1' })],
    ['it says no time of collection', correction({ 7: '' })],
  ])('is not held where %s', async (_, message) => {
    expect((await afterOriginal(message)).record?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test('is not held before the other report is there', async () => {
    const cloud = aMemoryCloud();
    expect((await cloud.run(correction({})))?.ledger).toMatchObject({ stored: 1, held: {} });
  });
});

describe('a result that comes after a correction of its test under other numbers', () => {
  const afterCorrection = async (message: Uint8Array, ...order: Parameters<typeof correction>) => {
    const cloud = aMemoryCloud();
    await cloud.run(correction(...order));
    return { cloud, record: await cloud.run(message) };
  };

  test.each<[string, ...Parameters<typeof correction>]>([
    ['OBX-11 marks it', {}],
    ['OBR-25 alone marks it', {}, { 11: 'F' }],
    ['it takes back', {}, { 5: '', 11: 'W' }],
    ['the placer number is the same', { 2: 'P1' }],
  ])('waits where %s', async (_, ...order) => {
    const { record } = await afterCorrection(original, ...order);
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'ambiguous-order': 1 } });
  });

  test('is a report of its own once a person lets it go, and stays one', async () => {
    const { cloud, record } = await afterCorrection(original, {});
    await cloud.replay({ messageId: record?.id ?? '', release: ['ambiguous-order'] });
    await cloud.replay({ messageId: record?.id ?? '' });
    const standing = cloud.reports.all().filter(({ report }) => report.isWithdrawn !== true);
    expect(standing.map(({ report }) => report.holds)).toEqual([[], []]);
  });

  test.each<[string, ...Parameters<typeof correction>]>([
    ['the correction has another test', {}, { 3: 'K^Potassium^L' }],
    ['the correction has another time', { 7: '202603020730-0500' }],
    ['it is the original of the correction', { 2: 'P1', 3: 'F1' }],
    ['only the correction names a placer number, and only it a filler number', { 3: '' }],
  ])('is stored where %s', async (_, ...order) => {
    const message = anOru({ order: { 2: order[0][3] === '' ? '' : 'P1', 3: 'F1', ...collected } });
    const { record } = await afterCorrection(message, ...order);
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test('is stored where its own report has the test already', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(original);
    const waiting = await cloud.run(correction({}));
    await cloud.replay({ messageId: waiting?.id ?? '', release: ['nothing-to-correct'] });
    const again = anOru({ header: { 10: 'O-2' }, order: { 2: 'P1', 3: 'F1', ...collected } });
    expect((await cloud.run(again))?.ledger).toMatchObject({ stored: 1, held: {} });
  });
});

describe('a change of a document', () => {
  const document = (event: string, time: string, number: string, text?: string) =>
    toMessage(
      msh({ 7: `20260302${time}00-0500`, 9: `MDM^${event}`, 10: `${event}${time}` }),
      pid(),
      segment('TXA', { 1: '1', 2: 'PN', 4: '202603020600-0500', 12: number, 17: 'LA' }),
      ...(text === undefined ? [] : [obx({ 2: 'TX', 3: 'PN^Note^L', 5: text, 6: '', 11: 'F' })]),
    );
  const runAll = async (...messages: readonly Uint8Array[]) => {
    const cloud = aMemoryCloud();
    const records = [];
    for (const message of messages) records.push(await cloud.run(message));
    return { cloud, held: records.map((record) => Object.keys(record?.ledger?.held ?? {})) };
  };
  const original = document('T02', '0700', 'D1', 'BENIGN');
  const held = ['nothing-to-correct'];

  test.each(['T03', 'T07', 'T11'])('%s without a content waits for the document', async (event) => {
    const { cloud } = await runAll(document(event, '0800', 'D1'), original);
    expect(cloud.reports.all().flatMap(({ report }) => report.holds)).toEqual([]);
    expect((await runAll(document(event, '0800', 'D1'))).held).toEqual([held]);
    expect((await runAll(original, document(event, '0800', 'D1'))).held).toEqual([[], []]);
  });

  test('an edit of an unknown number counts, and waits if the patient has another document of that time', async () => {
    expect((await runAll(document('T08', '0800', 'D2', 'MALIGNANT'))).held).toEqual([[]]);
    expect((await runAll(original, document('T08', '0800', 'D2', 'MALIGNANT'))).held).toEqual([[], held]);
  });

  test('an edit of a cancelled document waits', async () => {
    const edit = document('T08', '0900', 'D1', 'MALIGNANT');
    expect((await runAll(original, document('T11', '0800', 'D1'), edit)).held).toEqual([[], [], held]);
  });
});

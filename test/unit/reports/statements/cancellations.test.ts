import { describe, expect, test } from '@jest/globals';
import { anHour, chartOf, type OrderFields, reportOfMessages } from '../../../support/report-of-messages.ts';
import { aSite } from '../../../support/site.ts';

const order = { 2: 'P-1', 3: 'F-1' };
const result: OrderFields = { order: { ...order, 25: 'F' }, results: [{ 5: '93' }] };
const cancelled = (rest: Readonly<Record<number, string>> = { 25: 'X' }, before: readonly string[] = []) => ({
  order: { ...order, 25: '', ...rest },
  before,
});
const orc = (control: string, status = '') => `ORC|${control}|P-1|F-1||${status}`;

describe('a cancellation without results', () => {
  test.each<[string, OrderFields]>([
    ['OBR-25 X', cancelled()],
    ['ORC-1 OC', cancelled({}, [orc('OC')])],
    ['ORC-1 CR', cancelled({}, [orc('CR')])],
    ['ORC-5 CA', cancelled({}, [orc('RE', 'CA')])],
  ])('%s takes back what was reported before, and keeps it in history', (_, cancellation) => {
    const report = reportOfMessages([anHour(8, [result]), anHour(9, [cancellation])]);
    expect(chartOf(report)).toEqual([]);
    expect(report).toMatchObject({ status: 'X', holds: [], observations: [{ status: 'X', values: [] }] });
    expect(report.observations[0]?.history[0]?.values[0]?.text).toBe('93');
  });

  test.each(['DC', 'OD', 'DR', 'UC', 'UD'])('ORC-1 %s touches no result', (control) => {
    const stopped = cancelled({ 25: 'X' }, [orc(control)]);
    expect(chartOf(reportOfMessages([anHour(8, [result]), anHour(9, [stopped])]))).toEqual(['GLU 93 F']);
  });

  test('takes nothing that is newer, of another number, or of its own message', () => {
    const kept = ['GLU 93 F'];
    expect(chartOf(reportOfMessages([anHour(9, [result]), anHour(8, [cancelled()])]))).toEqual(kept);
    expect(chartOf(reportOfMessages([anHour(8, [result, cancelled()])]))).toEqual(kept);
    const duplicate = reportOfMessages([anHour(8, [result]), anHour(9, [cancelled({ 2: 'P-2', 25: 'X' })])]);
    expect(chartOf(duplicate)).toEqual(kept);
    expect(duplicate).toMatchObject({ status: 'F', holds: [] });
  });

  test('is held if it names another type of specimen under the same number', () => {
    const spm = (type: string) => `SPM|1|S1||${type}^^HL70487|||||||P^Patient^HL70369`;
    const serum = anHour(8, [{ ...result, others: [spm('SER')] }]);
    for (const [type, chart, holds] of [
      ['SER', [], []],
      ['UR', ['GLU 93 F'], ['cancelled-with-results']],
    ] as const) {
      const report = reportOfMessages([serum, anHour(9, [{ ...cancelled(), others: [spm(type)] }])]);
      expect([chartOf(report), report.holds]).toEqual([chart, holds]);
    }
  });

  test('is held where no clock tells which came first, and where finals and open tests stand side by side', () => {
    const tied = { ...anHour(8, [cancelled()], { 10: 'other' }), id: 'other' };
    expect(reportOfMessages([anHour(8, [result]), tied]).holds).toEqual(['cancelled-with-results']);
    const open = anHour(8, [{ order: { ...order, 25: 'P' }, results: [{ 11: 'F' }, { 3: 'K', 11: 'P' }] }]);
    const held = reportOfMessages([open, anHour(9, [cancelled()])]);
    expect(held.holds).toEqual(['cancelled-with-results']);
    expect(chartOf(held)).toHaveLength(2);
  });

  test.each([
    ['hold', ['GLU 93 F'], ['cancelled-with-results']],
    ['keep', ['GLU 93 F'], []],
    ['withdraw', [], []],
  ])('a source may choose: %s', (cancelledResults, chart, holds) => {
    const site = aSite({
      sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, cancelledResults }],
    });
    const report = reportOfMessages([anHour(8, [result]), anHour(9, [cancelled()])], site);
    expect(chartOf(report)).toEqual(chart);
    expect(report.holds).toEqual(holds);
  });

  test('holds a later unmarked final with the value that it took back', () => {
    const messages = (later: OrderFields) => [
      anHour(8, [result]),
      anHour(9, [cancelled()]),
      anHour(10, [later]),
    ];
    expect(reportOfMessages(messages(result)).holds).toEqual(['unmarked-correction']);
    const another = { ...result, results: [{ 5: '95' }] };
    expect(reportOfMessages(messages(another)).holds).toEqual([]);
    const marked = { order: { ...order, 25: 'C' }, results: [{ 5: '93' }] };
    expect(reportOfMessages(messages(marked)).holds).toEqual([]);
    // a resend with the first OBR-22 is old
    const old = { ...result, order: { ...result.order, 22: '20260302080000' } };
    expect(chartOf(reportOfMessages(messages(old)))).toEqual([]);
    // nothing was reported before the cancellation
    expect(reportOfMessages([anHour(9, [cancelled()]), anHour(10, [result])]).holds).toEqual([]);
  });

  test('of a report without results is a first statement', () => {
    expect(reportOfMessages([anHour(8, [cancelled()])])).toMatchObject({ status: 'X', holds: [] });
  });
});

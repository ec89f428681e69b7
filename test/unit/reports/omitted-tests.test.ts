import { describe, expect, test } from '@jest/globals';
import { anHour, chartOf, type OrderFields, reportOfMessages } from '../../support/report-of-messages.ts';
import { aSite } from '../../support/site.ts';

type Fields = Readonly<Record<number, string>>;

const siteThat = (omitted: 'keep' | 'withdraw' | 'hold') =>
  aSite({ sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, omitted }] });
const row = (code: string, value: string, rest: Fields = {}): Fields => ({
  3: `${code}^${code}^L`,
  5: value,
  ...rest,
});
const order = (status: string, results: readonly Fields[], more: Fields = {}): OrderFields => ({
  order: { 25: status, ...more },
  results,
});
const early = { 14: '20260302010000' };
const late = { 14: '20260302020000' };
const left = { 20: 'LK^Left knee^L' };
const right = { 20: 'RK^Right knee^L' };

describe('a test that the newest final message of its draw or place leaves out', () => {
  const whole = [
    anHour(8, [order('F', [row('K', '4'), row('NA', '140')])]),
    anHour(9, [order('F', [row('K', '4')])]),
  ];
  const draws = [
    anHour(7, [order('F', [row('K', '5')], { 7: late[14] })]),
    anHour(8, [
      order('F', [
        row('K', '4', early),
        row('NA', '140', early),
        row('K', '5', late),
        row('NA', '150', late),
      ]),
    ]),
    anHour(9, [order('F', [row('K', '4', early), row('NA', '140', early), row('K', '5', late)])]),
  ];
  const places = [
    anHour(8, [
      order('F', [
        row('WBC', '1', left),
        row('RBC', '2', left),
        row('WBC', '3', right),
        row('RBC', '4', right),
      ]),
    ]),
    anHour(9, [order('F', [row('WBC', '1', left), row('RBC', '2', left), row('WBC', '3', right)])]),
  ];

  test.each([
    ['of a report', whole, ['K 4 F'], ['NA 140 F']],
    ['of one of two draws', draws, ['K 4 F', 'K 5 F', 'NA 140 F'], ['NA 150 F']],
    ['of one of two places', places, ['RBC 2 F', 'WBC 1 F', 'WBC 3 F'], ['RBC 4 F']],
  ])('%s is withdrawn, held or kept, as its source is configured', (_, messages, stay, omitted) => {
    const withdrawn = reportOfMessages(messages, siteThat('withdraw'));
    expect(chartOf(withdrawn).toSorted()).toEqual(stay);
    expect(withdrawn.holds).toEqual([]);
    expect(reportOfMessages(messages, siteThat('hold')).holds).toEqual(['set-unclear']);
    const kept = reportOfMessages(messages, siteThat('keep'));
    expect(chartOf(kept).toSorted()).toEqual([...stay, ...omitted].toSorted());
    expect(kept.holds).toEqual([]);
  });
});

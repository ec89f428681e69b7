import { describe, expect, test } from '@jest/globals';
import { toSought } from '../../../../lib/app/file/sought-report.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const soughtBy = (bytes: Uint8Array) => toSought(onlyPart(bytes), { site: aSite(), senderScope: 'lis' });
const isoOf = (bytes: Uint8Array) => new Date(soughtBy(bytes).first).toISOString();

describe('when a report is of', () => {
  const timed = (
    order: Readonly<Record<number, string>>,
    result: Readonly<Record<number, string>>,
    ...rest: string[]
  ) => toMessage(msh(), pid(), obr(order), obx(result), ...rest);
  const spm = (fields: Readonly<Record<number, string>>) => segment('SPM', { 1: '1', ...fields });

  test.each<[string, Uint8Array, string]>([
    [
      'OBR-7',
      timed({ 7: '202603020700+0000', 14: '202603020710+0000' }, { 14: '202603020720+0000' }),
      '07:00',
    ],
    ['SPM-17', timed({}, { 14: '202603020720+0000' }, spm({ 17: '202603020705+0000' })), '07:05'],
    ['OBR-14', timed({ 14: '202603020710+0000' }, { 14: '202603020720+0000' }), '07:10'],
    ['SPM-18', timed({}, { 14: '202603020720+0000' }, spm({ 18: '202603020712+0000' })), '07:12'],
    ['OBX-14', timed({}, { 14: '202603020720+0000', 19: '202603020730+0000' }), '07:20'],
    ['OBX-19', timed({}, { 19: '202603020730+0000' }), '07:30'],
    ['MSH-7', timed({}, {}), '13:00'],
    ['MSH-7 where OBR-7 is years ahead', timed({ 7: '20360302' }, {}), '13:00'],
    ['MSH-7 where OBR-7 is of a clock that stopped', timed({ 7: '197001010000+0000' }, {}), '13:00'],
    ['MSH-7 where OBR-7 is more than five years old', timed({ 7: '202102010000+0000' }, {}), '13:00'],
  ])('%s', (_, bytes, time) => {
    expect(isoOf(bytes)).toBe(`2026-03-02T${time}:00.000Z`);
  });

  test('receipt, where MSH-7 is years ahead', () => {
    expect(isoOf(anOru({ header: { 7: '20360302080000-0500' } }))).toBe('2026-03-02T14:00:00.000Z');
  });

  test('no clock, where MSH-7 is years old; a source of old results keeps it', () => {
    const old = anOru({ header: { 7: '20000101080000-0500' } });
    expect(soughtBy(old)).toMatchObject({ isClockless: true, first: Date.UTC(2026, 2, 2, 14) });
    const site = aSite({
      sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, history: true }],
    });
    expect(toSought(onlyPart(old, { site }), { site, senderScope: 'lis' })).toMatchObject({
      ...{ isClockless: false, first: Date.UTC(2000, 0, 1, 13) },
    });
  });

  test('the whole day, where only a day is said', () => {
    const { first, last } = soughtBy(anOru({ order: { 7: '20260302' } }));
    expect(last - first).toBe(86_400_000);
  });
});

describe('a part corrects', () => {
  test.each<[string, Parameters<typeof anOru>[0], boolean]>([
    ['where OBR-25 is C', { order: { 25: 'C' } }, true],
    ['where a result is W', { results: [{}, { 3: 'K^Potassium^L', 11: 'W' }] }, true],
    ['where a LIS says X', { results: [{ 11: 'X' }] }, true],
    ['not where an analyzer says X', { header: { 3: 'ANALYZER' }, results: [{ 11: 'X' }] }, false],
    ['not where it is final', {}, false],
  ])('%s', (_, message, isCorrection) => {
    expect(soughtBy(anOru(message)).isCorrection).toBe(isCorrection);
  });
});

test('its service is what the sender says', () => {
  expect(soughtBy(anOru({ order: { 4: 'GLU^Glucose^L^2345-7^Glucose^LN' } })).services).toEqual([
    {
      codings: [
        { code: 'GLU', system: 'L' },
        { code: '2345-7', system: 'LN' },
      ],
      text: 'Glucose',
    }, // OBR-4
  ]);
  expect(soughtBy(anOru({ order: { 4: '^Glucose' } })).services).toEqual([{ codings: [], text: 'Glucose' }]);
});

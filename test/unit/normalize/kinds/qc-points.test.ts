import { describe, expect, test } from '@jest/globals';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

const supplement = (number: string, type: string, code: string, value: string) =>
  obx({
    1: number,
    2: type,
    3: `${code}^${code}^99ROC^S_OTHER^Other Supplemental^IHELAW`,
    5: value,
    6: '',
  });

/** A control as an analyzer reports it in IHE LAB-29. */
const control = toMessage(
  msh({ 3: 'ANALYZER', 9: 'OUL^R22^OUL_R22' }),
  segment('SPM', { 1: '1', 2: '20391&CONTROL', 11: 'Q^^HL70369' }),
  segment('SAC', { 3: '20391^CONTROL' }),
  segment('INV', { 1: '20391^PCCC1^99ROC', 2: 'OK', 3: 'CO^^HL70384', 12: '20270131', 16: 'K-2207' }),
  obr({ 2: '""', 3: '', 4: '20340^^99ROC' }),
  segment('ORC', { 1: 'SC', 5: 'CM' }),
  obx({
    3: '20340^20340^99ROC^^^IHELAW',
    5: '9.02',
    18: 'c303^ROCHE~24V5-03^ROCHE',
    19: '20260302074500-0500',
  }),
  segment('INV', { 1: '20340^^99ROC', 2: 'OK', 3: 'SR^^HL70384', 16: 'R-118' }),
  supplement('2', 'EI', 'CalibrationID', 'CAL-77^ROCHE'),
  supplement('3', 'NM', 'QC_TARGET', '9.10'),
  supplement('4', 'NM', 'QC_SD_RANGE', '0.15'),
  obx({ 1: '5', 3: '20341^^99ROC', 5: '55', 18: 'c303^ROCHE~24V5-03^ROCHE', 19: '20260302074600-0500' }),
  segment('SID', { 1: '20341^^99ROC', 2: 'R-200' }),
);

describe('the results of control material', () => {
  test('are points with material, target, reagent and calibration, and no report', () => {
    const { parts, setAside, qcPoints, received } = normalized(control);
    expect(parts).toEqual([]);
    expect(setAside).toMatchObject([{ reason: 'control-material', observations: received }]);
    expect(qcPoints).toMatchObject([
      {
        analyzer: 'c303~24V5-03',
        sentAt: '2026-03-02T13:00:00.000Z',
        receivedAt: '2026-03-02T14:00:00.000Z',
        roles: ['Q'],
        material: {
          id: { value: '20391', scope: 'CONTROL' },
          product: { codings: [{ code: '20391', display: 'PCCC1' }] },
          lot: 'K-2207',
          expires: { iso: '2027-01-31' },
        },
        reagents: [{ type: 'SR', lot: 'R-118' }],
        target: '9.10',
        standardDeviation: '0.15',
        calibrationId: 'CAL-77^ROCHE',
        observation: { at: 'OBX[1]', values: [{ number: '9.02' }] },
        supplements: [{ at: 'OBX[2]' }, { at: 'OBX[3]' }, { at: 'OBX[4]' }],
      },
      {
        reagents: [{ lot: 'R-200' }],
        target: undefined,
        observation: { at: 'OBX[5]', values: [{ number: '55' }] },
        supplements: [],
      },
    ]);
  });

  test('are the same points in every copy of the message', () => {
    const ids = () => normalized(control).qcPoints.map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
  });

  test("without an instrument are the source's", () => {
    const bytes = toMessage(
      msh({ 3: 'ANALYZER' }),
      pid(),
      segment('SPM', { 2: 'L-1', 11: 'C' }),
      obr(),
      obx({ 18: '' }),
    );
    expect(normalized(bytes).qcPoints).toMatchObject([{ analyzer: 'analyzer', roles: ['C'] }]);
  });

  test('name nobody, whatever the message says of a patient', () => {
    const bytes = toMessage(
      msh({ 3: 'ANALYZER' }),
      pid(),
      segment('SPM', { 2: 'L-1', 11: 'Q' }),
      obr(),
      obx(),
    );
    expect(JSON.stringify(normalized(bytes).qcPoints)).not.toMatch(/Okafor|700101/);
  });
});

import { expect, test } from '@jest/globals';
import type { ReportPart } from '../../../lib/model/report.ts';
import type { Specimen } from '../../../lib/model/specimen.ts';
import { completing } from '../../../lib/reports/known-specimens.ts';

const concept = (code: string) => ({ codings: [{ code }] });
const tube = (said: Partial<Specimen> = {}): Specimen => ({
  at: 'SPM[1]',
  fillerId: { value: 'T1', assigner: {}, scope: 'LAB' },
  roles: [],
  rejectReasons: [],
  conditions: [],
  notes: [],
  ...said,
});
const part = (...specimens: Specimen[]): ReportPart => ({
  ...{ messageId: 'm', source: 'lis', at: 'OBR[1]', specimens, observations: [], notes: [], holds: [] },
  watermark: { statusTime: 1, messageTime: 1, receivedTime: 1 },
});

const serum = tube({ type: concept('SER') });
const urine = tube({ type: concept('UR') });
const knee = { type: concept('SNV'), bodySite: concept('KNEE'), bodySiteModifiers: [concept('L')] };

test('a tube that a message names alone has the type and the place that others gave to its number', () => {
  expect(completing([part(serum)])(tube()).type).toEqual(concept('SER'));
  expect(completing([part(tube(knee))])(tube())).toMatchObject(knee);
  expect(completing([part(tube(knee))])(tube({ type: concept('SNV') }))).toMatchObject(knee);
});

test('a number on two specimens gives a type to neither, and another number none at all', () => {
  expect(completing([part(serum, urine)])(tube()).type).toBeUndefined();
  expect(completing([part(serum)])(tube({ type: concept('UR') })).type).toEqual(concept('UR'));
  const other = tube({ fillerId: { value: 'T2', assigner: {}, scope: 'LAB' } });
  expect(completing([part(serum)])(other).type).toBeUndefined();
  expect(
    completing([part({ ...serum, fillerId: undefined })])(tube({ fillerId: undefined })).type,
  ).toBeUndefined();
});

import { expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import type { Specimen } from '../../../../lib/model/specimen.ts';
import { completing } from '../../../../lib/reports/specimens/known-specimens.ts';

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

test('one type in two spellings is one, with its modifiers', () => {
  const typed = { type: concept('SER'), typeModifiers: [concept('HEM')] };
  const known = [part(tube({ ...typed, type: concept(' ser ') }), tube(typed))];
  expect(completing(known)(tube())).toMatchObject(typed);
});

test('a number of two types, or of two places, gives no place', () => {
  const [left, right] = ['L', 'R'].map((side) => tube({ ...knee, bodySiteModifiers: [concept(side)] }));
  const ofTwo = completing([part(tube(knee), urine)]);
  expect(ofTwo(tube())).toEqual(tube());
  expect(completing([part(...[left ?? [], right ?? []].flat())])(tube()).bodySite).toBeUndefined();
});

test('a tube keeps its own place', () => {
  const hip = tube({ type: concept('SNV'), bodySite: concept('HIP') });
  expect(completing([part(tube(knee))])(hip)).toEqual(hip);
});

test('one number of two laboratories is of two tubes', () => {
  const other = tube({ fillerId: { value: 'T1', assigner: {}, scope: 'OTHER' } });
  expect(completing([part(serum)])(other).type).toBeUndefined();
});

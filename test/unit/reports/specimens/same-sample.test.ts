import { expect, test } from '@jest/globals';
import type { Specimen } from '../../../../lib/model/specimen.ts';
import { compareSpecimens, isOfSameSample } from '../../../../lib/reports/specimens/same-sample.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

interface Stated {
  /** SPM-2. */
  readonly number?: string;
  /** SPM-4. */
  readonly type?: string;
  /** SPM-8. */
  readonly site?: string;
  readonly result?: Readonly<Record<number, string>>;
  /** The LOINC code of the site's map. */
  readonly mapped?: string;
}

function stated({ number = 'T1&HIS', type = '', site = '', result = {}, mapped }: Stated) {
  const part = onlyPart(
    toMessage(
      msh(),
      pid(),
      obr(),
      obx({ 3: 'NA^Sodium^L', 5: '80', ...result }),
      segment('SPM', { 1: '1', 2: number, 4: type, 8: site, 11: 'P^Patient^HL70369' }),
    ),
  );
  const [observation] = part.observations;
  if (observation === undefined) throw new Error('a part without a result');
  const { code } = observation;
  const codings = mapped === undefined ? [] : [{ code: mapped, isMapped: true as const }];
  return { part, observation: { ...observation, code: { ...code, codings: [...code.codings, ...codings] } } };
}

const SERUM = 'SER^Serum^HL70487';

test.each<[string, Stated, Stated, boolean]>([
  ['the same type', { type: SERUM }, { type: SERUM }, true],
  ['a type that one does not name', { type: SERUM }, {}, true],
  ['the words of a type from another table', { type: SERUM }, { type: '119364003^SERUM^SCT' }, true],
  ['a type by a code from another table', { type: SERUM }, { type: '119364003^^SCT' }, true],
  ['a special case of the type', { type: 'UR^Urine^HL70487' }, { type: 'URC^^HL70487' }, true],
  ['another type', { type: SERUM }, { type: 'UR^Urine^HL70487' }, false],
  ['another type under another number', { type: SERUM }, { type: 'CSF', number: 'T2&HIS' }, false],
  ['another place in the body', { site: '^Left arm' }, { site: '^Right arm' }, false],
  ['a place that one does not name', { site: '^Left arm' }, {}, true],
  ['another place of the result', { result: { 20: '^Left arm' } }, { result: { 20: '^Right arm' } }, false],
  ['another LOINC code of the map', { mapped: '2951-2' }, { mapped: '2955-3' }, false],
  ['a LOINC code of one map only', { mapped: '2951-2' }, {}, true],
  ['another OBX-4', { result: { 4: '1' } }, { result: { 4: '2' } }, false],
  ['an OBX-4 that one does not name', { result: { 4: '1' } }, {}, true],
  ['another test', {}, { result: { 3: 'K^Potassium^L' } }, false],
])('whether two results are of one sample: %s', (_, one, other, expected) => {
  expect(isOfSameSample(stated(one), stated(other))).toBe(expected);
  expect(isOfSameSample(stated(other), stated(one))).toBe(expected);
});

test('each specimen is read once, however many there are', () => {
  let reads = 0;
  const specimensOf = (name: string, count: number): Specimen[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ roles: [], rejectReasons: [], conditions: [], notes: [] },
      placerId: { value: `${name}${index}`, assigner: {}, scope: 'x' },
      get type() {
        reads++;
        return { codings: [{ code: name, system: 'L' }] };
      },
    }));
  const [some, others] = [specimensOf('A', 300), specimensOf('B', 300)];
  expect(compareSpecimens(some, others)).toBe('unlike');
  expect(compareSpecimens(others, some)).toBe('unlike');
  expect(reads).toBe(600);
});

import { expect, test } from '@jest/globals';
import { testsByName } from '../../../lib/reports/tests-by-name.ts';
import { anOru } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';

/** A test as one message states it: OBX-3, OBX-11, OBX-6. */
const stated = (code: string, status = 'F', unit = 'mmol/L') => {
  const part = onlyPart(anOru({ results: [{ 3: code, 6: unit, 11: status }] }));
  return { code, statements: part.observations.map((observation) => ({ part, observation })) };
};
type Test = ReturnType<typeof stated>;

const pairs = (tests: readonly Test[], isApart: (a: Test, b: Test) => boolean = () => false) =>
  testsByName(tests, isApart).map(([corrected, reported]) => `${corrected.code} = ${reported.code}`);

const [potassium, sodium] = [stated('K^Potassium^L'), stated('NA^Sodium^L')];
const withdrawn = stated('2823-3^POTASSIUM^LN', 'W');

test('a test that is only taken back is the reported one of its name', () => {
  expect(pairs([potassium, sodium, withdrawn])).toEqual(['2823-3^POTASSIUM^LN = K^Potassium^L']);
});

test.each<[string, readonly Test[]]>([
  ['is reported itself', [potassium, stated('2823-3^Potassium^LN')]],
  ['has no name in common with one', [sodium, withdrawn]],
  ['has another unit', [stated('K^Potassium^L', 'F', 'mg/dL'), withdrawn]],
  ['fits two', [potassium, stated('KP^Potassium^L'), withdrawn]],
  ['has only other corrections beside it', [stated('K^Potassium^L', 'C'), withdrawn]],
])('a test that %s is no other test', (_, tests) => {
  expect(pairs(tests)).toEqual([]);
});

test('a test that is known to be another one is not asked', () => {
  expect(pairs([potassium, withdrawn], () => true)).toEqual([]);
});

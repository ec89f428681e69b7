import { expect, test } from '@jest/globals';
import { testsByName } from '../../../../lib/reports/results/tests-by-name.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

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

/** What several messages say of a test, in this order. */
const inTurn = (...tests: readonly Test[]): Test => {
  const [first] = tests as [Test];
  const statements = tests.flatMap((one) => one.statements);
  const timed = statements.map(({ part, observation }, hour) => ({
    part: {
      ...part,
      clocks: { ...part.clocks, reported: { at: hour * 3_600_000, digits: 14, day: 20260302 } },
    },
    observation,
  }));
  return { code: first.code, statements: timed } as Test;
};

test('what is said after its first correction makes no other test of it', () => {
  const renamed = inTurn(withdrawn, stated('2823-3^Potassium^LN'));
  expect(pairs([potassium, renamed])).toEqual(['2823-3^POTASSIUM^LN = K^Potassium^L']);
});

test.each<[string, readonly string[]]>([
  ['before its first correction', ['F', 'C']],
  ['after an order that was not carried out', ['X', 'F']],
])('a test with a result %s is no other test', (_, statuses) => {
  const own = inTurn(...statuses.map((status) => stated('2823-3^Potassium^LN', status)));
  expect(pairs([potassium, own])).toEqual([]);
});

test('a test that is known to be another one is not asked', () => {
  expect(pairs([potassium, withdrawn], () => true)).toEqual([]);
});

/** As `inTurn`, at these hours. */
const inHours = (hours: readonly number[], ...statuses: readonly string[]): Test => {
  const own = statuses.map((status) => stated('2823-3^Potassium^LN', status));
  const statements = inTurn(...own).statements.map(({ part, observation }, index) => ({
    part: {
      ...part,
      clocks: {
        ...part.clocks,
        reported: { at: (hours[index] ?? 0) * 3_600_000, digits: 14, day: 20260302 },
      },
    },
    observation,
  }));
  return { code: '2823-3^Potassium^LN', statements } as Test;
};

test.each<[string, Test, boolean]>([
  ['between two corrections', inHours([1, 2, 3], 'C', 'F', 'C'), true],
  ['before two corrections', inHours([2, 1, 3], 'C', 'F', 'C'), false],
  ['of the minute of its first correction', inHours([1, 1], 'C', 'F'), false],
])('a result %s', (_, own, isRenamed) => {
  expect(pairs([potassium, own])).toHaveLength(isRenamed ? 1 : 0);
});

test('the words that the map adds name no test', () => {
  const part = onlyPart(anOru({ results: [{ 3: '2823-3^^LN', 6: 'mmol/L', 11: 'W' }] }));
  const statements = part.observations.map((observation) => ({
    part,
    observation: {
      ...observation,
      code: {
        codings: [
          { code: '2823-3', system: 'LN' },
          { code: 'X', system: 'L', display: 'Potassium', isMapped: true as const },
        ],
      },
    },
  }));
  expect(pairs([potassium, { code: '2823-3', statements } as Test])).toEqual([]);
});

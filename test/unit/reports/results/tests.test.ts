import { describe, expect, test } from '@jest/globals';
import type { Observation } from '../../../../lib/model/observation.ts';
import { Tests } from '../../../../lib/reports/results/tests.ts';
import type { Said } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

/** A message by the OBX-3 of its rows. */
const said = (id: string, ...codes: readonly string[]): Said => {
  const part = onlyPart(anOru({ results: codes.map((code) => ({ 3: code })) }), { messageId: id });
  return { part, observations: part.observations, isWithdrawn: false };
};

/** Which rows are of one test, as numbers in the order in which tests first appear. */
function testsOf(...messages: readonly (readonly string[])[]): number[] {
  const all = messages.map((codes, index) => said(`m${index}`, ...codes));
  return numbered(
    all,
    all.flatMap(({ observations }) => observations),
  );
}

function numbered(all: readonly Said[], observations: readonly Observation[]): number[] {
  const tests = new Tests(all);
  const names = observations.map((one) => tests.of(one));
  return names.map((name) => names.indexOf(name));
}

const glucose = 'GLU^Glucose^L';

describe('results of one test', () => {
  test.each<[string, string]>([
    ['the same code', glucose],
    ['the same code without its system', 'GLU^Glucose'],
    ['a LOINC beside the code', 'GLU^Glucose^L^2345-7^Glucose^LN'],
    ['the code as the alternate', '2345-7^Glucose^LN^GLU^Glucose^L'],
    ['other words beside the code', 'GLU^Glucose, serum^L'],
  ])('%s is the same test in another message', (_, other) => {
    expect(testsOf([glucose], [other])).toEqual([0, 0]);
    expect(testsOf([other], [glucose])).toEqual([0, 0]);
  });

  test.each<[string, string, string]>([
    ['another code', glucose, 'NA^Sodium^L'],
    ['the same code of another system', glucose, 'GLU^Glucose^99X'],
    ['another LOINC beside the same code', 'GLU^^L^2345-7^^LN', 'GLU^^L^2339-0^^LN'],
    ['the same LOINC beside another code', 'GLU^^L^2345-7^^LN', 'GLUP^^L^2345-7^^LN'],
  ])('%s is another test', (_, a, b) => {
    expect(testsOf([a], [b])).toEqual([0, 1]);
    expect(testsOf([b], [a])).toEqual([0, 1]);
  });

  test('two codes of one message stay two, also where they share an alternate', () => {
    expect(testsOf(['GLU^^L^2345-7^^LN', '2345-7^^LN'])).toEqual([0, 1]);
  });

  test('a code that would fit two fits none', () => {
    expect(testsOf(['GLU^^L', 'GLU^^99X'], ['GLU'])).toEqual([0, 1, 2]);
  });

  test('repeats of one code in one message are one test', () => {
    expect(testsOf([glucose, glucose])).toEqual([0, 0]);
  });

  test('one code for several tests is told apart in words, for every message', () => {
    const [a, b] = ['00000-0^Colour^LN', '00000-0^Clarity^LN'];
    expect(testsOf([a ?? '', b ?? ''], [b ?? '', a ?? ''])).toEqual([0, 1, 1, 0]);
  });

  test('words alone name a test', () => {
    expect(testsOf(['^Glucose', '^Sodium'], ['^Sodium'])).toEqual([0, 1, 1]);
  });

  test('what our own map adds is not asked', () => {
    const one = said('m1', glucose);
    const mapped = (code: string) => ({ code, system: 'LN', isMapped: true as const });
    const observations = one.observations.map((observation) => ({
      ...observation,
      code: { ...observation.code, codings: [...observation.code.codings, mapped('2345-7')] },
    }));
    const other = said('m2', 'NA^Sodium^L');
    const others = other.observations.map((observation) => ({
      ...observation,
      code: { ...observation.code, codings: [...observation.code.codings, mapped('2345-7')] },
    }));
    const all = [
      { ...one, observations },
      { ...other, observations: others },
    ];
    expect(numbered(all, [...observations, ...others])).toEqual([0, 1]);
  });

  test('words that objects have are codes like any other', () => {
    expect(testsOf(['constructor^^L', '__proto__^^L', 'toString^^L'], ['__proto__^^L'])).toEqual([
      0, 1, 2, 1,
    ]);
  });

  test('a code of very many tests tells none of them, and the code beside it does', () => {
    const loinc = Array.from({ length: 60 }, (_, index) => `${1000 + index}-1^^LN`);
    const all = loinc.map((one) => `LAB^^L^${one}`);
    const names = testsOf(all, ['1003-1^^LN', 'LAB^^L']);
    expect(names.slice(0, 60)).toEqual(all.map((_, index) => index));
    expect(names.slice(60)).toEqual([3, 61]);
  });

  /** How often codes are looked at for two messages of so many rows that share one code. */
  function looksFor(rows: number): number {
    let looks = 0;
    const coding = (code: string, system: string) => ({
      get code() {
        looks++;
        return code;
      },
      system,
    });
    const saidWith = (id: string, system: string): Said => {
      const one = said(id, glucose);
      const [observation] = one.observations;
      if (observation === undefined) throw new Error('no result');
      const observations = Array.from({ length: rows }, (_, index) => ({
        ...observation,
        code: { ...observation.code, codings: [coding('LAB', 'L'), coding(`${id}${index}`, system)] },
      }));
      return { ...one, observations };
    };
    const all = [saidWith('m1', '99X'), saidWith('m2', '99Y')];
    looks = 0;
    const tests = new Tests(all);
    for (const { observations } of all) for (const one of observations) tests.of(one);
    return looks;
  }

  test('the work grows with the rows, also where all of them share a code', () => {
    expect(looksFor(800)).toBeLessThan(2.2 * looksFor(400));
  });

  test('a test may be coded in many ways', () => {
    const messages = (count: number) =>
      Array.from({ length: count }, (_, index) => [`GLU^^L^${index}^^S${index}`]);
    expect(new Set(testsOf(...messages(40)))).toEqual(new Set([0]));
  });

  test('a result that nobody said names a test of its own', () => {
    const tests = new Tests([said('m1', glucose)]);
    const [stranger] = said('m2', 'NA^Sodium^L').observations;
    const [known] = said('m3', glucose).observations;
    if (stranger === undefined || known === undefined) throw new Error('no result');
    expect(tests.of(stranger)).not.toBe(tests.of(known));
  });
});

import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { hasCorrectionOfSeveral, withEqualTests } from '../../../../lib/reports/results/equal-tests.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { fc } from '../../../support/property.ts';
import { size } from '../../../support/size.ts';

/** Parts of one report, a message each, with these tests (OBX-3). */
const partsOf = (...messages: readonly (readonly string[])[]): ReportPart[] =>
  messages.map((tests, index) => {
    const bytes = anOru({ results: tests.map((code) => ({ 3: code })) });
    const at = new Date(Date.UTC(2026, 2, 2, 14, index));
    return onlyPart(bytes, { messageId: `m${index}`, at });
  });

/** The slot of each result, by message. */
const slotsOf = (parts: readonly ReportPart[]) =>
  withEqualTests(parts).map(({ observations }) => observations.map(({ slot }) => slot));

const loinc = '2823-3^Potassium^LN';
const both = '2823-3^Potassium^LN^K^Potassium^L';
const own = 'K^Potassium^L';

describe('a test', () => {
  test.each<[string, string, string]>([
    ['gets a LOINC code', own, both],
    ['gets a LOINC code behind its own', own, 'K^Potassium^L^2823-3^Potassium^LN'],
    ['leaves out its coding system once', own, 'K^Potassium'],
    ['loses its own code', both, loinc],
    ['has a renamed coding system', own, 'K^potassium ^99ABC'],
  ])('that %s is the same test, in the slot that it had first', (_, before, after) => {
    const [[first], [second]] = slotsOf(partsOf([before], [after])) as [[string], [string]];
    expect(second).toBe(first);
    expect(first).toMatch(before.startsWith('K') ? /^K\|L\|\|$/ : /^2823-3\|LN\|\|$/);
  });

  test.each<[string, string, string]>([
    ['of another coding system', own, 'K^Potassium^ABC'],
    ['of another coding system of the sender, with other words', own, 'K^Kalium^99ABC'],
    ['with another code beside an equal one', '75325-1^F^LN^A1^First^L', '75325-1^F^LN^B2^Second^L'],
  ])('%s is another', (_, one, other) => {
    const [[first], [second]] = slotsOf(partsOf([one], [other])) as [[string], [string]];
    expect(second).not.toBe(first);
  });

  test('that stands beside another in one message is never that one', () => {
    const [[first, second], [third]] = slotsOf(partsOf([own, both], [own])) as [string[], string[]];
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  test('keeps its slot where it comes alone and shares its first code with another', () => {
    const [a, b] = ['75325-1^F^LN^A1^First^L', '75325-1^F^LN^B2^Second^L'];
    const [[first, second], [third], [fourth]] = slotsOf(partsOf([a, b], [b], [a])) as [
      string[],
      string[],
      string[],
    ];
    expect([third, fourth]).toEqual([second, first]);
  });

  test('that would fit two fits none', () => {
    const [a, b] = ['75325-1^F^LN^A1^First^L', '75325-1^F^LN^B2^Second^L'];
    const [[first, second], [third]] = slotsOf(partsOf([a, b], ['75325-1^F^LN'])) as [
      string[],
      string[],
      string[],
    ];
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test.each(['GLU^Glucose^^2345-7^^LN', 'GLU^Glucose^99LAB^2345-7^^LN'])(
    'of two with one LOINC code, %s is the one with its own code',
    (code) => {
      const two = ['GLU^Glucose^L^2345-7^^LN', 'GLUF^Glucose fasting^L^2345-7^^LN'];
      const [[first], [third]] = slotsOf(partsOf(two, [code])) as [string[], string[]];
      expect(third).toBe(first);
    },
  );

  test('that repeats in its message keeps a slot for each', () => {
    const [[first], [second, third]] = slotsOf(partsOf([own], [both, both])) as [
      string[],
      string[],
      string[],
    ];
    expect(second).toBe(first);
    expect(third).toBe(`${first}|2`);
  });

  test('is not told by a code that only our own map adds', () => {
    const parts = partsOf([own], ['POT^Potassium^X']).map((part) => ({
      ...part,
      observations: part.observations.map((one) => ({
        ...one,
        code: {
          ...one.code,
          codings: [...one.code.codings, { code: '2823-3', system: 'LN', isMapped: true as const }],
        },
      })),
    }));
    const [[first], [second]] = slotsOf(parts) as [[string], [string]];
    expect(second).not.toBe(first);
  });
});

test('which results are of one test is the same for a set of parts in any order', () => {
  const codes = fc.constantFrom(
    own,
    both,
    loinc,
    'K^Potassium',
    'K^Potassium^^2823-3^^LN',
    'KB^Potassium, blood^L^2823-3^^LN',
    'NA^Sodium^L',
    '75325-1^F^LN^A1^First^L',
    '75325-1^F^LN',
  );
  fc.assert(
    fc.property(
      fc.array(fc.uniqueArray(codes, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      (messages) => {
        const parts = partsOf(...messages);
        const slots = new Map(
          withEqualTests(parts.toReversed()).map(({ messageId, observations }) => [
            messageId,
            observations.map(({ slot }) => slot),
          ]),
        );
        expect(parts.map(({ messageId }) => slots.get(messageId))).toEqual(slotsOf(parts));
      },
    ),
    { numRuns: size({ short: 100, long: 1000 }) },
  );
});

describe('a correction under another code', () => {
  const corrected = (code: string, ...before: readonly string[]) => {
    const bytes = anOru({ results: [{ 3: code, 11: 'C' }] });
    const correction = onlyPart(bytes, { messageId: 'c', at: new Date('2026-03-02T16:00:00Z') });
    return hasCorrectionOfSeveral([...partsOf(...before.map((one) => [one])), correction]);
  };

  test.each<[string, string, readonly string[], boolean]>([
    ['two tests by its code', '2345-7^^LN', ['GLU^G^L^2345-7^^LN', 'GLUF^F^L^2345-7^^LN'], true],
    ['one test by its code', '2345-7^^LN', ['GLU^G^L^2345-7^^LN', own], false],
    ['a test with another code of its system by its words', 'POT^Potassium^L', [own], true],
    ['a test with a code of another system by its words', '2823-3^Potassium^LN', [own], false],
    ['its own test', own, [own], false],
    ['none', 'NA^Sodium^L', [own], false],
  ])('that fits %s', (_, code, before, isOfSeveral) => {
    expect(corrected(code, ...before)).toBe(isOfSeveral);
  });
});

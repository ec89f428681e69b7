import { describe, expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

function read(...results: readonly Fields[]) {
  const { parts, issues } = normalized(anOru({ results }));
  const [only] = parts;
  if (only === undefined) throw new Error('no part');
  return { observations: only.part.observations, issues };
}

const slotsOf = (...results: readonly Fields[]): string[] =>
  read(...results).observations.map(({ slot }) => slot);

describe('the slot of a result', () => {
  test('is its code, system, OBX-4 and OBX-21', () => {
    expect(slotsOf({ 3: 'GLU^Glucose^L', 4: '1', 21: 'RUN-1' })).toEqual(['GLU|L|1|RUN-1']);
  });

  test('is the alternate where that is the only code, and the words where there is none', () => {
    expect(slotsOf({ 3: '^^^WBC^WHITE^99X' }, { 3: '^Glucose' })).toEqual(['WBC|99X||', 'Glucose|||']);
  });

  test('is counted where it repeats, and each stays in its place', () => {
    expect(slotsOf({}, { 3: 'NA^^L' }, {}, {})).toEqual(['GLU|L||', 'NA|L||', 'GLU|L|||2', 'GLU|L|||3']);
    expect(slotsOf({ 4: '1' }, { 4: '2' })).toEqual(['GLU|L|1|', 'GLU|L|2|']);
  });

  test('words that objects have are codes like any other', () => {
    expect(slotsOf({ 3: '__proto__' }, { 3: 'constructor' }, { 3: '__proto__' })).toEqual([
      '__proto__|||',
      'constructor|||',
      '__proto__||||2',
    ]);
  });
});

describe('the value of a result', () => {
  test('is as written, with its kind', () => {
    const [one] = read({ 2: 'NM', 5: '7.40' }).observations;
    expect(one?.values).toMatchObject([{ kind: 'quantity', text: '7.40', number: '7.40' }]);
  });

  test('that does not fit OBX-2 is kept as text, and said where it stands', () => {
    const { observations, issues } = read({ 2: 'NM', 5: 'hemolyzed' });
    expect(observations[0]?.values).toEqual([{ kind: 'text', text: 'hemolyzed' }]);
    expect(issues.map(({ at }) => at)).toEqual(['OBX[1]-5']);
  });

  test('of delimiters alone is none, and said; an empty field is none, and nothing is said', () => {
    const empty = read({ 2: 'CE', 5: '^^' });
    expect([empty.observations[0]?.values, empty.issues.map(({ at }) => at)]).toEqual([[], ['OBX[1]-5']]);
    const none = read({ 5: '' });
    expect([none.observations[0]?.values, none.issues]).toEqual([[], []]);
  });

  test('of HL7 null is none, on purpose', () => {
    const { observations, issues } = read({ 5: '""' });
    expect([observations[0]?.isNull, observations[0]?.values, issues]).toEqual([true, [], []]);
    expect(read({ 5: '' }).observations[0]?.isNull).toBe(false);
  });

  test('has no unit where OBX-6 is a number, which is said', () => {
    const { observations, issues } = read({ 5: '7', 6: '5' });
    expect(observations[0]?.unit).toBeUndefined();
    expect(issues.map(({ at }) => at)).toEqual(['OBX[1]-6']);
  });
});

test('a result keeps what belongs to it, and invents nothing', () => {
  const { observations } = read(
    { 8: 'H~A', 14: '202603020700-0500', 19: '202603020730-0500' },
    { 11: '', 6: '' },
  );
  expect(observations[0]).toMatchObject({
    at: 'OBX[1]',
    flags: ['H', 'A'], // OBX-8
    observed: { iso: '2026-03-02T07:00:00-05:00' }, // OBX-14
    analyzed: { iso: '2026-03-02T07:30:00-05:00' }, // OBX-19
  });
  const [, bare] = observations;
  expect([bare?.status, bare?.unit, bare?.observed, bare?.method, bare?.reagents]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([bare?.flags, bare?.equipment, bare?.notes]).toEqual([[], [], []]);
});

test('a range or a unit that repeats is said, and a repeated range claims no limit', () => {
  const { observations, issues } = read({ 6: 'mmol/L~mg/dL', 7: '3.5~5.1' }, { 7: '<5~>60' }, { 7: '3-5' });
  expect(observations.map(({ referenceRange }) => referenceRange)).toEqual([
    { text: '3.5~5.1' },
    { text: '<5~>60' },
    { text: '3-5', low: '3', high: '5' },
  ]);
  expect(observations[0]?.unit?.codings[0]?.code).toBe('mmol/L');
  expect(issues.map(({ at }) => at)).toEqual(['OBX[1]-6', 'OBX[1]-7', 'OBX[2]-7']);
});

test('a result names the places in the body that were examined', () => {
  const [left, open] = read({ 20: '72696002^Knee^SCT~7771000^Left^SCT' }, {}).observations;
  expect(left?.bodySites).toMatchObject([{ text: 'Knee' }, { text: 'Left' }]); // OBX-20
  expect(open).not.toHaveProperty('bodySites');
});

import { expect, test } from '@jest/globals';
import {
  isNumberOnly,
  type KnownPatient,
  type PatientStatement,
  patientAsKnown,
} from '../../../lib/model/known-patient.ts';
import type { Patient } from '../../../lib/model/patient.ts';
import { isSomebodyElse, looksAlike, withStatement } from '../../../lib/reports/patient-as-known.ts';

const mr = { value: '1', assigner: { namespace: 'HOSP' }, scope: 'HOSP', type: 'MR' };
const nobody: Patient = { key: 'k', identifiers: [mr], names: [], addresses: [], phones: [], notes: [] };
const named = (family: string) => [{ family, given: ['ANNA'] }];
const born = (iso: string) => ({ text: iso, iso, zone: 'none' as const });

const say = (
  patient: Partial<Patient>,
  {
    rank = 2,
    time = 1,
    deletes,
  }: { rank?: number; time?: number; deletes?: PatientStatement['deletes'] } = {},
): PatientStatement => ({
  patient: { ...nobody, ...patient },
  by: { rank, statusTime: time, messageTime: time, receivedTime: time, messageId: `m${rank}-${time}` },
  deletes,
});

const known = (...statements: PatientStatement[]) =>
  statements.reduce<KnownPatient | undefined>((before, one) => withStatement(before, one), undefined);

const seen = (...statements: PatientStatement[]) => {
  const all = known(...statements);
  if (all === undefined) throw new Error('nobody');
  return patientAsKnown(all);
};

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, at) => at !== index)).map((rest) => [item, ...rest]),
  );
}

test('of each field the newest word of the best who said any counts, in any order', () => {
  const ssn = { value: '9', assigner: {}, scope: 'SSA', type: 'SS' };
  const words = [
    say({ names: named('REGISTERED') }, { rank: 3, time: 1 }),
    say({ names: named('LATER'), sex: 'F', identifiers: [mr, ssn] }, { rank: 2, time: 5 }),
    say({ sex: 'M', birthDate: born('1970-01-01') }, { rank: 2, time: 4 }),
    say({ phones: ['1'], sex: 'U' }, { rank: 1, time: 9 }),
  ];
  const outcomes = new Set(permutations(words).map((order) => JSON.stringify(seen(...order))));
  expect(outcomes.size).toBe(1);
  expect(seen(...words)).toMatchObject({
    identifiers: [mr, ssn],
    names: named('REGISTERED'),
    sex: 'F',
    birthDate: { iso: '1970-01-01' },
    phones: ['1'],
  });
});

test('what says nothing takes nothing, and a deletion does', () => {
  const name = say({ names: named('NIXON'), sex: 'F' }, { rank: 3, time: 1 });
  expect(seen(name, say({}, { rank: 3, time: 2 }))).toMatchObject({ names: named('NIXON'), sex: 'F' });
  expect(seen(name, say({}, { rank: 3, time: 2, deletes: ['names'] }))).toMatchObject({
    names: [],
    sex: 'F',
  });
});

test('a clock that is days ahead of receipt says nothing', () => {
  const ahead = say({ names: named('FUTURE') }, { time: 1 });
  const wrong = { ...ahead, by: { ...ahead.by, statusTime: 9e12 } };
  expect(seen(wrong, say({ names: named('NOW') }, { time: 2 })).names).toEqual(named('NOW'));
});

test('a word that is known changes nothing, and the same later looks alike', () => {
  const one = known(say({ names: named('NIXON') }));
  if (one === undefined) throw new Error('nobody');
  expect(withStatement(one, say({ names: named('NIXON') }))).toBe(one);
  const later = withStatement(one, say({ names: named('NIXON') }, { time: 7 }));
  expect(later).not.toBe(one);
  expect(looksAlike(one, later)).toBe(true);
  expect(looksAlike(one, withStatement(one, say({ names: named('OTHER') }, { time: 7 })))).toBe(false);
});

test('somebody else differs from every description that was accepted', () => {
  const wrong = { names: [{ family: 'WRONG', given: ['PERSON'] }], birthDate: born('1930-01-01') };
  const anna = say({ names: named('NIXON'), birthDate: born('1970-01-01') });
  expect(isSomebodyElse(undefined, wrong)).toBe(false);
  expect(isSomebodyElse(known(say({})), wrong)).toBe(false);
  expect(isSomebodyElse(known(anna), wrong)).toBe(true);
  expect(isSomebodyElse(known(anna, say(wrong, { rank: 3 })), wrong)).toBe(false);
});

test('a patient of numbers alone is told from one of whom more is known', () => {
  expect(isNumberOnly(seen(say({})))).toBe(true);
  expect(isNumberOnly(seen(say({ sex: 'F' })))).toBe(false);
});

import { describe, expect, test } from '@jest/globals';
import {
  isNumberOnly,
  type KnownPatient,
  type PatientStatement,
  patientAsKnown,
} from '../../../../lib/model/known-patient.ts';
import type { Patient } from '../../../../lib/model/patient.ts';
import {
  isCertainlySomebodyElse,
  isRegisteredParent,
  isSomebodyElse,
  looksAlike,
  withStatement,
} from '../../../../lib/reports/patients/patient-as-known.ts';

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

const white = [{ codings: [{ code: '2106-3' }] }];
const socialSecurity = { value: '123-45-6780', assigner: {}, scope: 'lis', type: 'SS' };

test('race, ethnic group, business numbers and PID-19 stay if a later message leaves them out', () => {
  const registered = {
    races: white,
    ethnicGroups: [{ codings: [{ code: 'N' }] }],
    workPhones: [{ number: '2' }],
    socialSecurity,
  };
  const first = say(registered, { rank: 3, time: 1 });
  const later = say({ names: named('NIXON'), phones: ['1'] }, { rank: 3, time: 2 });
  for (const words of permutations([first, later])) expect(seen(...words)).toMatchObject(registered);
  const deletes = ['races', 'socialSecurity'] as const;
  const deleted = seen(first, say({}, { rank: 3, time: 3, deletes }));
  expect(deleted).toMatchObject({ workPhones: [{ number: '2' }] });
  for (const field of deletes) expect(deleted).not.toHaveProperty(field);
});

test('race, numbers and PID-19 make nobody another person', () => {
  const anna = { names: named('NIXON'), birthDate: born('1970-01-01') };
  const standing = known(say({ ...anna, races: white, socialSecurity, workPhones: [{ number: '2' }] }));
  const other = {
    ...{ ...anna, races: [{ codings: [{ code: '2028-9' }] }], workPhones: [{ number: '3' }] },
    socialSecurity: { ...socialSecurity, value: '987-65-4320' },
  };
  expect(isSomebodyElse(standing, other)).toBe(false);
  expect(standing?.accepted).toEqual(known(say(anna))?.accepted);
  expect(Object.keys(standing?.numbers ?? {})).toHaveLength(1);
});

test('the use of a number goes with the number', () => {
  const mobile = say({ phones: ['1', '2'], phoneUses: [{ number: '1', use: 'PRN', equipment: 'CP' }] });
  expect(seen(mobile, say({ phones: ['1'] }, { time: 2 })).phoneUses).toMatchObject([{ number: '1' }]);
  expect(seen(mobile, say({ phones: ['2'] }, { time: 2 }))).not.toHaveProperty('phoneUses');
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

describe('a description that could be anybody’s', () => {
  const anna = say({ names: named('NIXON'), birthDate: born('1970-01-01') }, { time: 2 });
  const otto = { names: [{ family: 'BRANDT', given: ['OTTO'] }], birthDate: born('1955-05-05') };
  const doe = [{ family: 'DOE', given: ['UNKNOWN'] }];

  test.each<[string, Partial<Patient>]>([
    ['a placeholder name', { names: doe, birthDate: born('1970-01-01') }],
    ['no name', { birthDate: born('1970-01-01') }],
    ['no birth date', { names: named('NIXON') }],
    ['a birth date that is a placeholder', { names: named('NIXON'), birthDate: born('1900-01-01') }],
    ['a name in another script', { names: [{ family: 'НИКСОН', given: [] }], birthDate: born('1970-01-01') }],
  ])('opens a number to nobody: %s', (_, vague) => {
    for (const words of permutations([say(vague), anna])) {
      expect(isSomebodyElse(known(...words), otto)).toBe(true);
      expect(isSomebodyElse(known(...words), { ...vague, names: vague.names ?? [] })).toBe(false);
    }
    expect(isSomebodyElse(known(say(vague)), otto)).toBe(false);
  });

  test('takes no place of those that are kept', () => {
    const vague = Array.from({ length: 30 }, (_, day) =>
      say({ names: doe, birthDate: born(`1970-01-${String(day + 1).padStart(2, '0')}`) }),
    );
    expect(isSomebodyElse(known(...vague, anna), otto)).toBe(true);
  });

  test('never hides a real name or a real birth date, whoever says it, in any order', () => {
    const placeholder = say({ names: doe, birthDate: born('1900-01-01') }, { rank: 3, time: 9 });
    for (const words of permutations([placeholder, anna]))
      expect(seen(...words)).toMatchObject({ names: named('NIXON'), birthDate: { iso: '1970-01-01' } });
    expect(seen(placeholder)).toMatchObject({ names: doe, birthDate: { iso: '1900-01-01' } });
  });

  test('is by the words of the site', () => {
    const nemo = { ...say({ names: named('NEMO') }, { rank: 3, time: 9 }), placeholderNames: ['nemo'] };
    expect(seen(anna, nemo).names).toEqual(named('NIXON'));
  });
});

test('a patient of numbers alone is told from one of whom more is known', () => {
  expect(isNumberOnly(seen(say({})))).toBe(true);
  expect(isNumberOnly(seen(say({ sex: 'F' })))).toBe(false);
});

test.each(['1980', '1980-04'])('a birth date of %s never replaces the full one', (vague) => {
  const full = say({ birthDate: born('1980-04-12') }, { rank: 1, time: 1 });
  const later = say({ birthDate: born(vague) }, { rank: 3, time: 9 });
  const placeholder = say({ birthDate: born('1900-01-01') }, { rank: 3, time: 12 });
  for (const words of permutations([full, later, placeholder]))
    expect(seen(...words)).toMatchObject({ birthDate: { iso: '1980-04-12' } });
  for (const words of permutations([later, placeholder]))
    expect(seen(...words)).toMatchObject({ birthDate: { iso: vague } });
});

describe('a certain description', () => {
  const certain = (patient: Partial<Patient>): PatientStatement => ({
    ...say(patient, { rank: 3 }),
    isCertain: true,
  });
  const nils = { names: [{ family: 'BERG', given: ['NILS'] }], birthDate: born('1955-12-12') };
  const ada = { names: [{ family: 'LIND', given: ['ADA'] }], birthDate: born('1970-01-01') };

  test('is asked alone, whatever was accepted before it', () => {
    for (const order of permutations([say(nils), certain(ada)])) {
      const all = known(...order);
      expect(isSomebodyElse(all, nils)).toBe(true);
      expect(isCertainlySomebodyElse(all, nils)).toBe(true);
      expect(isSomebodyElse(all, ada)).toBe(false);
    }
    expect(isCertainlySomebodyElse(known(say(ada)), nils)).toBe(false);
  });

  test('makes the same description of another sender certain, in any order', () => {
    const outcomes = permutations([say(nils), certain(ada), certain(nils)]).map(
      (order) => known(...order)?.accepted,
    );
    expect(new Set(outcomes.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(outcomes[0]?.map(({ isCertain }) => isCertain)).toEqual([true, true]);
  });

  test('decides nothing if it is a placeholder', () => {
    const doe = certain({ names: named('DOE'), birthDate: born('1900-01-01') });
    expect(isSomebodyElse(known(say(nils), doe), nils)).toBe(false);
  });

  test('finds a place among too many others', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      say({ ...nils, birthDate: born(`19${at + 20}-01-01`) }),
    );
    const all = known(...many, certain(ada));
    expect(all?.accepted).toHaveLength(20);
    expect(isSomebodyElse(all, nils)).toBe(true);
  });
});

describe('the registered number of a mother under which her children were sent', () => {
  const mother = { names: named('LIND'), birthDate: born('1970-01-01') };
  const child = {
    names: [{ family: 'LIND', given: ['NILS'] }],
    birthDate: born('2026-02-10'),
    birthOrder: 1,
  };
  const registered = { ...say(mother, { rank: 3 }), isCertain: true };

  test('is hers', () => {
    expect(isRegisteredParent(known(registered, say(child)), mother)).toBe(true);
    expect(isRegisteredParent(known(say(child), registered), mother)).toBe(true);
  });

  test.each<[string, KnownPatient | undefined, Partial<Patient>]>([
    ['without a child', known(registered), mother],
    ['without a registration', known(say(mother), say(child)), mother],
    ['if the child is registered as well', known(registered, { ...say(child), isCertain: true }), mother],
    ['for the child', known(registered, say(child)), child],
    ['for the child without PID-25', known(registered, say(child)), { ...child, birthOrder: undefined }],
    ['if nothing is known', undefined, mother],
  ])('is not hers %s', (_, of, patient) => {
    expect(isRegisteredParent(of, { ...nobody, ...patient })).toBe(false);
  });
});

describe('a description without a full birth date', () => {
  const ada = { names: named('LIND'), birthDate: born('1970-01-01') };
  const newborn = { names: [{ family: 'LIND', given: ['NEWBORN'] }], newbornIn: 2026 };
  const certain = (patient: Partial<Patient>): PatientStatement => ({ ...say(patient), isCertain: true });

  test('contradicts a full one, in either order', () => {
    expect(isSomebodyElse(known(say(ada)), { ...nobody, ...newborn })).toBe(true);
    expect(isSomebodyElse(known(say(newborn)), { ...nobody, ...ada })).toBe(true);
    expect(isCertainlySomebodyElse(known(say(newborn), certain(ada)), { ...nobody, ...newborn })).toBe(true);
  });

  test('is no witness for anybody where there is a full one', () => {
    const both = known(say(ada), say({ names: named('BERG'), birthDate: born('1955') }));
    expect(isSomebodyElse(both, { ...nobody, names: named('BERG'), birthDate: born('1955-05-05') })).toBe(
      false,
    );
    const other = { ...nobody, names: [{ family: 'BERG', given: ['BO'] }], birthDate: born('1955-05-05') };
    expect(isSomebodyElse(known(say(ada), say({ ...other, birthDate: born('1955') })), other)).toBe(true);
  });

  test('is accepted where a person accepted the very same', () => {
    const released = known(certain(ada), certain(newborn));
    expect(isSomebodyElse(released, { ...nobody, ...newborn })).toBe(false);
    expect(isSomebodyElse(released, { ...nobody, ...newborn, newbornIn: 2027 })).toBe(true);
  });

  test('gives its place to a full one where there are too many', () => {
    const vague = Array.from({ length: 25 }, (_, index) =>
      say({ names: named('LIND'), birthDate: born(String(1960 + index)) }),
    );
    const { accepted } = known(...vague, say(ada)) ?? { accepted: [] };
    expect(accepted).toHaveLength(20);
    expect(accepted.filter(({ birthDate }) => birthDate?.iso === '1970-01-01')).toHaveLength(1);
  });
});

describe('newborns of one birth', () => {
  const child = (...given: string[]) => ({
    names: [{ family: 'LIND', given }],
    birthDate: born('2026-02-08'),
  });

  test.each([
    { one: ['BABY A'], other: ['BABY B'] },
    { one: ['BABY', '1'], other: ['BABYBOY', '2'] },
    { one: ['Twin I'], other: ['Twin II'] },
    { one: ['BOYA'], other: ['GIRLB'] },
    { one: ['ADASBOY'], other: ['ADASGIRL'] },
    { one: ['Mädchen'], other: ['Junge'] },
  ])('are two people by $one and $other, also after the first one got a name', ({ one, other }) => {
    expect(isSomebodyElse(known(say(child(...one))), child(...other))).toBe(true);
    expect(isSomebodyElse(known(say(child(...one)), say(child('EMMA'))), child(...other))).toBe(true);
  });

  test.each([
    { one: ['BABY A'], other: ['BABY'] },
    { one: ['BABY A'], other: ['BABYBOY', '1'] },
    { one: ['BABYBOY A'], other: ['BABYGIRL A'] },
    { one: ['BABY A'], other: ['EMMA', 'B'] },
    { one: ['ADA', 'A'], other: ['ADA', 'B'] },
  ])('may be one by $one and $other', ({ one, other }) => {
    expect(isSomebodyElse(known(say(child(...one))), child(...other))).toBe(false);
  });

  test('are told apart by PID-25 where it says two', () => {
    const first = known(say({ ...child('BABY A'), birthOrder: 1 }));
    expect(isSomebodyElse(first, { ...child('BABY B'), birthOrder: 2 })).toBe(false);
    expect(isSomebodyElse(first, { ...child('BABY B'), birthOrder: 1 })).toBe(true);
    expect(isSomebodyElse(first, child('BABY B'))).toBe(true);
  });
});

import { describe, expect, test } from '@jest/globals';
import type { HumanName } from '../../../../lib/model/patient.ts';
import type { Timestamp } from '../../../../lib/model/timestamp.ts';
import {
  areTwoPeople,
  canBeCompared,
  isOtherDate,
  isOtherName,
  isWitness,
} from '../../../../lib/reports/patients/same-person.ts';

/** `NIXON^ANNA MARIE`; several repetitions by `~`. */
const named = (text: string): HumanName[] =>
  text.split('~').map((one) => {
    const [family, ...given] = one.split('^');
    return { family: family === '' ? undefined : family, given };
  });

const born = (iso: string): Timestamp => ({ iso, precision: 'day', raw: iso }) as unknown as Timestamp;

describe('names', () => {
  test.each([
    ['the same', 'NIXON^ANNA', 'NIXON^ANNA'],
    ['another case', 'NIXON^ANNA', 'Nixon^Anna'],
    ['accents', 'MÉNDEZ^JOSÉ', 'MENDEZ^JOSE'],
    ['an umlaut written out', 'MÜLLER^JÖRG', 'MUELLER^JOERG'],
    ['a letter with a stroke', 'SØRENSEN^ŁUCJA', 'SORENSEN^LUCJA'],
    ['family and given exchanged', 'NIXON^ANNA', 'ANNA^NIXON'],
    ['all in one component', 'NIXON ANNA', 'NIXON^ANNA'],
    ['a comma in it', 'NIXON, ANNA', 'NIXON^ANNA'],
    ['a new family name', 'NIXON^ANNA', 'MAIDEN^ANNA'],
    ['another given name', 'NIXON^ANNA', 'NIXON^MARIE'],
    ['the maiden name as a repetition', 'NIXON^A.~MAIDEN^A.', 'MAIDEN^BEA'],
    ['a double name', 'NIXON-MAIDEN^ANNA', 'MAIDEN^BEA'],
    ['a short form', 'NIXON^JONATHAN', 'OTHER^JON'],
    ['cut off by an instrument', 'FEATHERSTONEHAUGH^BO', 'FEATHERST^CY'],
    ['an initial', 'NIXON^J', 'OTHER^JOHN'],
    ['a suffix', 'NIXON JR^ANNA', 'NIXON^BEA'],
    ['an apostrophe', "O'BRIEN^ANNA", 'OBRIEN^BEA'],
    ['no name', '', 'NIXON^ANNA'],
    ['an unknown one', 'UNKNOWN^UNKNOWN', 'NIXON^ANNA'],
    ['a word for nobody', 'DOE^JANE', 'NIXON^ANNA'],
    ['a newborn', 'BABY BOY^NIXON', 'OTHER^BEA'],
    ['a number of an emergency', 'TRAUMA^ALPHA', 'NIXON^ANNA'],
    ['another script', 'НИКСОН^АННА', 'NIXON^ANNA'],
  ])('are not another’s: %s', (_, a, b) => {
    expect(isOtherName(named(a), named(b))).toBe(false);
    expect(isOtherName(named(b), named(a))).toBe(false);
  });

  test.each([
    ['nothing in common', 'NIXON^ANNA', 'WRONG^PERSON'],
    ['only a suffix in common', 'NIXON^ANNA^JR', 'WRONG^PERSON^JR'],
    ['only a particle in common', 'VAN DER BERG^ANNA', 'VAN DER MEER^BEA'],
    ['a middle initial that begins the other', 'NIXON^ANNA^P', 'WRONG^PERSON'],
    ['a family name that begins a given one', 'LI^WEI', 'BERG^LINDA'],
    ['a known name beside one for nobody', 'NIXON^ANNA~UNKNOWN', 'WRONG^PERSON'],
    ['another name in one other script', 'НИКСОН^АННА', 'ДРУГОЙ^БОБ'],
  ])('are another’s: %s', (_, a, b) => {
    expect(isOtherName(named(a), named(b))).toBe(true);
    expect(isOtherName(named(b), named(a))).toBe(true);
  });

  test('that stand for nobody are the site’s to say', () => {
    expect(isOtherName(named('ZZZ^ZZZ'), named('NIXON^ANNA'))).toBe(true);
    expect(isOtherName(named('ZZZ^ZZZ'), named('NIXON^ANNA'), ['zzz'])).toBe(false);
  });

  test('of any number and length are compared in no time', () => {
    const many = (prefix: string) =>
      Array.from({ length: 5000 }, (_, index) => ({ family: `${prefix}${'A'.repeat(index)}`, given: [] }));
    const start = performance.now();
    expect(isOtherName(many('B'), many('C'))).toBe(true);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('birth dates', () => {
  test.each([
    ['the same', '1970-01-02', '1970-01-02'],
    ['with the hour of birth', '1970-01-02T10:00:00Z', '1970-01-02'],
    ['day and month exchanged', '1970-01-02', '1970-02-01'],
    ['only the month', '1970-01', '1930-01-02'],
    ['only the year', '1970', '1930-01-02'],
    ['one that stands for none', '1900-01-01', '1970-01-02'],
  ])('are not another’s: %s', (_, a, b) => {
    expect(isOtherDate(born(a), born(b))).toBe(false);
    expect(isOtherDate(born(b), born(a))).toBe(false);
  });

  test('are another’s where both are known to the day', () => {
    expect(isOtherDate(born('1970-01-02'), born('1970-01-03'))).toBe(true);
    expect(isOtherDate(undefined, born('1970-01-03'))).toBe(false);
  });
});

test('people are two where both name and birth date differ', () => {
  const a = { names: named('NIXON^ANNA'), birthDate: born('1970-01-01') };
  expect(areTwoPeople(a, { names: named('WRONG^PERSON'), birthDate: born('1930-01-01') })).toBe(true);
  expect(areTwoPeople(a, { names: named('NIXON^ANNA'), birthDate: born('1930-01-01') })).toBe(false);
  expect(areTwoPeople(a, { names: named('WRONG^PERSON'), birthDate: born('1970-01-01') })).toBe(false);
});

test.each([
  ['1930', true],
  ['1930-01', true],
  ['1969', false],
  ['1970', false],
  ['1900', false],
])('people of other names whose birth date is only known as %s are two: %s', (iso, areTwo) => {
  const a = { names: named('NIXON^ANNA'), birthDate: born('1970-01-01') };
  const b = { names: named('WRONG^PERSON'), birthDate: born(iso) };
  expect([areTwoPeople(a, b), areTwoPeople(b, a)]).toEqual([areTwo, areTwo]);
});

describe('a parent and a child', () => {
  const described = (names: string, birthDate: string) => ({
    names: named(names),
    birthDate: born(birthDate),
  });
  const mother = described('LIND^ADA', '1990-04-12');

  test.each([
    ['of another given name', 'LIND^EMMA', '2026-02-10'],
    ['who has no name yet', 'LIND^BABY GIRL', '2026-02-10'],
    ['who has no name yet, in the other component', 'BABYBOY LIND^ADA', '2026-02-10'],
    ['of twelve years less', 'LIND^EMMA', '2002-01-01'],
    ['who is the older one', 'LIND^OTTO', '1960-01-01'],
    ['whose birth date is a year only', 'LIND^EMMA', '2026'],
    ['called by the name of the mother and the sex', 'LIND^ADASGIRL', '2026-02-10'],
    ['called by the name of the mother and the sex, in two words', 'LIND^ADA GIRL', '2026'],
    ['who has no name yet, in German', 'LIND^SÄUGLING', '2026-02-10'],
  ])('are two people: %s', (_, names, birthDate) => {
    const child = described(names, birthDate);
    expect([areTwoPeople(mother, child), areTwoPeople(child, mother)]).toEqual([true, true]);
    expect(canBeCompared(mother, child)).toBe(true);
  });

  test.each([
    ['of the same given name', 'LIND^ADA', '2026-02-10'],
    ['of the same initial', 'LIND^A', '2010-02-10'],
    ['of a short form', 'LIND^ADALINE', '2026-02-10'],
    ['without a given name', 'LIND', '2026-02-10'],
    ['with the names exchanged', 'ADA^LIND', '2026-02-10'],
    ['of nearly the same age', 'LIND^EMMA', '1999-01-01'],
    ['whose birth date is a year that stands for none', 'LIND^EMMA', '1900'],
    ['who is unknown', 'DOE^JANE', '2026-02-10'],
    ['of another script', 'ЛИНД^ЭММА', '2026-02-10'],
  ])('are not told apart %s', (_, names, birthDate) => {
    const other = described(names, birthDate);
    expect([areTwoPeople(mother, other), areTwoPeople(other, mother)]).toEqual([false, false]);
  });

  test.each([
    ['by a word', 'LIND^NEWBORN', 'LIND^ADA', true],
    ['by a word, of a person of another script', 'LIND^NEWBORN', 'ЛИНД^АДА', true],
    ['by another given name', 'LIND^EMMA', 'LIND^ADA', true],
    ['by a word that is the name of the older one', 'LIND^BABY', 'LIND^BABY', false],
    ['by a word like a name of the older one', 'LIND^BOY', 'LIND^BOY', false],
    ['by the name of the older one', 'LIND^ADA', 'LIND^ADA', false],
    ['by the initial of the older one', 'LIND^A', 'LIND^ADA', false],
  ])('without a birth date, who is called a newborn %s', (_, names, older, areTwo) => {
    const child = { names: named(names), birthDate: undefined, newbornIn: 2026 };
    const parent = described(older, '1990-04-12');
    expect([areTwoPeople(parent, child), areTwoPeople(child, parent)]).toEqual([areTwo, areTwo]);
    expect(areTwoPeople({ ...child, newbornIn: undefined }, parent)).toBe(false);
    expect(areTwoPeople({ ...child, newbornIn: 1995 }, parent)).toBe(false);
  });

  test('are two people where the child is an infant of the same initial', () => {
    const infant = { ...described('LIND^A', '2026-02-10'), newbornIn: 2026 };
    expect([areTwoPeople(mother, infant), areTwoPeople(infant, mother)]).toEqual([true, true]);
    const grown = { ...infant, birthDate: born('2010-02-10'), newbornIn: undefined };
    expect([areTwoPeople(mother, grown), areTwoPeople(grown, mother)]).toEqual([false, false]);
  });

  test('a newborn is told from others before it has a name, and stays one person when it gets one', () => {
    const [newborn, child] = [
      described('LIND^BABY GIRL', '2026-02-10'),
      described('LIND^EMMA', '2026-02-10'),
    ];
    expect([isWitness(newborn), isWitness(described('DOE^JANE', '2026-02-10'))]).toEqual([true, false]);
    expect(areTwoPeople(newborn, child)).toBe(false);
    expect(areTwoPeople(newborn, described('LIND^EMMA', '2026-02-09'))).toBe(false);
  });
});

import { plainSpelling } from '../find/number-spelling.ts';

/** The numbers of one specimen: the placer's, the filler's and that of the container. */
export type SpecimenNumbers = readonly (string | undefined)[];

/**
 * How the numbers of some specimens and of others compare. `aliquot`: two single specimens, and the number of one has a
 * suffix (`T1-01`, `T1A` of `T1`). `open`: they have no numbers of one kind.
 */
export type NumbersRelation = 'same' | 'aliquot' | 'other' | 'open';

/**
 * Compares numbers of one kind, in capitals and without zeros in front. They are looked up, not compared in pairs: a
 * message may have thousands of specimens.
 */
export function compareNumbers(
  some: readonly SpecimenNumbers[],
  others: readonly SpecimenNumbers[],
): NumbersRelation {
  const isSingle = some.length === 1 && others.length === 1;
  const theirs = byKinds(others);
  let relation: NumbersRelation = 'open';
  for (const { kinds, specimens } of byKinds(some))
    for (const other of theirs) {
      const shared = kinds.filter((kind) => other.kinds.includes(kind));
      if (shared.length === 0) continue;
      const nameOf = (numbers: SpecimenNumbers) => JSON.stringify(shared.map((kind) => numbers[kind]));
      const known = new Set(other.specimens.map(nameOf));
      if (specimens.some((numbers) => known.has(nameOf(numbers)))) return 'same';
      const isAliquot =
        isSingle && shared.every((kind) => hasSuffix(specimens[0]?.[kind], other.specimens[0]?.[kind]));
      relation = isAliquot ? 'aliquot' : 'other';
    }
  return relation;
}

/** Whether some specimens have no number in common with others, although both have numbers of one kind. */
export const haveOtherNumbers = (
  some: readonly SpecimenNumbers[],
  others: readonly SpecimenNumbers[],
): boolean => compareNumbers(some, others) === 'other';

/** Whether one number is the other with the number of a container or an aliquot behind it, or both are one. */
function hasSuffix(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^(?:|[A-Z]|[-._ ][A-Z\d]{1,3})$/.test(long.slice(short.length));
}

interface Numbered {
  readonly kinds: readonly number[];
  readonly specimens: readonly SpecimenNumbers[];
}

/** The specimens by the kinds of numbers that they have. */
function byKinds(all: readonly SpecimenNumbers[]): readonly Numbered[] {
  const found = new Map<
    string,
    { readonly kinds: readonly number[]; readonly specimens: SpecimenNumbers[] }
  >();
  for (const sent of all) {
    const numbers = sent.map((number) => (number === undefined ? undefined : plainSpelling(number)));
    const kinds = [...numbers.keys()].filter((kind) => numbers[kind] !== undefined);
    const known = found.get(kinds.join()) ?? { kinds, specimens: [] };
    known.specimens.push(numbers);
    found.set(kinds.join(), known);
  }
  return [...found.values()];
}

/** The numbers of one specimen: the placer's, the filler's and that of the container. */
export type SpecimenNumbers = readonly (string | undefined)[];

/**
 * Whether some specimens have no number in common with others, although both have numbers of one kind. The numbers are
 * looked up, not compared in pairs: a message may have thousands of specimens.
 */
export function haveOtherNumbers(
  some: readonly SpecimenNumbers[],
  others: readonly SpecimenNumbers[],
): boolean {
  if (JSON.stringify(some) === JSON.stringify(others)) return false;
  const theirs = byKinds(others);
  let isCompared = false;
  for (const { kinds, specimens } of byKinds(some))
    for (const other of theirs) {
      const shared = kinds.filter((kind) => other.kinds.includes(kind));
      if (shared.length === 0) continue;
      isCompared = true;
      const nameOf = (numbers: SpecimenNumbers) => JSON.stringify(shared.map((kind) => numbers[kind]));
      const known = new Set(other.specimens.map(nameOf));
      if (specimens.some((numbers) => known.has(nameOf(numbers)))) return false;
    }
  return isCompared;
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
  for (const numbers of all) {
    const kinds = [...numbers.keys()].filter((kind) => numbers[kind] !== undefined);
    const known = found.get(kinds.join()) ?? { kinds, specimens: [] };
    known.specimens.push(numbers);
    found.set(kinds.join(), known);
  }
  return [...found.values()];
}

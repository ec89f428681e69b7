import { wordsOf } from './name-words.ts';
import type { HumanName } from './patient.ts';

/** Words for a child who has no name yet. They tell nobody's name, but an age. */
export const newbornWords: readonly string[] = [
  ...['BABY', 'BABYBOY', 'BABYGIRL', 'NEWBORN', 'INFANT', 'NEONATE'],
  ...['SÄUGLING', 'NEUGEBORENES', 'NEUGEBORENER', 'NEUGEBORENE', 'NEONATO', 'NEONATA', 'NYFÖDD', 'NOWORODEK'],
];

const certain: ReadonlySet<string> = new Set(newbornWords.flatMap(wordsOf));

/** Whether a name says a newborn: `BABY BOY`, `Lind^Newborn`, `Lind^Säugling`. */
export const hasNewbornWord = (names: readonly HumanName[]): boolean =>
  names.some(({ family = '', given }) =>
    [family, ...given].flatMap(wordsOf).some((word) => certain.has(word)),
  );

/**
 * The words of given names that call a newborn, although some people have them as their names: `Girl`, `Adasgirl`
 * (the mother's name and the sex), `Twin`.
 */
export const wordsLikeNewborns = (names: readonly HumanName[]): readonly string[] =>
  names.flatMap(({ given }) => given.flatMap(wordsOf).filter((word) => alike.test(word)));

const alike = /(?:BOY|GIRL)(?:[A-H]|\d{1,2})?$|^(?:KNABE|MADCHEN|JUNGE|TWIN|ZWILLING)$/;

/** Whether names say which newborn of one birth is meant: `BABY A`, `BABYBOY 2`, `Twin I`, `GIRLB`. */
export const tellsTwin = (names: readonly HumanName[]): boolean => childNameIn(names) !== undefined;

/**
 * Whether names call two newborns of one birth: `BABY A` and `BABY B`, `BABYBOY` and `BABYGIRL`. A child whose sex was
 * recorded wrong keeps its letter.
 */
export function areTwins(a: readonly HumanName[], b: readonly HumanName[]): boolean {
  const [one, other] = [childNameIn(a), childNameIn(b)];
  if (one?.birthOrder !== undefined && other?.birthOrder !== undefined)
    return one.birthOrder !== other.birthOrder;
  return one?.sex !== undefined && other?.sex !== undefined && one.sex !== other.sex;
}

/** What a newborn's name says of the child besides its family. */
interface ChildName {
  /** 1 for `A`, `1` and `I`. */
  readonly birthOrder: number | undefined;
  readonly sex: 'boy' | 'girl' | undefined;
}

/** Undefined if no name calls a newborn, or the names say neither, or two of them contradict each other. */
function childNameIn(names: readonly HumanName[]): ChildName | undefined {
  const words = names.flatMap(({ family = '', given }) => {
    const all = [family, ...given].flatMap(wordsOf);
    return all.some((word) => certain.has(word) || alike.test(word) || numbered.test(word)) ? all : [];
  });
  const birthOrder = onlyOf(words.flatMap((word) => birthOrderOf(word) ?? []));
  const sex = onlyOf(words.flatMap((word) => sexOf(word) ?? []));
  return birthOrder === undefined && sex === undefined ? undefined : { birthOrder, sex };
}

/** A newborn word with the letter or number of the child directly behind it: `BABYA`, `GIRL2`. */
const numbered = /(?:BABY|BOY|GIRL|INFANT|NEWBORN|TWIN|ZWILLING)([A-H]|\d)$/;

const romans: ReadonlyMap<string, number> = new Map([
  ['I', 1],
  ['II', 2],
  ['III', 3],
]);

function birthOrderOf(word: string): number | undefined {
  const mark = /^(?:[A-H]|[1-8])$/.test(word) ? word : numbered.exec(word)?.[1];
  if (mark === undefined) return romans.get(word);
  return /\d/.test(mark) ? Number(mark) : mark.charCodeAt(0) - 64;
}

function sexOf(word: string): ChildName['sex'] {
  if (/BOY(?:[A-H]|\d{1,2})?$|^(?:KNABE|JUNGE)$/.test(word)) return 'boy';
  return /GIRL(?:[A-H]|\d{1,2})?$|^MADCHEN$/.test(word) ? 'girl' : undefined;
}

function onlyOf<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = values;
  return others.every((other) => other === first) ? first : undefined;
}

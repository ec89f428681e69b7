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

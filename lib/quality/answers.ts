import type { Concept } from '../model/concept.ts';
import type { Value } from '../model/observation.ts';

/** A code of an answer. `system` as messages name it; without it, a code that is sent without a system. */
export interface AnswerCode {
  readonly code: string;
  readonly system?: string | undefined;
}

/** How messages write an answer. */
export interface Spellings {
  readonly words: readonly string[];
  readonly codes: readonly AnswerCode[];
}

/** One answer that a control can give, such as `Negative` or `2+`. Its name is one of its words. */
export interface Answer extends Spellings {
  readonly answer: string;
}

export interface AnswerScale {
  /** A graded scale begins with the negative answer; each next one is a grade higher. */
  readonly answers: readonly Answer[];
  /** How messages say that the run is not valid. The word `invalid` always does. */
  readonly invalid?: Spellings | undefined;
}

/** What is read of a run that is not valid, such as one without its internal control line. */
export const INVALID = 'invalid';

/** A word for comparison: case, and spaces at the ends or in a row, do not matter. It is never a part of another word. */
export const comparable = (text: string): string =>
  text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase().normalize('NFC');

/**
 * Reads the answer of a control: the name of the answer, or `INVALID`. Undefined if no answer of the scale is meant, or more
 * than one: an answer is never guessed.
 */
export function answerReader({ answers, invalid = { words: [], codes: [] } }: AnswerScale) {
  const words = new Map<string, string>();
  const codes = new Map<string, string>();
  const systems = new Set<string>();
  const all = [{ answer: INVALID, ...invalid }, ...answers];
  for (const { answer, words: spelled, codes: coded } of all) {
    for (const word of [answer, ...spelled]) words.set(comparable(word), answer);
    for (const code of coded) {
      codes.set(keyOf(code), answer);
      systems.add(comparable(code.system ?? ''));
    }
  }
  const ofText = (text: string): string | undefined => words.get(comparable(text));

  /** Undefined in the list: something that is known to mean none of the answers. */
  const ofConcept = ({ codings, text }: Concept): readonly (string | undefined)[] => {
    // codes of the site's map are not the sender's
    const sent = codings.filter(({ isMapped }) => isMapped !== true);
    const known = sent.flatMap((coding): (string | undefined)[] => {
      const answer =
        codes.get(keyOf(coding)) ?? (coding.system === undefined ? ofText(coding.code) : undefined);
      // the site names the codes of this system, and this is none of them
      const isOther = answer === undefined && systems.has(comparable(coding.system ?? ''));
      return answer === undefined && !isOther ? [] : [answer];
    });
    const displays = sent.flatMap(({ display }) => display ?? []);
    const isOwnText = text !== undefined && !displays.includes(text);
    const named = displays.flatMap((display) => ofText(display) ?? []);
    return [...known, ...named, ...(isOwnText ? [ofText(text)] : [])];
  };

  return (values: readonly Value[]): string | undefined => {
    const [value, ...others] = values;
    if (value === undefined || others.length > 0) return undefined;
    const meant = new Set(value.kind === 'coded' ? ofConcept(value.concept) : [ofText(value.text)]);
    const [answer] = meant;
    return meant.size === 1 ? answer : undefined;
  };
}

const keyOf = ({ code, system = '' }: AnswerCode): string =>
  JSON.stringify([comparable(system), comparable(code)]);

import type { Observation } from './observation.ts';

/**
 * How an isolate answers to a drug: the codes of HL7 table 0078 for susceptibility, and the words that
 * laboratories write in their place.
 */
const answers: ReadonlySet<string> = new Set([
  ...['S', 'I', 'R', 'MS', 'VS', 'SDD', 'NS'],
  ...['SUSCEPTIBLE', 'INTERMEDIATE', 'RESISTANT', 'NON-SUSCEPTIBLE', 'NONSUSCEPTIBLE'],
]);

export const isSusceptibilityWord = (word: string | undefined): boolean =>
  answers.has(word?.trim().toUpperCase() ?? '');

/** Whether a result says how an isolate answers to a drug: in its flags (OBX-8), or as its value (OBX-5). */
export const isSusceptibility = ({ flags, values }: Pick<Observation, 'flags' | 'values'>): boolean =>
  flags.some(isSusceptibilityWord) ||
  values.some((value) =>
    value.kind === 'coded'
      ? value.concept.codings.some(({ code }) => isSusceptibilityWord(code)) ||
        isSusceptibilityWord(value.concept.text)
      : isSusceptibilityWord(value.text),
  );

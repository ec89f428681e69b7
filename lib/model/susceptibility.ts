import type { Concept } from './concept.ts';
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

/** Words beside a code `S`, `I` or `R`, in the languages that write it. `Incompatible` and `Reactive` are others. */
const susceptibilityWords = /suscep|sensi|empfind|r[eé]sist|interm|expos|dos|^(?:[sir]|ms|vs|sdd|ns)\b/i;

function isSusceptibilityConcept({ text, codings }: Concept): boolean {
  const words = [text, ...codings.map(({ display }) => display)].filter((one) => one !== undefined);
  return words.length === 0
    ? codings.some(({ code }) => isSusceptibilityWord(code))
    : words.some(isSusceptibilityWord) ||
        (codings.some(({ code }) => isSusceptibilityWord(code)) &&
          words.some((one) => susceptibilityWords.test(one)));
}

/** Whether a result says how an isolate answers to a drug: in its flags (OBX-8), or as its value (OBX-5). */
export const isSusceptibility = ({ flags, values }: Pick<Observation, 'flags' | 'values'>): boolean =>
  flags.some(isSusceptibilityWord) ||
  values.some((value) =>
    value.kind === 'coded' ? isSusceptibilityConcept(value.concept) : isSusceptibilityWord(value.text),
  );

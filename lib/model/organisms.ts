import type { Coding } from './concept.ts';
import type { Value } from './observation.ts';

/** LOINC codes for the organisms of a culture: bacteria, fungi, mycobacteria, microorganisms of any kind. */
export const organismCodes: ReadonlySet<string> = new Set([
  '600-7',
  '630-4',
  '634-6',
  '635-3',
  '580-1',
  '543-9',
  '6463-4',
  '11475-1',
]);

const wordTypes: ReadonlySet<string> = new Set(['CE', 'CF', 'CNE', 'CWE', 'ST']);

/**
 * Whether a result may be an isolate, with reports of its own: words or a code under an OBX-4, or a result with
 * the code of an organism.
 */
export const mayBeIsolate = ({
  subId,
  valueType,
  codes,
}: {
  readonly subId: string | undefined;
  /** OBX-2. */
  readonly valueType: string | undefined;
  /** The codes of OBX-3. */
  readonly codes: readonly (string | undefined)[];
}): boolean =>
  (subId !== undefined && (valueType === undefined || wordTypes.has(valueType))) ||
  codes.some((code) => code !== undefined && organismCodes.has(code));

/** Words of laboratories that say how much was found, or whether: never the name of an organism. */
const findings: ReadonlySet<string> = new Set([
  ...['many', 'numerous', 'abundant', 'heavy', 'moderate', 'light', 'few', 'rare', 'occasional', 'scant'],
  ...['scanty', 'sparse', 'none', 'none seen', 'no', 'yes', 'absent', 'present', 'final', 'pending'],
  ...['pos', 'neg', 'positive', 'negative', 'detected', 'not detected', 'indeterminate', 'equivocal'],
  ...['reactive', 'non-reactive', 'nonreactive', 'nr', 'non reactive', 'normal', 'abnormal'],
]);

const MAX_FINDING_LENGTH = 40;

/** Whether words or a code may name an organism: they are no amount (`Many`, `1+`, `>100000`) and no answer. */
export function mayBeOrganism(value: Value): boolean {
  if (value.kind === 'text') return !isFinding(value.text);
  if (value.kind !== 'coded') return false;
  const { text, codings } = value.concept;
  return ![text, ...codings.map(({ display }) => display)].some(isFinding) && !codings.some(isFindingCode);
}

/** Whether words or a code say how much was found, or whether: `Many`, `1+`, `Negative`. */
export const isAnswer = (value: Value): boolean =>
  (value.kind === 'text' || value.kind === 'coded') && !mayBeOrganism(value);

function isFinding(text: string | undefined): boolean {
  const words = text?.trim().toLowerCase() ?? '';
  if (words.length > MAX_FINDING_LENGTH) return false;
  return /^[\d<>=~+]/.test(words) || findings.has(words.replace(/ growth$/, ''));
}

const isFindingCode = ({ code }: Coding): boolean => findings.has(code.trim().toLowerCase());

/** Whether the words look like the name of a species in Latin: `Moraxella catarrhalis`. Mites and pollens have such names, too. */
export function isLatinName(value: Value): boolean {
  if (value.kind === 'text') return latinName.test(value.text.trim());
  if (value.kind !== 'coded') return false;
  const { text, codings } = value.concept;
  return [text, ...codings.map(({ display }) => display)].some((words) =>
    latinName.test(words?.trim() ?? ''),
  );
}

const latinName =
  /^\p{Lu}\p{Ll}{2,30}(?:us|as|is|es|on|um|er|a) (?:\p{Ll}{1,30}(?:us|um|is|es|ens|ans|ae|er|a|i)|sp|spp|species)(?: |\.|$)/u;

/** Answers of a culture in which nothing grew: SNOMED CT, and words of laboratories. */
const nothingGrew: ReadonlySet<string> = new Set([
  ...['264868006', '260385009', '260415000'],
  ...['no', 'none', 'none seen', 'absent', 'neg', 'negative', 'not detected', 'sterile'],
]);

/** Whether the value of an isolate says that nothing grew: `No growth`, `No growth after 5 days`, `Negative`. */
export function isNothingGrown(value: Value): boolean {
  if (value.kind === 'text') return saysNothingGrew(value.text);
  if (value.kind !== 'coded') return false;
  const { text, codings } = value.concept;
  return [text, ...codings.flatMap(({ code, display }) => [code, display])].some(saysNothingGrew);
}

/** Whether the value says in so many words that a culture has no growth. `Negative` may be any test's answer. */
export const isNoGrowth = (value: Value): boolean =>
  value.kind === 'text'
    ? noGrowth.test(value.text.trim())
    : value.kind === 'coded' &&
      [value.concept.text, ...value.concept.codings.map(({ display }) => display)].some((words) =>
        noGrowth.test(words?.trim() ?? ''),
      );

/** In English and German. */
const noGrowth =
  /^(?:no (?:growth|organisms?|bacteria)|sterile?|keine? (?:wachstum|keime|bakterien))(?: |$)/i;

function saysNothingGrew(text: string | undefined): boolean {
  const words = text?.trim().toLowerCase() ?? '';
  return nothingGrew.has(words) || noGrowth.test(words);
}

import type { Extension, Coding as FhirCoding } from '@medplum/fhirtypes';
import type { Coding, Concept } from '../../model/concept.ts';
import { wordsOf } from './codeable-concept.ts';
import { compact } from './compact.ts';
import { cleanText, joined } from './text.ts';
import { usCoreProfile } from './us-core.ts';

/** The codes of the CDC for race and ethnicity. */
const CDC = 'urn:oid:2.16.840.1.113883.6.238';
const NULL_FLAVOR = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';

/** The names by which senders mean these codes. HL7 tables 0005 and 0189 have the categories of the OMB from them. */
const isCdc = ({ system }: Coding): boolean =>
  system === undefined ||
  /^(?:HL70005|HL70189|CDCREC|PH_RaceAndEthnicity_CDC|(?:urn:oid:)?2\.16\.840\.1\.113883\.6\.238)$/i.test(
    system,
  );

interface CodeList {
  readonly profile: string;
  /** The categories of the OMB: code to name. */
  readonly categories: ReadonlyMap<string, string>;
  /** How many categories the extension may have. */
  readonly most: number;
  /** The letters of the HL7 table for the same categories. */
  readonly letters: ReadonlyMap<string, string>;
  /** Whether `UNK` is a category in both versions of US Core. Otherwise it is in `text` alone. */
  readonly hasUnknown: boolean;
  /** The first and the last number of the detailed codes, without the check digit. */
  readonly detailed: readonly [number, number];
}

const race: CodeList = {
  profile: 'race',
  categories: new Map([
    ['1002-5', 'American Indian or Alaska Native'],
    ['2028-9', 'Asian'],
    ['2054-5', 'Black or African American'],
    ['2076-8', 'Native Hawaiian or Other Pacific Islander'],
    ['2106-3', 'White'],
  ]),
  most: 5,
  letters: new Map(),
  hasUnknown: true,
  // 2131-1, other race, is in no value set of both versions of US Core
  detailed: [1001, 2130],
};

const ethnicity: CodeList = {
  profile: 'ethnicity',
  categories: new Map([
    ['2135-2', 'Hispanic or Latino'],
    ['2186-5', 'Not Hispanic or Latino'],
  ]),
  most: 1,
  letters: new Map([
    ['H', '2135-2'],
    ['N', '2186-5'],
  ]),
  // US Core 6.1.0 has two codes
  hasUnknown: false,
  detailed: [2136, 2185],
};

/** PID-10 as the race extension of US Core. Empty if nothing is known. */
export const toRaceExtension = (races: readonly Concept[]): Extension[] => toExtension(races, race);

/** PID-22 as the ethnicity extension of US Core. Empty if nothing is known. */
export const toEthnicityExtension = (groups: readonly Concept[]): Extension[] =>
  toExtension(groups, ethnicity);

/** Codes of other lists are words in `text`: no category is guessed. */
function toExtension(concepts: readonly Concept[], list: CodeList): Extension[] {
  const text = joined([...new Set(concepts.map((one) => textOf(one, list)))], ', ');
  if (text === undefined) return [];
  const codings = concepts.flatMap((one) => one.codings).filter(isCdc);
  const said = new Set(codings.flatMap((one) => categoryOf(one, list) ?? []));
  const categories = [...said].map((code) => ({
    system: CDC,
    code,
    display: list.categories.get(code) ?? code,
  }));
  const details = new Map(
    codings.filter(({ code }) => isDetailed(code, list)).map((one) => [one.code, one.display] as const),
  );
  const isUnknown = list.hasUnknown && codings.length > 0 && codings.every(({ code }) => code === 'UNK');
  return [
    {
      url: usCoreProfile(list.profile),
      extension: [
        ...(isUnknown ? [{ system: NULL_FLAVOR, code: 'UNK', display: 'Unknown' }] : []).map(asCategory),
        // two of them contradict each other if one is the most
        ...(categories.length > list.most ? [] : categories).map(asCategory),
        ...[...details].map(([code, display]) => ({
          url: 'detailed',
          valueCoding: compact<FhirCoding>({ system: CDC, code, display: cleanText(display) }),
        })),
        { url: 'text', valueString: text },
      ],
    },
  ];
}

const asCategory = (valueCoding: FhirCoding): Extension => ({ url: 'ombCategory', valueCoding });

/** The words of the sender; the name of a category of which only the code was sent. */
function textOf(concept: Concept, list: CodeList): string | undefined {
  const { text, codings } = concept;
  if (text !== undefined || codings.some(({ display }) => display !== undefined)) return wordsOf(concept);
  const [category] = codings.filter(isCdc).flatMap((one) => categoryOf(one, list) ?? []);
  return category === undefined ? wordsOf(concept) : list.categories.get(category);
}

const categoryOf = ({ code }: Coding, { categories, letters }: CodeList): string | undefined =>
  categories.has(code) ? code : letters.get(code);

/** A detailed code by its number and its check digit (Luhn). */
function isDetailed(code: string, { categories, detailed: [first, last] }: CodeList): boolean {
  const [, number = '', check] = /^(\d{4})-(\d)$/.exec(code) ?? [];
  if (Number(number) < first || Number(number) > last || categories.has(code)) return false;
  const sum = [...number].reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(check);
}

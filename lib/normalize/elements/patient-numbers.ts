import type { Cx } from '@labwire/hl7/datatypes/identifiers';
import type { Place } from '@labwire/hl7/dialect/place';
import type { Identifier } from '../../model/concept.ts';
import { leadingTypes, mayLead, rankOfType } from '../../model/identity.ts';
import { type AssignerSpellings, inOneSpelling } from './assigner-spelling.ts';
import { toIdentifier } from './concept.ts';

/** The rules by which a source's patient numbers are read. */
export interface NumberRules {
  /** The numbering scheme of identifiers without an assigning authority. */
  readonly senderScope: string;
  /** Types that identify a person, the best first. Default: `leadingTypes`. */
  readonly patientIdentifiers?: readonly string[] | undefined;
  /** Placeholder words for numbers. Default: `placeholderNumbers`. */
  readonly placeholderNumbers?: readonly string[] | undefined;
  /** Spellings of one assigner each. Default: every spelling is an assigner of its own. */
  readonly assigners?: AssignerSpellings | undefined;
  /** Words beside a specimen's number that are no assigning authority. Default: none. */
  readonly specimenLabels?: readonly string[] | undefined;
  /** Where the number of a tube stands in OBR or ORC. Default: nowhere. */
  readonly specimenPlaces?: readonly Place[] | undefined;
}

/** Words that senders write if they have no number. */
export const placeholderNumbers: readonly string[] = [
  'UNKNOWN',
  'UNK',
  'NONE',
  'NA',
  'NULL',
  'TEST',
  'ANONYMOUS',
];

/**
 * Whether a number is a placeholder: one of the words, zeros, four or more nines, or text without a letter or
 * digit.
 */
export function isPlaceholderNumber(value: string, words = placeholderNumbers): boolean {
  const plain = value
    .slice(0, 100)
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return (
    plain === '' ||
    /^0+$/.test(plain) ||
    /^9{4,}$/.test(plain) ||
    words.some((word) => word.toUpperCase() === plain)
  );
}

export interface PatientNumbers {
  /**
   * The identifiers as sent. `links` is set on those that, unlike their type, do or do not identify a person.
   */
  readonly identifiers: readonly Identifier[];
  /** The best identifier that identifies the person. */
  readonly leading: Identifier | undefined;
  /** Every number that could identify the person is a placeholder. */
  readonly isPlaceholder: boolean;
}

/**
 * Reads the numbers of one person. Numbers without a type identify a person only if no number has a type, and
 * then only the first does.
 */
export function readPatientNumbers(sent: readonly Cx[], rules: NumberRules): PatientNumbers {
  const types = rules.patientIdentifiers ?? leadingTypes;
  const all = sent.flatMap((cx) => toIdentifier(inOneSpelling(cx, rules.assigners), rules.senderScope) ?? []);
  const isPlaceholder = ({ value }: Identifier) => isPlaceholderNumber(value, rules.placeholderNumbers);
  const rankOf = ({ type }: Identifier) => (type === undefined ? -1 : rankOfType(type, types));
  const isTyped = all.some((one) => rankOf(one) !== -1);
  const untyped = isTyped ? undefined : all.find((one) => one.type === undefined && !isPlaceholder(one));
  const identifiers = all.map((one) => {
    const links = !isPlaceholder(one) && (one === untyped || rankOf(one) !== -1);
    return links === mayLead(one) ? one : { ...one, links };
  });
  const rankedFirst = identifiers
    .filter((one) => rankOf(one) !== -1)
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const naming = [...rankedFirst.filter(mayLead), ...identifiers.filter((one) => mayLead(one))];
  const couldName = [
    ...rankedFirst,
    ...(isTyped ? [] : identifiers.filter(({ type }) => type === undefined)),
  ];
  const leading =
    naming[0] ?? couldName[0] ?? identifiers.find((one) => !isPlaceholder(one)) ?? identifiers[0];
  return { identifiers, leading, isPlaceholder: leading !== undefined && isPlaceholder(leading) };
}

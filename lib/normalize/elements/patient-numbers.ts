import type { Cx } from '@labwire/hl7/datatypes/identifiers';
import type { Identifier } from '../../model/concept.ts';
import { leadingTypes, mayLead, rankOfType } from '../../model/identity.ts';
import { toIdentifier } from './concept.ts';

/** How the numbers of a source's patients are read. */
export interface NumberRules {
  /** In whose numbers an identifier without an assigner is unique. */
  readonly senderScope: string;
  /** Kinds that name a person, the best first; default: `leadingTypes`. */
  readonly patientIdentifiers?: readonly string[] | undefined;
  /** Words that stand for no number; default: `placeholderNumbers`. */
  readonly placeholderNumbers?: readonly string[] | undefined;
}

/** Words that senders write where they have no number. */
export const placeholderNumbers: readonly string[] = [
  'UNKNOWN',
  'UNK',
  'NONE',
  'NA',
  'NULL',
  'TEST',
  'ANONYMOUS',
];

/** Whether a number stands for nobody: one of the words, zeros, four nines or more, no letter or digit at all. */
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
  /** As sent, each with whether it tells who the person is, where that is not what its type says. */
  readonly identifiers: readonly Identifier[];
  /** The one that names the person, the best of them. */
  readonly leading: Identifier | undefined;
  /** Every number that could name the person stands for nobody. */
  readonly isPlaceholder: boolean;
}

/** Reads the numbers of one person. Of numbers without a type only the first names them, and only where none has one. */
export function readPatientNumbers(sent: readonly Cx[], rules: NumberRules): PatientNumbers {
  const types = rules.patientIdentifiers ?? leadingTypes;
  const all = sent.flatMap((cx) => toIdentifier(cx, rules.senderScope) ?? []);
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

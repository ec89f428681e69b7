import type { NamedReport, NumberKind, ReportNumber } from '../../model/named-report.ts';
import { isSameSpelling, isSameWord } from './number-spelling.ts';

/** Numbers by which a report is found, the strongest first. Only a document has a document's. */
export const numberKinds: readonly NumberKind[] = ['document', 'filler', 'placer', 'specimen'];

type Numbered = Pick<NamedReport, 'numbers'>;

/**
 * The kind of number by which two are the same. Undefined if the strongest number that both have differs, or
 * if they share none. Numbers of one spelling whose assigners cannot be compared neither agree nor differ: the
 * next weaker kind decides.
 */
export function numberInCommon(a: Numbered, b: Numbered): NumberKind | undefined {
  for (const kind of numberKinds) {
    const relation = relationOf(ofKind(a, kind), ofKind(b, kind));
    if (relation === 'same') return kind;
    if (relation === 'other') return undefined;
  }
  return undefined;
}

/**
 * Whether two that share a number with `bridge` are two orders: their filler numbers differ, or their placer
 * numbers if a filler is missing. They do not differ in a kind of number of which the bridge has one that
 * equals both: its assigner shows that the two are one number.
 */
export function areTwoOrders(a: Numbered, b: Numbered, bridge: Numbered): boolean {
  for (const kind of numberKinds) {
    const [ours, theirs, known] = [ofKind(a, kind), ofKind(b, kind), ofKind(bridge, kind)];
    const relation = relationOf(ours, theirs);
    const isBridged = relation === 'unknown' && areSame(ours, known) && areSame(theirs, known);
    if (relation === 'same' || isBridged) return false;
    if (relation === 'other') return kind !== 'specimen';
  }
  return false;
}

const ofKind = ({ numbers }: Numbered, kind: NumberKind): readonly ReportNumber[] =>
  numbers.filter((number) => number.kind === kind);

type Relation = 'same' | 'other' | 'unknown';

/** How two lists of numbers of one kind relate. `unknown` if one of them is empty. */
function relationOf(ours: readonly ReportNumber[], theirs: readonly ReportNumber[]): Relation {
  if (ours.length === 0 || theirs.length === 0) return 'unknown';
  const relations = new Set(ours.flatMap((one) => theirs.map((other) => compareNumbers(one, other))));
  return relations.has('same') ? 'same' : relations.has('unknown') ? 'unknown' : 'other';
}

const areSame = (ours: readonly ReportNumber[], theirs: readonly ReportNumber[]): boolean =>
  relationOf(ours, theirs) === 'same';

/**
 * Whether two numbers are one. A number without an assigner equals the same number with any assigner from the
 * same sender. So does one whose assigner is named in the other form: by its name here, by its universal id
 * there. Capitals, and zeros in front, do not tell two numbers apart. They find no report either: a number is
 * looked up as it is spelled, so another number must be in both.
 */
export const isSameNumber = (a: ReportNumber, b: ReportNumber): boolean => compareNumbers(a, b) === 'same';

/** `unknown`: the two are spelled alike, and nothing shows whether their assigners are one. */
function compareNumbers(a: ReportNumber, b: ReportNumber): Relation {
  if (a.kind !== b.kind || !isSameSpelling(a.value, b.value)) return 'other';
  if (isSameWord(scopeOf(a), scopeOf(b))) return 'same';
  if (a.universalId !== undefined && b.universalId !== undefined) return 'other';
  if (a.namespace !== undefined && b.namespace !== undefined)
    return isSameWord(a.namespace, b.namespace) ? 'same' : 'other';
  // one of the two has no assigner, or names it in the other form (HL7 v2.5.1 §2.A.28)
  return a.sender === b.sender ? 'same' : 'unknown';
}

/** The assigner of a number. A number without an assigner belongs to the numbering scheme in `sender`. */
const scopeOf = ({ universalId, namespace, sender }: ReportNumber): string =>
  universalId ?? namespace ?? sender;

import type { Identifier } from '../../model/concept.ts';
import { isRecordNumber } from '../../model/identity.ts';
import type { Patient } from '../../model/patient.ts';
import { isSameWord, plainSpelling } from '../find/number-spelling.ts';
import { areComparable, isOtherDate, isOtherName } from './same-person.ts';

/** One number has no more spellings of its assigner than this: by name, by universal id, by both, by none. */
const MAX_SPELLINGS = 8;

/**
 * The descriptions, with one number for each person: `4711` of RIVERSIDE, of RIVERSIDE&1.2.3&ISO and of nobody is one
 * number if no two assigners contradict each other, and all descriptions have the same name and birth date. A name or a
 * birth date that is missing contradicts nothing if one assigner is missing, as at instruments, or if only capitals differ
 * (`Riverside`). `0047` is `47`, in capitals or not, only with both. The descriptions are of one tube or order. Each then has the number in all these spellings.
 */
export function withSpellings(patients: readonly Patient[]): readonly Patient[] {
  const distinct = [...new Map(patients.map((patient) => [patient.key, patient])).values()];
  if (distinct.length < 2) return patients;
  const spellings = new Map<string, readonly Identifier[]>();
  for (const same of Map.groupBy(distinct, numberOf).values()) {
    if (same.length < 2 || same.length > MAX_SPELLINGS || !areOne(same)) continue;
    const numbers = same.flatMap(({ identifiers: [leading] }) => leading ?? []);
    for (const { key } of same) spellings.set(key, numbers);
  }
  return patients.map((patient) => ({
    ...patient,
    identifiers: [...patient.identifiers, ...(spellings.get(patient.key) ?? [])],
  }));
}

/** The leading number without its assigner, in capitals and without zeros in front. */
function numberOf({ key, identifiers: [leading] }: Patient): string {
  if (leading === undefined) return JSON.stringify([key]);
  return JSON.stringify([plainSpelling(leading.value), isRecordNumber(leading) ? '' : leading.type]);
}

const areOne = (patients: readonly Patient[]): boolean =>
  patients.every((one, index) => patients.slice(index + 1).every((other) => isOne(one, other)));

const isOne = (a: Patient, b: Patient): boolean =>
  !contradict(a.identifiers[0], b.identifiers[0]) &&
  (areComparable(a, b) || mayLackData(a.identifiers[0], b.identifiers[0])) &&
  !isOtherName(a.names, b.names) &&
  !isOtherDate(a.birthDate, b.birthDate);

/** Whether a name or a birth date may be missing: the number is the same, and its assigner seems to be. */
const mayLackData = (a: Identifier | undefined, b: Identifier | undefined): boolean =>
  a?.value === b?.value && (haveOneAssigner(a, b) || hasAssigner(a) !== hasAssigner(b));

const contradict = (a: Identifier | undefined, b: Identifier | undefined): boolean =>
  areTwo(a?.assigner.namespace, b?.assigner.namespace) ||
  areTwo(a?.assigner.universalId, b?.assigner.universalId);

const haveOneAssigner = (a: Identifier | undefined, b: Identifier | undefined): boolean =>
  areSame(a?.assigner.namespace, b?.assigner.namespace) ||
  areSame(a?.assigner.universalId, b?.assigner.universalId);

const hasAssigner = (one: Identifier | undefined): boolean =>
  one?.assigner.namespace !== undefined || one?.assigner.universalId !== undefined;

const areSame = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && isSameWord(a, b);

const areTwo = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && !isSameWord(a, b);

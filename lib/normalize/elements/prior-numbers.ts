import type { Segment } from '@labwire/hl7/message/segment';
import { readMrg } from '@labwire/hl7/segments/mrg';
import { readPid } from '@labwire/hl7/segments/pid';
import type { Identifier } from '../../model/concept.ts';
import { mayLead, patientKeyOf } from '../../model/identity.ts';
import { type NumberRules, readPatientNumbers } from './patient-numbers.ts';

/** A PID with the MRG and the PV1 that follow it. */
export interface PatientWithPrior {
  readonly pid: Segment;
  readonly mrg?: Segment | undefined;
  readonly pv1?: Segment | undefined;
}

/** Each PID of a registration with the MRG and the PV1 that follow it. */
export function patientsWithPrior(segments: readonly Segment[]): PatientWithPrior[] {
  const entries: { pid: Segment; mrg?: Segment; pv1?: Segment }[] = [];
  for (const segment of segments) {
    const last = entries.at(-1);
    if (segment.name === 'PID') entries.push({ pid: segment });
    else if (segment.name === 'MRG' && last !== undefined && last.mrg === undefined) last.mrg = segment;
    else if (segment.name === 'PV1' && last !== undefined && last.pv1 === undefined) last.pv1 = segment;
  }
  return entries;
}

/** One number that MRG-1 retires. */
export interface RetiredNumber {
  /** The repetition of MRG-1, from 1. */
  readonly repetition: number;
  /**
   * The identifiers that the number may mean. Usually one. If the number names no assigner and the numbers of
   * PID-3 do, it may belong to the sender's list or to one of theirs.
   */
  readonly candidates: readonly Identifier[];
}

/** A number without an assigner is looked for under at most so many assigners. */
const MAX_CANDIDATES = 5;

/**
 * The numbers that a merge retires: those of MRG-1, otherwise MRG-4, that identify a person. Accounts and
 * visits are left out, because the same number may be another person's medical record number.
 */
export function retiredNumbersOf({ pid, mrg }: PatientWithPrior, rules: NumberRules): RetiredNumber[] {
  if (mrg === undefined) return [];
  const { priorIdentifiers, priorPatientId } = readMrg(mrg);
  const prior = priorIdentifiers.length > 0 ? priorIdentifiers : priorPatientId ? [priorPatientId] : [];
  const retired = readPatientNumbers(prior, rules).identifiers;
  const survivors = readPatientNumbers(readPid(pid).identifiers, rules).identifiers.filter(mayLead);
  return retired.flatMap((number, index) =>
    mayLead(number) ? [{ repetition: index + 1, candidates: candidatesOf(number, survivors) }] : [],
  );
}

function candidatesOf(number: Identifier, survivors: readonly Identifier[]): Identifier[] {
  const isOwn = ({ assigner }: Identifier) =>
    assigner.namespace === undefined && assigner.universalId === undefined;
  // a sender that never names an assigner means its own numbers
  if (!isOwn(number) || survivors.some(isOwn)) return [number];
  const others = survivors
    .filter(({ type }) => number.type === undefined || type === undefined || type === number.type)
    .map(({ scope, assigner, type }) => ({ ...number, scope, assigner, type: number.type ?? type }));
  const all = new Map([number, ...others].map((one) => [patientKeyOf(one), one]));
  return [...all.values()].slice(0, MAX_CANDIDATES);
}

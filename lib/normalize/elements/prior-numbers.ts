import type { Segment } from '@labwire/hl7/message/segment';
import { readMrg } from '@labwire/hl7/segments/mrg';
import { readPid } from '@labwire/hl7/segments/pid';
import type { Identifier } from '../../model/concept.ts';
import { mayLead, patientKeyOf } from '../../model/identity.ts';
import { type NumberRules, readPatientNumbers } from './patient-numbers.ts';

/** A PID with the MRG that follows it. */
export interface PatientWithPrior {
  readonly pid: Segment;
  readonly mrg?: Segment | undefined;
}

/** Each PID of a registration with the MRG that follows it. */
export function patientsWithPrior(segments: readonly Segment[]): PatientWithPrior[] {
  const entries: { pid: Segment; mrg?: Segment }[] = [];
  for (const segment of segments) {
    const last = entries.at(-1);
    if (segment.name === 'PID') entries.push({ pid: segment });
    else if (segment.name === 'MRG' && last !== undefined && last.mrg === undefined) last.mrg = segment;
  }
  return entries;
}

/** One number that is retired, by MRG-1. */
export interface RetiredNumber {
  /** Which repetition of MRG-1 it is, from 1. */
  readonly repetition: number;
  /**
   * What it may be: one; several where it names no assigner and the numbers of PID-3 do, in whose lists it may be
   * as well as in the sender's own.
   */
  readonly candidates: readonly Identifier[];
}

/** Most assigners that a number without one is looked for under. */
const MAX_CANDIDATES = 5;

/**
 * The numbers that a merge retires: those of MRG-1, else MRG-4, that name a person. An account or a visit that is
 * retired with somebody may be another's medical record number.
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
  // a sender that names no assigner anywhere means its own numbers
  if (!isOwn(number) || survivors.some(isOwn)) return [number];
  const others = survivors
    .filter(({ type }) => number.type === undefined || type === undefined || type === number.type)
    .map(({ scope, assigner, type }) => ({ ...number, scope, assigner, type: number.type ?? type }));
  const all = new Map([number, ...others].map((one) => [patientKeyOf(one), one]));
  return [...all.values()].slice(0, MAX_CANDIDATES);
}

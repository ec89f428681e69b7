import type { Segment } from '@labwire/hl7/message/segment';
import { readPid } from '@labwire/hl7/segments/pid';
import { patientKeyOf } from '../../model/identity.ts';
import type { Patient } from '../../model/patient.ts';
import { type NumberRules, readPatientNumbers } from './patient-numbers.ts';

/** A person of this age is sent under a number of their own. */
const GROWN_UP_YEARS = 12;

/**
 * Whether a child is sent under the number of the mother: PID-21 names it, and PID-25 does not tell the children of that
 * number apart. `sentAt` is in milliseconds since 1970. Some senders repeat every patient's own number in PID-21, so
 * grown-ups are left out.
 */
export function hasMothersNumber(
  pid: Segment | undefined,
  patient: Patient | undefined,
  { numbers, sentAt }: { readonly numbers: NumberRules; readonly sentAt: number },
): boolean {
  if (pid === undefined || patient === undefined || patient.birthOrder !== undefined) return false;
  const bornIn = Number(patient.birthDate?.iso.slice(0, 4) ?? Number.NaN);
  if (new Date(sentAt).getUTCFullYear() - bornIn >= GROWN_UP_YEARS) return false;
  return readPatientNumbers(readPid(pid).mothers, numbers).identifiers.some(
    (mother) => patientKeyOf(mother) === patient.key,
  );
}

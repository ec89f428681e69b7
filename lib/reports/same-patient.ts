import { patientKeysOf } from '../model/identity.ts';
import type { Patient } from '../model/patient.ts';

/** Whether two descriptions are of one person: a number that names people is in both. */
export function samePatient(a: Patient, b: Patient): boolean {
  if (areTwoChildren(a, b)) return false;
  if (a.key === b.key) return true;
  const keys = new Set(patientKeysOf(a));
  return patientKeysOf(b).some((key) => keys.has(key));
}

/** Whether they are said to be two of one birth (PID-24, PID-25). */
const areTwoChildren = (a: Patient, b: Patient): boolean =>
  a.birthOrder !== undefined && b.birthOrder !== undefined && a.birthOrder !== b.birthOrder;

import { patientKeysOf } from '../../model/identity.ts';
import type { Patient } from '../../model/patient.ts';

/** Whether two descriptions belong to one person: both have the same identifying number. */
export function samePatient(a: Patient, b: Patient): boolean {
  if (areTwoChildren(a, b)) return false;
  if (a.key === b.key) return true;
  const keys = new Set(patientKeysOf(a));
  return patientKeysOf(b).some((key) => keys.has(key));
}

/** Whether they are two children of one birth (PID-25). */
const areTwoChildren = (a: Patient, b: Patient): boolean =>
  a.birthOrder !== undefined && b.birthOrder !== undefined && a.birthOrder !== b.birthOrder;

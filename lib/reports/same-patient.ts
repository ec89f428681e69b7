import type { Identifier } from '../model/concept.ts';
import type { Patient } from '../model/patient.ts';

/** Whether two descriptions are of one person: the same leading identifier, or another in common. */
export const samePatient = (a: Patient, b: Patient): boolean =>
  a.key === b.key || a.identifiers.some((one) => b.identifiers.some((other) => isSame(one, other)));

const isSame = (a: Identifier, b: Identifier): boolean =>
  a.value === b.value && a.type === b.type && a.scope === b.scope;

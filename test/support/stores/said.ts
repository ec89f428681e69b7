import { patientKeyOf } from '../../../lib/model/identity.ts';
import type { Patient } from '../../../lib/model/patient.ts';

/** A patient of whom only a number is known. */
export const aPatient = (number: string): Patient => {
  const id = { value: number, assigner: {}, scope: 'TEST', type: 'MR' };
  return { key: patientKeyOf(id), identifiers: [id], names: [], addresses: [], phones: [], notes: [] };
};
/** The message that says it. */
export const said = { messageId: 'm', source: 'any', at: 'PID[1]' };

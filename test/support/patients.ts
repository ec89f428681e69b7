import type { Patient, PatientLink } from '../../lib/model/patient.ts';

/** A patient of whom a message says next to nothing. */
export const aPatient = (fields: Partial<Patient> = {}): Patient => ({
  key: 'patient-1',
  identifiers: [],
  names: [],
  addresses: [],
  phones: [],
  notes: [],
  ...fields,
});

/** A merge into a survivor, stated on a day of March 2026. */
export function aLink(survivor: Patient, day = 2, fields: Partial<PatientLink> = {}): PatientLink {
  const time = Date.UTC(2026, 2, day);
  return {
    survivor,
    messageId: `merge-${day}`,
    source: 'adt',
    at: 'MRG[1]',
    watermark: { statusTime: time, messageTime: time, receivedTime: time },
    ...fields,
  };
}

import type { Patient } from '../../model/patient.ts';
import type { Report } from '../../model/report.ts';
import { canonicalJson } from '../../reports/canonical-json.ts';
import type { Filing } from './filing.ts';

/** Whether a patient was never described before, just so, or otherwise as far as is known. */
export function descriptionOf(patient: Patient, { described }: Filing): 'first' | 'same' | 'other' {
  if (described?.key !== patient.key) return 'other';
  if (described.patient === undefined) return 'first';
  const { notes: _, ...known } = described.patient;
  const { notes: __, ...said } = patient;
  return canonicalJson(known) === canonicalJson(said) ? 'same' : 'other';
}

/** When its parts last described the patient of a report: MSH-7, milliseconds since 1970. */
export const describedAt = ({ parts }: Report, { key }: Patient): number =>
  Math.max(
    ...parts.filter(({ patient }) => patient?.key === key).map(({ watermark }) => watermark.messageTime),
  );

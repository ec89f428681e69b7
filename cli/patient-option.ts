import { patientKeyFrom } from '../lib/app/operate/read-patient.ts';
import { UsageError } from './exit.ts';

/**
 * The key of a patient by a number in the form of PID-3: see `patientKeyFrom`.
 * @throws UsageError if the number names no assigning authority
 */
export function patientKeyAt(number: string): string {
  const key = patientKeyFrom(number);
  if (key === undefined)
    throw new UsageError(
      'give the patient number as in PID-3, with its assigning authority: 4711^^^RIVERSIDE^MR',
    );
  return key;
}

import { patientKeyFrom } from '../lib/app/operate/read-patient.ts';
import { UsageError } from './exit.ts';

/**
 * A patient by their number as PID-3 writes it: see `patientKeyFrom`.
 * @throws UsageError where no assigning authority is named
 */
export function patientKeyAt(number: string): string {
  const key = patientKeyFrom(number);
  if (key === undefined)
    throw new UsageError(
      'give the patient number as in PID-3, with its assigning authority: 4711^^^RIVERSIDE^MR',
    );
  return key;
}

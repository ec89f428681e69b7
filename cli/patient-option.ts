import { patientKeyOf } from '../lib/model/identity.ts';
import { UsageError } from './exit.ts';

/**
 * A patient by their number as PID-3 writes it: `4711^^^RIVERSIDE^MR`. Without an assigner the numbers of
 * a source are meant: `4711^^^core-lis`.
 * @throws UsageError where nobody assigned it
 */
export function patientKeyAt(text: string): string {
  const [value = '', , , assigner = '', type] = text.split('^');
  const [namespace, universalId] = assigner.split('&');
  const scope = universalId ?? namespace;
  if (value === '' || scope === undefined || scope === '')
    throw new UsageError('name the patient as PID-3 does, with who assigned the number: 4711^^^RIVERSIDE^MR');
  return patientKeyOf({ value, scope, assigner: {}, type: type === '' ? undefined : type });
}

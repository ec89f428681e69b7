import type { AssignerName } from '../../model/assigner-name.ts';
import { mayLead } from '../../model/identity.ts';
import type { Patient } from '../../model/patient.ts';

/** The assigners of the patient numbers of a message, each once. Numbers without an assigner have none. */
export function assignersIn(
  patients: readonly (Patient | undefined)[],
  { source, messageId }: Pick<AssignerName, 'source' | 'messageId'>,
): readonly AssignerName[] {
  const assigners = patients.flatMap((patient) =>
    (patient?.identifiers ?? []).filter(mayLead).map(({ assigner }) => assigner),
  );
  const distinct = new Map(
    assigners.map(({ namespace, universalId }) => [
      JSON.stringify([namespace, universalId]),
      { namespace, universalId },
    ]),
  );
  return [...distinct.values()]
    .filter(({ namespace, universalId }) => namespace !== undefined || universalId !== undefined)
    .map((one) => ({ source, ...one, messageId }));
}

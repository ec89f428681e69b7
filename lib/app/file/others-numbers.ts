import type { Identifier } from '../../model/concept.ts';
import { mayLead, patientKeyOf } from '../../model/identity.ts';
import type { Description } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import { isSomebodyElse } from '../../reports/patients/patient-as-known.ts';
import { areOnePerson, effectiveLinks, type Link } from '../../reports/patients/patient-links.ts';

/**
 * The further identifying numbers of a patient that belong to somebody else: they are known for a person of
 * another name and another birth date, and no merge makes them numbers of this patient.
 */
export function othersNumbers(
  patient: Patient,
  {
    acceptedOf,
    links,
    placeholderNames,
  }: {
    /** The accepted descriptions of a patient key. */
    readonly acceptedOf: (key: string) => readonly Description[];
    readonly links: () => readonly Link[];
    readonly placeholderNames?: readonly string[] | undefined;
  },
): Identifier[] {
  const [leading, ...rest] = patient.identifiers;
  if (leading === undefined) return [];
  const contradicting = rest.filter((one) => {
    const key = patientKeyOf(one);
    const isOther = mayLead(one) && key !== patient.key;
    return isOther && isSomebodyElse({ accepted: [...acceptedOf(key)] }, patient, placeholderNames);
  });
  if (contradicting.length === 0) return [];
  const effective = effectiveLinks(links());
  const own = { ...patient, identifiers: [leading] };
  return contradicting.filter(
    (one) => !areOnePerson([own, { ...own, key: patientKeyOf(one), identifiers: [one] }], effective),
  );
}

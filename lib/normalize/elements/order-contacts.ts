import type { Xtn } from '@labwire/hl7/datatypes/contact';
import type { Obr } from '@labwire/hl7/segments/obr';
import type { Orc } from '@labwire/hl7/segments/orc';
import type { ReportPart, Staff } from '../../model/report.ts';
import { toAddress, toConcepts, toOrganization, toPersons } from './concept.ts';

/** The persons and places of an order besides its ordering provider. */
export type OrderContacts = Pick<
  ReportPart,
  'orderingProviderAddress' | 'orderingFacility' | 'callBackPhones' | 'copiesTo' | 'reasons' | 'staff'
>;

/** OBR-17, 28 and 31 to 35, ORC-14 and 21 to 24. What is not stated is absent, because most messages state none of it. */
export function toOrderContacts(
  obr: Obr | undefined,
  orc: Orc | undefined,
  senderScope: string,
): OrderContacts {
  const phones = eachOnce([...numbersOf(obr?.callBackPhones), ...numbersOf(orc?.callBackPhones)]);
  const facilityPhones = numbersOf(orc?.orderingFacilityPhones);
  const named = toOrganization(
    { xon: orc?.orderingFacility, xad: orc?.orderingFacilityAddress },
    senderScope,
  );
  const facility =
    facilityPhones.length === 0 ? named : { ...(named ?? { name: undefined }), phones: facilityPhones };
  return filled({
    orderingProviderAddress: orc?.orderingProviderAddress && toAddress(orc.orderingProviderAddress),
    orderingFacility: facility,
    callBackPhones: phones,
    copiesTo: toPersons(obr?.copiesTo ?? [], senderScope),
    reasons: toConcepts(obr?.reasons ?? []),
    staff: obr === undefined ? [] : staffOf(obr, senderScope),
  });
}

const numbersOf = (all: readonly Xtn[] = []): string[] =>
  all.flatMap(({ number, email }) => number ?? email ?? []);

/** Numbers that differ in more than their spelling: `(212)555-0100` is `212 5550100`. */
function eachOnce(numbers: readonly string[]): string[] {
  const spelled = Map.groupBy(numbers, (number) => number.replaceAll(/[\s().-]/g, '').toLowerCase());
  return [...spelled.values()].flatMap(([first]) => first ?? []);
}

function staffOf(obr: Obr, senderScope: string): Staff[] {
  const fields = [
    ['principal-interpreter', obr.principalInterpreters],
    ['assistant-interpreter', obr.assistantInterpreters],
    ['technician', obr.technicians],
    ['transcriptionist', obr.transcriptionists],
  ] as const;
  return fields.flatMap(([role, people]) =>
    toPersons(people, senderScope).map((person) => ({ role, person })),
  );
}

/** Without the parts that are empty. */
const filled = (contacts: OrderContacts): OrderContacts =>
  Object.fromEntries(
    Object.entries(contacts).filter(
      ([, part]) => part !== undefined && !(Array.isArray(part) && part.length === 0),
    ),
  );

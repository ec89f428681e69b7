import type { Xad } from '@labwire/hl7/datatypes/contact';
import type { Xpn } from '@labwire/hl7/datatypes/names';
import type { PatientGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode } from '@labwire/hl7/issue';
import { readPid } from '@labwire/hl7/segments/pid';
import type { Identifier } from '../../model/concept.ts';
import { leadingTypes, patientKeyOf } from '../../model/identity.ts';
import type { Address, HumanName, Patient } from '../../model/patient.ts';
import { toIdentifier } from './concept.ts';
import type { ReadingContext } from './context.ts';

/** The patient a group is about; undefined where it names none. A name without an identifier names nobody. */
export function toPatient(group: PatientGroup, context: ReadingContext): Patient | undefined {
  if (group.pid === undefined) return undefined;
  const pid = readPid(group.pid);
  const identifiers = pid.identifiers.flatMap((id) => toIdentifier(id, context.senderScope) ?? []);
  const leading = leadingIdentifier(identifiers);
  if (leading === undefined) {
    context.warn(
      errorCode.requiredFieldMissing,
      group.pid.at(3),
      'No patient identifier: results are held until one is known',
    );
    return undefined;
  }
  return {
    key: patientKeyOf(leading),
    identifiers: [leading, ...identifiers.filter((identifier) => identifier !== leading)],
    names: pid.names.map(toHumanName),
    birthDate: context.moment(pid.birthDateTime, group.pid.at(7)),
    sex: pid.sex,
    addresses: pid.addresses.map(toAddress),
    phones: pid.phones.flatMap(({ number, email }) => number ?? email ?? []),
    account: toIdentifier(pid.account, context.senderScope),
    notes: context.notes(group.notes),
  };
}

/** The identifier that names the patient for good, the best of them. */
export const leadingIdentifier = (identifiers: readonly Identifier[]): Identifier | undefined =>
  leadingTypes
    .map((type) => identifiers.find((identifier) => identifier.type === type))
    .find((identifier) => identifier !== undefined) ?? identifiers[0];

const toHumanName = (name: Xpn): HumanName => ({
  family: name.family,
  given: [name.given, name.middle].filter((part) => part !== undefined),
  prefix: name.prefix,
  suffix: name.suffix,
  use: name.use,
});

const toAddress = (address: Xad): Address => ({
  lines: [address.line, address.otherLine].filter((line) => line !== undefined),
  city: address.city,
  state: address.state,
  postalCode: address.postalCode,
  country: address.country,
});

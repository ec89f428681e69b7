import type { Xad, Xtn } from '@labwire/hl7/datatypes/contact';
import type { Xpn } from '@labwire/hl7/datatypes/names';
import type { PatientGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode } from '@labwire/hl7/issue';
import { type Pid, readPid } from '@labwire/hl7/segments/pid';
import type { Address } from '../../model/address.ts';
import { yearOf } from '../../model/birth-date.ts';
import { patientKeyOf } from '../../model/identity.ts';
import { hasNewbornWord, wordsLikeNewborns } from '../../model/newborn-names.ts';
import type { HumanName, Patient, Phone } from '../../model/patient.ts';
import { toAddress, toConcepts, toIdentifier } from './concept.ts';
import type { ReadingContext } from './context.ts';
import { isPlaceholderNumber, readPatientNumbers } from './patient-numbers.ts';

/**
 * The patient of a group. Undefined if the group names none; a name without an identifier does not name a
 * patient.
 */
export function toPatient(group: PatientGroup, context: ReadingContext): Patient | undefined {
  if (group.pid === undefined) return undefined;
  const pid = readPid(group.pid);
  const { identifiers, leading, isPlaceholder } = readPatientNumbers(pid.identifiers, context.numbers);
  if (leading === undefined) {
    context.warn(
      errorCode.requiredFieldMissing,
      group.pid.at(3),
      'No patient identifier: results are held until one is known',
    );
    return undefined;
  }
  const names = pid.names.map(toHumanName);
  const birthDate = context.moment(pid.birthDateTime, group.pid.at(7));
  return {
    key: patientKeyOf(leading),
    identifiers: [leading, ...identifiers.filter((identifier) => identifier !== leading)],
    names,
    ...(pid.aliases.length === 0 ? {} : { aliases: pid.aliases.map(toHumanName) }),
    birthDate,
    ...newbornYear(pid, { names, birthDate }, context),
    sex: pid.sex,
    addresses: pid.addresses.map(toTypedAddress),
    phones: pid.phones.flatMap(toPhone).map(({ number }) => number),
    ...registrationData(pid, context),
    account: toIdentifier(pid.account, context.senderScope),
    ...(pid.birthOrder === undefined ? {} : { birthOrder: pid.birthOrder }),
    ...(isPlaceholder ? { isPlaceholder } : {}),
    notes: context.notes(group.notes),
  };
}

/** What a message may say of a patient beside the name, and which tells no people apart. Each only if it is there. */
function registrationData(pid: Pid, { numbers, senderScope }: ReadingContext): Partial<Patient> {
  const phoneUses = pid.phones
    .flatMap(toPhone)
    .filter(({ use, equipment }) => use !== undefined || equipment !== undefined);
  const workPhones = pid.workPhones.flatMap(toPhone);
  const [races, ethnicGroups] = [toConcepts(pid.races), toConcepts(pid.ethnicGroups)];
  const number = pid.socialSecurity;
  const socialSecurity =
    number === undefined || isPlaceholderNumber(number, numbers.placeholderNumbers)
      ? undefined
      : toIdentifier({ id: number, assigner: {}, type: 'SS' }, senderScope);
  return {
    ...(phoneUses.length === 0 ? {} : { phoneUses }),
    ...(workPhones.length === 0 ? {} : { workPhones }),
    ...(races.length === 0 ? {} : { races }),
    ...(ethnicGroups.length === 0 ? {} : { ethnicGroups }),
    ...(socialSecurity === undefined ? {} : { socialSecurity }),
  };
}

function toPhone({ number: phone, email, use, equipment }: Xtn): Phone[] {
  const number = phone ?? email;
  if (number === undefined) return [];
  return [
    {
      number,
      ...(use === undefined ? {} : { use }),
      ...(equipment === undefined ? {} : { equipment }),
    },
  ];
}

const toTypedAddress = (address: Xad): Address => ({
  ...toAddress(address),
  ...(address.type === undefined ? {} : { type: address.type }),
});

/** The data that describe a patient without a number. */
export type Described = Pick<Patient, 'names' | 'aliases' | 'birthDate' | 'newbornIn'>;

/** How a group describes its patient. It does not name the patient: see `toPatient`. */
export function toDescribed(group: PatientGroup, context: ReadingContext): Described | undefined {
  if (group.pid === undefined) return undefined;
  const pid = readPid(group.pid);
  const names = pid.names.map(toHumanName);
  const birthDate = context.moment(pid.birthDateTime, group.pid.at(7));
  return {
    names,
    aliases: pid.aliases.map(toHumanName),
    birthDate,
    ...newbornYear(pid, { names, birthDate }, context),
  };
}

/** See `Patient.newbornIn`. */
function newbornYear(
  { isMultipleBirth, birthOrder }: Pid,
  { names, birthDate }: Pick<Patient, 'names' | 'birthDate'>,
  { year }: ReadingContext,
): Pick<Patient, 'newbornIn'> {
  const bornIn = yearOf(birthDate);
  if (year === undefined) return {};
  if (bornIn !== undefined) return year - bornIn <= 1 ? { newbornIn: bornIn } : {};
  const isOfMany = isMultipleBirth || birthOrder !== undefined;
  const isCalled = isOfMany || hasNewbornWord(names) || wordsLikeNewborns(names).length > 0;
  return isCalled ? { newbornIn: year } : {};
}

const toHumanName = (name: Xpn): HumanName => ({
  family: name.family,
  given: [name.given, name.middle].filter((part) => part !== undefined),
  prefix: name.prefix,
  suffix: name.suffix,
  use: name.use,
});

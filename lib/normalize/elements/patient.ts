import type { Xpn } from '@labwire/hl7/datatypes/names';
import type { PatientGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode } from '@labwire/hl7/issue';
import { type Pid, readPid } from '@labwire/hl7/segments/pid';
import { yearOf } from '../../model/birth-date.ts';
import { patientKeyOf } from '../../model/identity.ts';
import { hasNewbornWord, wordsLikeNewborns } from '../../model/newborn-names.ts';
import type { HumanName, Patient } from '../../model/patient.ts';
import { toAddress, toIdentifier } from './concept.ts';
import type { ReadingContext } from './context.ts';
import { readPatientNumbers } from './patient-numbers.ts';

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
    addresses: pid.addresses.map(toAddress),
    phones: pid.phones.flatMap(({ number, email }) => number ?? email ?? []),
    account: toIdentifier(pid.account, context.senderScope),
    ...(pid.birthOrder === undefined ? {} : { birthOrder: pid.birthOrder }),
    ...(isPlaceholder ? { isPlaceholder } : {}),
    notes: context.notes(group.notes),
  };
}

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

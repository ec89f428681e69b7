import type { Patient as FhirPatient, Identifier } from '@medplum/fhirtypes';
import type { Identifier as ModelIdentifier } from '../../model/concept.ts';
import { isRecordNumber } from '../../model/identity.ts';
import { type Patient, phonesWithUses } from '../../model/patient.ts';
import { toFhirAddress } from './address.ts';
import { toNoteExtension } from './annotation.ts';
import { compact } from './compact.ts';
import { toPhoneContact } from './contact-point.ts';
import { toHumanName } from './human-name.ts';
import { toFhirIdentifier } from './identifier.ts';
import { toEthnicityExtension, toRaceExtension } from './race-and-ethnicity.ts';
import type { RenderContext } from './render-context.ts';
import { ownSystemUri } from './systems.ts';
import { isSaid, unknown } from './unknown.ts';

/** HL7 table 0001 to FHIR administrative gender, after HL7's v2-to-FHIR map. */
const genders = new Map<string, FhirPatient['gender']>([
  ['F', 'female'],
  ['M', 'male'],
  ['A', 'other'],
  ['O', 'other'],
  ['N', 'other'],
  ['U', 'unknown'],
]);

export function renderPatient(patient: Patient, context: RenderContext): FhirPatient {
  const { birthDate, sex } = patient;
  return compact<FhirPatient>({
    resourceType: 'Patient',
    extension: [
      ...toRaceExtension(patient.races ?? []),
      ...toEthnicityExtension(patient.ethnicGroups ?? []),
      ...patient.notes.map(toNoteExtension),
    ],
    identifier: patientIdentifiers(patient, context),
    name: namesOf(patient),
    gender: genders.get(sex ?? '') ?? 'unknown',
    birthDate: birthDate?.iso.slice(0, 10),
    // the hour of birth matters for results of newborns
    ...(birthDate?.iso.includes('T') === true
      ? {
          _birthDate: {
            extension: [
              {
                url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
                valueDateTime: birthDate.iso,
              },
            ],
          },
        }
      : {}),
    multipleBirthInteger: patient.birthOrder,
    address: patient.addresses.flatMap((address) => toFhirAddress(address) ?? []),
    telecom: [
      ...phonesWithUses(patient).map((phone) => toPhoneContact(phone, 'home')),
      ...(patient.workPhones ?? []).map((phone) => toPhoneContact(phone, 'work')),
    ].filter((contact) => contact !== undefined),
  });
}

/** The names, or the reason why there is none. A name that has only a use counts if there is no other. */
function namesOf({ names }: Patient): NonNullable<FhirPatient['name']> {
  const rendered = names
    .flatMap((name) => toHumanName(name) ?? [])
    .map((name) =>
      name.family === undefined && name.given === undefined ? { ...name, ...unknown() } : name,
    );
  const named = rendered.filter(({ use, ...words }) => isSaid(words));
  return named.length > 0 ? named : [rendered[0] ?? unknown()];
}

/**
 * One authority may number persons and accounts alike, so an account never gets the system by which a person
 * is found. Numbers with a public system keep it.
 */
export function patientIdentifier(identifier: ModelIdentifier, context: RenderContext): Identifier {
  const rendered = toFhirIdentifier(identifier, context);
  const { type, scope, assigner } = identifier;
  if (isRecordNumber(identifier) || (assigner.universalId !== undefined && !isOfAccount(identifier)))
    return rendered;
  return { ...rendered, system: `${ownSystemUri(scope, context.base)}/${encodeURIComponent(type ?? '')}` };
}

/** PID-19, unless PID-3 has the same number with its authority. */
const socialSecurityOf = ({ identifiers, socialSecurity }: Patient): ModelIdentifier[] => {
  const plain = ({ value }: ModelIdentifier) => value.replaceAll(/[\s-]/g, '');
  return socialSecurity === undefined ||
    identifiers.some((one) => one.type === 'SS' && plain(one) === plain(socialSecurity))
    ? []
    : [socialSecurity];
};

/** Whether the numbers are of one type and scope. Types of record numbers are used interchangeably. */
const isOfOneList = (a: ModelIdentifier, b: ModelIdentifier): boolean =>
  a.scope === b.scope && (a.type === b.type || (isRecordNumber(a) && isRecordNumber(b)));

/** Accounts and visits are moved from one patient to another (ADT^A44, A45). */
const isOfAccount = ({ type }: ModelIdentifier): boolean => type === 'AN' || type === 'VN';

/**
 * Every identifier once; the leading one first. Numbers of accounts and visits are left out, unless the
 * patient has no other. So are further numbers of the leading one's list: each may lead another patient,
 * and would find this patient instead.
 */
function patientIdentifiers(patient: Patient, context: RenderContext): Identifier[] {
  const [leading = patient.account, ...rest] = patient.identifiers;
  if (leading === undefined) return [];
  const own = [
    leading,
    ...rest.filter((one) => !isOfAccount(one) && !isOfOneList(one, leading)),
    ...socialSecurityOf(patient),
  ];
  const seen = new Set<string>();
  return own
    .map((identifier) => patientIdentifier(identifier, context))
    .filter(({ system, value }) => {
      const key = `${system}|${value}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
}

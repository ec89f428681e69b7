import type { Address, Patient as FhirPatient, HumanName, Identifier } from '@medplum/fhirtypes';
import type { Patient } from '../../model/patient.ts';
import { cleanText, compact, toFhirIdentifier } from './datatypes.ts';
import type { RenderContext } from './render-context.ts';

/** HL7 table 0001 to FHIR administrative gender, after HL7's v2-to-FHIR map. */
const genders: Readonly<Record<string, FhirPatient['gender']>> = {
  F: 'female',
  M: 'male',
  A: 'other',
  O: 'other',
  N: 'other',
  U: 'unknown',
};

/** HL7 table 0200 to FHIR name use. */
const nameUses: Readonly<Record<string, HumanName['use']>> = {
  L: 'official',
  D: 'usual',
  M: 'maiden',
  N: 'nickname',
  S: 'anonymous',
  T: 'temp',
};

export function renderPatient(patient: Patient, context: RenderContext): FhirPatient {
  return compact<FhirPatient>({
    resourceType: 'Patient',
    identifier: patientIdentifiers(patient, context),
    name: patient.names
      .map((name) =>
        compact<HumanName>({
          use: nameUses[name.use ?? ''],
          family: cleanText(name.family),
          given: name.given.flatMap((given) => cleanText(given) ?? []),
          prefix: name.prefix === undefined ? undefined : [name.prefix],
          suffix: name.suffix === undefined ? undefined : [name.suffix],
        }),
      )
      .filter((name) => Object.keys(name).length > 0),
    gender: patient.sex === undefined ? undefined : (genders[patient.sex] ?? 'unknown'),
    birthDate: patient.birthDate?.iso.slice(0, 10),
    address: patient.addresses
      .map((address) =>
        compact<Address>({
          line: address.lines.flatMap((line) => cleanText(line) ?? []),
          city: cleanText(address.city),
          state: cleanText(address.state),
          postalCode: cleanText(address.postalCode),
          country: cleanText(address.country),
        }),
      )
      .filter((address) => Object.keys(address).length > 0),
    telecom: patient.phones.flatMap((phone) => {
      const value = cleanText(phone);
      return value === undefined ? [] : [{ system: 'phone' as const, value }];
    }),
  });
}

/** Every identifier once; the leading one first. */
function patientIdentifiers(patient: Patient, context: RenderContext): Identifier[] {
  const seen = new Set<string>();
  return patient.identifiers
    .map((identifier) => toFhirIdentifier(identifier, context))
    .filter(({ system, value }) => {
      const key = `${system}|${value}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
}

import type {
  DiagnosticReport,
  DocumentReference,
  Identifier,
  Observation,
  Organization,
  Patient,
  Practitioner,
  Resource,
} from '@medplum/fhirtypes';
import type { UsCore } from '../../model/us-core.ts';

const versions: Readonly<Record<UsCore, string>> = { 'us-core-6': '6.1.0', 'us-core-8': '8.0.0' };

/** The address of a profile of US Core, without its version. */
export const usCoreProfile = (name: string): string =>
  `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}`;

interface Profile {
  readonly type: Resource['resourceType'];
  readonly name: string;
  /** What is missing if it does not hold, in words. */
  readonly lacks?: string;
  /** Whether the resource has what the profile requires and a message may not say. Default: always. */
  readonly holds?: (resource: never) => boolean;
}

const hasSystemAndValue = ({ system, value }: Identifier): boolean =>
  system !== undefined && value !== undefined;

const NPI = 'http://hl7.org/fhir/sid/us-npi';
/** The national numbers of organizations and persons whose form the profiles check: NPI, CLIA, NAIC. */
const nationalNumbers = new Map([
  [NPI, /^\d{10}$/],
  ['urn:oid:2.16.840.1.113883.4.7', /^\d{2}D\d{7}$/],
  ['urn:oid:2.16.840.1.113883.6.300', /^\d{5}$/],
]);

const isWellFormed = ({ system = '', value = '' }: Identifier): boolean =>
  (nationalNumbers.get(system)?.test(value) ?? true) && (system !== NPI || hasCheckDigit(value));

/** The check digit of an NPI: Luhn over `80840` and the number (us-core-17). */
const hasCheckDigit = (number: string): boolean =>
  [...number].reduce((sum, digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 24) %
    10 ===
  0;

const hasShortAddresses = ({ address = [] }: Organization | Practitioner): boolean =>
  address.every(({ line = [] }) => line.length <= 4);

/** The profile of each resource type, and what a message may lack for it. */
export const conformance: readonly Profile[] = [
  {
    type: 'DiagnosticReport',
    name: 'diagnosticreport-lab',
    lacks: 'the report is of another department than a laboratory (OBR-24)',
    holds: ({ category = [] }: DiagnosticReport) =>
      category.some(({ coding = [] }) => coding.some(({ code }) => code === 'LAB')),
  },
  {
    type: 'DocumentReference',
    name: 'documentreference',
    lacks: 'its type is no code of LOINC (TXA-2), or a document has no content',
    holds: ({ type, content = [] }: DocumentReference) =>
      type?.coding?.some(({ system }) => system === 'http://loinc.org') === true &&
      content.every(({ attachment }) => attachment?.url !== undefined || attachment?.data !== undefined),
  },
  { type: 'Encounter', name: 'encounter' },
  {
    type: 'Observation',
    name: 'observation-lab',
    lacks: 'its time has no day (us-core-1)',
    holds: ({ effectiveDateTime }: Observation) =>
      effectiveDateTime === undefined || effectiveDateTime.length >= 'YYYY-MM-DD'.length,
  },
  {
    type: 'Organization',
    name: 'organization',
    lacks: 'an NPI, CLIA or NAIC number has another form; an address has more than four lines',
    holds: (organization: Organization) =>
      (organization.identifier ?? []).every(isWellFormed) && hasShortAddresses(organization),
  },
  {
    type: 'Patient',
    name: 'patient',
    lacks: 'no number of the patient is known',
    holds: ({ identifier = [] }: Patient) => identifier.length > 0 && identifier.every(hasSystemAndValue),
  },
  {
    type: 'Practitioner',
    name: 'practitioner',
    lacks: 'an NPI has another form; an address has more than four lines',
    holds: (practitioner: Practitioner) =>
      (practitioner.identifier ?? []).every((one) => hasSystemAndValue(one) && isWellFormed(one)) &&
      hasShortAddresses(practitioner),
  },
  { type: 'PractitionerRole', name: 'practitionerrole' },
  { type: 'Provenance', name: 'provenance' },
  { type: 'ServiceRequest', name: 'servicerequest' },
  { type: 'Specimen', name: 'specimen' },
];

const profiles: ReadonlyMap<string, Profile> = new Map(conformance.map((one) => [one.type, one]));

/**
 * The resource with the profile of US Core that it conforms to in `meta.profile`. Without it, if there is none for
 * its type, or if the message lacks what the profile requires.
 */
export function withProfile<T extends Resource>(resource: T, usCore: UsCore | undefined): T {
  const profile = usCore === undefined ? undefined : profiles.get(resource.resourceType);
  if (usCore === undefined || profile === undefined) return resource;
  const isConformant = profile.holds?.(resource as never) ?? true;
  if (!isConformant) return resource;
  const url = `${usCoreProfile(profile.name)}|${versions[usCore]}`;
  return { ...resource, meta: { ...resource.meta, profile: [url] } };
}

import type { Identifier } from '../../model/concept.ts';
import { withoutFinalSlashes } from '../../shared/final-slashes.ts';

/** Coding system names of HL7 table 0396 to FHIR URIs. */
const codingSystems: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    LN: 'http://loinc.org',
    LOINC: 'http://loinc.org',
    SCT: 'http://snomed.info/sct',
    SNM: 'http://snomed.info/sct',
    SNOMED: 'http://snomed.info/sct',
    'SNOMED-CT': 'http://snomed.info/sct',
    UCUM: 'http://unitsofmeasure.org',
    I9: 'http://hl7.org/fhir/sid/icd-9-cm',
    I9CDX: 'http://hl7.org/fhir/sid/icd-9-cm',
    I10: 'http://hl7.org/fhir/sid/icd-10',
    I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
    C4: 'http://www.ama-assn.org/go/cpt',
    CPT: 'http://www.ama-assn.org/go/cpt',
    CVX: 'http://hl7.org/fhir/sid/cvx',
  }),
);

/** The base URL of the laboratory's own identifier systems, without a final slash. */
export type SystemBase = string;

export const systemBase = (system: string): SystemBase => withoutFinalSlashes(system);

/**
 * The URI of a coding system. HL7 tables have URIs in FHIR. A name that only the sender knows gets a URI
 * below the laboratory's base. Without a name, undefined: no system is invented.
 */
export function codingSystemUri(name: string | undefined, base: SystemBase): string | undefined {
  if (name === undefined) return undefined;
  const known = codingSystems.get(name.toUpperCase());
  if (known !== undefined) return known;
  const table = /^HL7(\d{4})$/i.exec(name);
  if (table !== null) return `http://terminology.hl7.org/CodeSystem/v2-${table[1]}`;
  if (/^\d+(?:\.\d+)+$/.test(name)) return `urn:oid:${name}`;
  if (/^(?:https?:\/\/|urn:)\S+$/.test(name)) return name;
  return `${base}/codesystem/${encodeURIComponent(name)}`;
}

/**
 * The URI of an identifier's system: the assigner's universal id, otherwise its scope below the laboratory's
 * base.
 */
export function identifierSystemUri({ assigner, scope }: Identifier, base: SystemBase): string {
  const { universalId, universalIdType } = assigner;
  if (universalId !== undefined) {
    if (/^\d+(?:\.\d+)+$/.test(universalId)) return `urn:oid:${universalId}`;
    if (universalIdType === 'UUID') return `urn:uuid:${encodeURIComponent(universalId.toLowerCase())}`;
    if (/^(?:https?:\/\/|urn:)\S+$/.test(universalId)) return universalId;
    return `${base}/id/${encodeURIComponent(universalId)}`;
  }
  return ownSystemUri(scope, base);
}

/** The system of numbers whose assigner has only a name. */
export const ownSystemUri = (scope: string, base: SystemBase): string =>
  `${base}/id/${encodeURIComponent(scope)}`;

/** The scope of an identifier system: the inverse of `identifierSystemUri`. */
export function scopeOfSystem(system: string, base: SystemBase): string {
  const own = `${base}/id/`;
  if (system.startsWith(own)) return decoded(system.slice(own.length));
  return system.replace(/^urn:(?:oid|uuid):/, '');
}

/** Decodes a text. Text that is not an encoding is returned as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) return text;
    throw cause;
  }
}

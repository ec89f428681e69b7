import type {
  CodeableConcept,
  DiagnosticReport,
  Observation,
  Patient,
  Provenance,
  Resource,
  ServiceRequest,
  Specimen,
} from '@medplum/fhirtypes';
import type { ReportVersion } from '../../model/report.ts';
import { type SocialSecurityChoice, versionFor } from '../../model/social-security.ts';
import type { UsCore } from '../../model/us-core.ts';
import { renderBundle } from '../../render/fhir/bundle.ts';
import {
  type DateCondition,
  hasCode,
  hasIdentifier,
  isWithin,
  spanOf,
  type Token,
} from './search-parameters.ts';

/** The resource types that can be read and searched. */
export const resourceTypes = [
  'DiagnosticReport',
  'Observation',
  'Patient',
  'Provenance',
  'ServiceRequest',
  'Specimen',
] as const;
export type ReadableType = (typeof resourceTypes)[number];
export type Readable = (DiagnosticReport | Observation | Patient | Provenance | ServiceRequest | Specimen) & {
  id: string;
};

export const isReadableType = (type: string): type is ReadableType =>
  (resourceTypes as readonly string[]).includes(type);

/** How resources are written for readers. */
export interface ResourceSettings extends SocialSecurityChoice {
  /** The base URL of the laboratory's identifier systems. */
  readonly system: string;
  /** The version of US Core whose profiles resources name. Default: none. */
  readonly profiles?: UsCore | undefined;
}

/**
 * The resources of a report version: the same as destinations receive, with the ids of this API. Their Provenance is of
 * all that the version says, because readers ask for it with each of them.
 */
export function resourcesOf(
  version: ReportVersion,
  { system, profiles, socialSecurity }: ResourceSettings,
): Resource[] {
  const { entry = [] } = renderBundle(versionFor(version, { socialSecurity }), {
    system,
    ids: 'own',
    profiles,
  });
  const meta = { versionId: String(version.version), lastUpdated: version.createdAt };
  const resources = entry
    .flatMap(({ resource }) => resource ?? [])
    .map((resource) => ({ ...resource, meta: { ...resource.meta, ...meta } }));
  const target = resources
    .filter(({ resourceType }) => hasProvenance(resourceType))
    .map(({ resourceType, id }) => ({ reference: `${resourceType}/${id}` }));
  return resources.map((one) => (one.resourceType === 'Provenance' ? { ...one, target } : one));
}

/** The types of which a report version says the origin. */
const hasProvenance = (type: string): boolean =>
  ['DiagnosticReport', 'DocumentReference', 'Observation', 'ServiceRequest', 'Specimen'].includes(type);

export interface Conditions {
  readonly ids: Alternatives<string>;
  readonly identifiers: Alternatives<Token>;
  readonly codes: Alternatives<Token>;
  readonly categories: Alternatives<Token>;
  readonly statuses: Alternatives<Token>;
  readonly dates: Alternatives<DateCondition>;
  readonly lastUpdated: Alternatives<DateCondition>;
}

/** A list for each time that a parameter is given. One of each list must match (FHIR R4 §3.1.1.4.0.1). */
type Alternatives<T> = readonly (readonly T[])[];

/** Whether a resource meets the conditions of a search. */
export function meets(resource: Readable, conditions: Conditions): boolean {
  const { ids, identifiers, codes, categories, statuses, dates, lastUpdated } = conditions;
  const { meta } = resource;
  const identifier = 'identifier' in resource ? resource.identifier : undefined;
  return (
    ids.every((list) => list.includes(resource.id)) &&
    identifiers.every((list) => hasIdentifier(identifier, list)) &&
    codes.every((list) => 'code' in resource && hasCode(resource.code, list)) &&
    categories.every((list) => hasCategory(resource, list)) &&
    statuses.every((list) => hasStatus(resource, list)) &&
    dates.every((list) => list.some((condition) => isWithin(timeOf(resource), condition))) &&
    lastUpdated.every((list) =>
      list.some((condition) => isWithin(spanOf(meta?.lastUpdated ?? ''), condition)),
    )
  );
}

/** What may have categories. */
export interface Categorized {
  readonly resourceType: string;
  readonly category?: readonly CodeableConcept[] | CodeableConcept | undefined;
}

export const hasCategory = ({ category = [] }: Categorized, list: readonly Token[]): boolean =>
  [category].flat().some((one) => hasCode(one, list));

/** The code systems of a status: FHIR binds each to one. */
const statusSystems: Readonly<Partial<Record<ReadableType, string>>> = {
  DiagnosticReport: 'http://hl7.org/fhir/diagnostic-report-status',
  Observation: 'http://hl7.org/fhir/observation-status',
  ServiceRequest: 'http://hl7.org/fhir/request-status',
};

const hasStatus = (resource: Readable, list: readonly Token[]): boolean =>
  'status' in resource &&
  hasCode(
    { coding: [{ system: statusSystems[resource.resourceType] ?? '', code: resource.status ?? '' }] },
    list,
  );

/** The time of a resource: observation, report, or collection of the specimen. */
function timeOf(resource: Readable) {
  switch (resource.resourceType) {
    case 'DiagnosticReport': {
      const { effectivePeriod: period } = resource;
      const [start, end] = [spanOf(period?.start ?? ''), spanOf(period?.end ?? '')];
      return start !== undefined && end !== undefined
        ? { from: start.from, to: end.to }
        : spanOf(resource.effectiveDateTime ?? '');
    }
    case 'Observation':
      return spanOf(resource.effectiveDateTime ?? '');
    case 'Specimen':
      return spanOf(resource.collection?.collectedDateTime ?? '');
    default:
      return undefined;
  }
}

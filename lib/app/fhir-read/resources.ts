import type {
  DiagnosticReport,
  Observation,
  Patient,
  Resource,
  ServiceRequest,
  Specimen,
} from '@medplum/fhirtypes';
import type { ReportVersion } from '../../model/report.ts';
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
  'ServiceRequest',
  'Specimen',
] as const;
export type ReadableType = (typeof resourceTypes)[number];
export type Readable = (DiagnosticReport | Observation | Patient | ServiceRequest | Specimen) & {
  id: string;
};

export const isReadableType = (type: string): type is ReadableType =>
  (resourceTypes as readonly string[]).includes(type);

/** The resources of a report version: the same as destinations receive, with the ids of this API. */
export function resourcesOf(version: ReportVersion, system: string): Resource[] {
  const { entry = [] } = renderBundle(version, { system, ids: 'own' });
  return entry.flatMap(({ resource }) =>
    resource === undefined
      ? []
      : [
          {
            ...resource,
            meta: { ...resource.meta, versionId: String(version.version), lastUpdated: version.createdAt },
          },
        ],
  );
}

export interface Conditions {
  readonly ids?: readonly string[] | undefined;
  readonly identifiers?: readonly Token[] | undefined;
  readonly codes?: readonly Token[] | undefined;
  readonly categories?: readonly Token[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly dates: readonly DateCondition[];
  readonly lastUpdated: readonly DateCondition[];
}

/** Whether a resource meets the conditions of a search. */
export function meets(resource: Readable, conditions: Conditions): boolean {
  const { ids, identifiers, codes, categories, statuses, dates, lastUpdated } = conditions;
  const { identifier, meta } = resource;
  return (
    (ids === undefined || ids.includes(resource.id)) &&
    (identifiers === undefined || hasIdentifier(identifier, identifiers)) &&
    (codes === undefined || ('code' in resource && hasCode(resource.code, codes))) &&
    (categories === undefined ||
      ('category' in resource && (resource.category ?? []).some((one) => hasCode(one, categories)))) &&
    (statuses === undefined || ('status' in resource && statuses.includes(resource.status ?? ''))) &&
    dates.every((condition) => isWithin(timeOf(resource), condition)) &&
    lastUpdated.every((condition) => isWithin(spanOf(meta?.lastUpdated ?? ''), condition))
  );
}

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

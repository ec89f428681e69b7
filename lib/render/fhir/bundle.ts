import type {
  Bundle,
  BundleEntry,
  Specimen as FhirSpecimen,
  Identifier,
  Patient,
  Reference,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { digestOf } from '../../model/identity.ts';
import type { Report } from '../../model/report.ts';
import type { Specimen } from '../../model/specimen.ts';
import { renderDiagnosticReport } from './diagnostic-report.ts';
import { renderObservation } from './observation.ts';
import { renderPatient } from './patient.ts';
import { fullUrlOf, type RenderContext, referenceTo } from './render-context.ts';
import { renderServiceRequest } from './service-request.ts';
import { renderSpecimen } from './specimen.ts';

/**
 * One report as a FHIR R4 transaction. Every resource is a conditional update by an identifier
 * that is derived from the report, so that the same report twice changes nothing, and the next
 * version finds what it replaces (FHIR R4 §3.1.0.10.2).
 */
export function renderBundle(report: Report, site: { readonly system: string }): Bundle {
  const context: RenderContext = { base: site.system.replace(/\/+$/, '') };
  const { patient } = report;
  const subject: Reference<Patient> | undefined =
    patient === undefined ? undefined : referenceTo<Patient>('Patient', patient.key);
  const basedOn = [referenceTo<ServiceRequest>('ServiceRequest', report.key)];
  const specimens = namedSpecimens(report);
  const specimenReferences = [...specimens.keys()].map((key) => referenceTo<FhirSpecimen>('Specimen', key));
  const observations = report.observations.map((observation) => {
    const key = `${report.key}-${digestOf(observation.slot).slice(0, 16)}`;
    const links = {
      key,
      subject,
      // which of several specimens a result is from, the message does not say
      specimen: specimenReferences.length === 1 ? specimenReferences[0] : undefined,
      basedOn,
      reportObserved: report.observed?.iso,
    };
    return { key, observation, resource: renderObservation(observation, links, context) };
  });
  const results = observations
    .filter(({ observation }) => !observation.isOfSpecimen)
    .map(({ key }) => ({ reference: fullUrlOf('Observation', key) }));

  const entries: BundleEntry[] = [];
  if (patient !== undefined) entries.push(toEntry(patient.key, renderPatient(patient, context)));
  const request = renderServiceRequest(report, { subject, specimens: specimenReferences }, context);
  entries.push(toEntry(report.key, request));
  for (const [key, specimen] of specimens)
    entries.push(toEntry(key, renderSpecimen(specimen, { key, subject }, context)));
  for (const { key, resource } of observations) entries.push(toEntry(key, resource));
  const links = {
    subject,
    basedOn,
    specimens: specimenReferences,
    results,
    observations: observations.map(({ resource }) => resource),
  };
  entries.push(toEntry(report.key, renderDiagnosticReport(report, links, context)));
  return { resourceType: 'Bundle', type: 'transaction', entry: entries };
}

/**
 * The report's specimens by key. One that has an id is the same in every report of its patient;
 * one that has none belongs to its report.
 */
function namedSpecimens(report: Report): Map<string, Specimen> {
  const specimens = new Map<string, Specimen>();
  report.specimens.forEach((specimen, index) => {
    const id = specimen.fillerId ?? specimen.placerId ?? specimen.containerId;
    const owner = report.patient?.key ?? report.key;
    const name =
      id === undefined
        ? [report.key, index, report.processingId]
        : [id.scope, id.value, owner, report.processingId];
    const key = digestOf(JSON.stringify(name));
    if (!specimens.has(key)) specimens.set(key, specimen);
  });
  return specimens;
}

function toEntry(key: string, resource: Resource & { identifier?: Identifier[] }): BundleEntry {
  const [identifier] = resource.identifier ?? [];
  if (identifier?.system === undefined || identifier.value === undefined)
    throw new Error('a resource without the identifier that finds it again');
  const token = `${encodeURIComponent(identifier.system)}|${encodeURIComponent(identifier.value)}`;
  return {
    fullUrl: fullUrlOf(resource.resourceType, key),
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}?identifier=${token}` },
  };
}

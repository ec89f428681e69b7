import type {
  Bundle,
  Observation as FhirObservation,
  Specimen as FhirSpecimen,
  Organization,
  Patient,
  Reference,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { digestOf } from '../../model/identity.ts';
import { isNumberOnly } from '../../model/known-patient.ts';
import { namedSpecimens } from '../../model/named-specimens.ts';
import type { Patient as PatientModel } from '../../model/patient.ts';
import type { Collection, Parent, Report, ReportedObservation } from '../../model/report.ts';
import { BundleEntries, type EntryOptions, type Tag } from './bundle-entries.ts';
import { renderDiagnosticReport } from './diagnostic-report.ts';
import { renderDocumentReference } from './document-reference.ts';
import { encounterReference } from './encounter.ts';
import { toFhirIdentifier } from './identifier.ts';
import { renderObservation } from './observation.ts';
import { organizationReference } from './organization.ts';
import { memberOf } from './panels.ts';
import { renderPatient } from './patient.ts';
import { type RenderedVersion, renderProvenance } from './provenance.ts';
import type { RenderContext } from './render-context.ts';
import { renderServiceRequest } from './service-request.ts';
import { renderSpecimen } from './specimen.ts';
import { systemBase } from './systems.ts';
import { joined } from './text.ts';
import { unknownReference } from './unknown.ts';

export interface BundleOptions {
  /** The base URL of the laboratory's own identifier systems. */
  readonly system: string;
  readonly ids?: EntryOptions['ids'];
  /** `create`: an EHR that knows the patient keeps its own description. */
  readonly patients?: 'update' | 'create';
  readonly profiles?: EntryOptions['profiles'];
}

/** The tag of training and debugging (MSH-11 T, D), so that they are never mistaken for care. */
const testData: Tag = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' };

/**
 * One report version as a FHIR R4 transaction. Every resource is a conditional update by an identifier
 * derived from the report. Sending a version twice changes nothing, and the next version finds the resources
 * that it replaces (FHIR R4 §3.1.0.10.2).
 */
export function renderBundle(rendered: RenderedVersion, options: BundleOptions): Bundle {
  const { report } = rendered;
  const tag = report.processingId === 'P' ? undefined : testData;
  const entries = new BundleEntries({ ids: options.ids ?? 'server', profiles: options.profiles, tag });
  const root = systemBase(options.system);
  // training has identifiers of its own, so that it never shares a resource with care
  const context: RenderContext = { base: tag === undefined ? root : `${root}/training`, entries, tag };
  const subject = subjectOf(rendered.subject ?? report.patient, options, context);
  const encounter = encounterReference(report, subject, context);
  const specimens = [...namedSpecimens(report)].map(([key, specimen]) =>
    entries.update<FhirSpecimen>(key, renderSpecimen(specimen, { key, subject }, context)),
  );
  const request = entries.update<ServiceRequest>(
    report.key,
    renderServiceRequest(report, { subject, encounter, specimens }, context),
  );
  const common = {
    subject: subject ?? unknownReference(),
    encounter,
    basedOn: [request],
  };
  const observations = renderObservations(rendered, { ...common, specimens }, context);
  const diagnosticReport = entries.update(
    report.key,
    renderDiagnosticReport(
      report,
      {
        ...common,
        specimens,
        results: observations.flatMap(({ reference, isResult }) => (isResult ? [reference] : [])),
        performers: laboratoriesOf(report, context),
        observations: observations.map(({ resource }) => resource),
      },
      context,
    ),
  );
  const document = renderDocumentReference(report, { subject, encounter }, context);
  const targets: Reference<Resource>[] = [diagnosticReport];
  if (document !== undefined) targets.push(entries.update(report.key, document));
  entries.updateByTag(`${report.key}-${rendered.version}`, renderProvenance(rendered, targets, context), {
    system: `${context.base}/provenance`,
    code: `${report.key}-${rendered.version}`,
  });
  return { resourceType: 'Bundle', type: 'transaction', entry: entries.all };
}

/** If only numbers are known of a patient, the patient is not updated: the EHR may know more. */
function subjectOf(
  patient: PatientModel | undefined,
  { patients }: BundleOptions,
  context: RenderContext,
): Reference<Patient> | undefined {
  if (patient === undefined) return undefined;
  const resource = renderPatient(patient, context);
  return patients === 'create' || isNumberOnly(patient)
    ? context.entries.createUnlessKnown<Patient>(patient.key, resource)
    : context.entries.update<Patient>(patient.key, resource);
}

interface RenderedObservation {
  readonly reference: Reference<FhirObservation>;
  readonly resource: FhirObservation;
  /** The observation is a result, and not about the specimen. */
  readonly isResult: boolean;
}

/** The key by which a result of a report is found again. */
export const observationKey = (report: Pick<Report, 'key'>, { slot }: Pick<ReportedObservation, 'slot'>) =>
  `${report.key}-${digestOf(slot).slice(0, 16)}`;

function renderObservations(
  { report, supersedes = [], retired = [] }: RenderedVersion,
  common: {
    readonly subject: Reference<Patient> | undefined;
    readonly encounter: FhirObservation['encounter'];
    readonly basedOn: Reference<ServiceRequest>[];
    readonly specimens: readonly Reference<FhirSpecimen>[];
  },
  context: RenderContext,
): RenderedObservation[] {
  const heads = memberOf(report.observations);
  const members = Map.groupBy(heads.keys(), (member) => heads.get(member));
  const corrected = new Map(supersedes.map((one) => [one.slot, one]));
  const others = new Set(retired);
  const ofReport: Collection = {
    observed: report.observed,
    parent: report.parent,
    specimens: [...report.specimens.keys()],
  };
  const referenceOf = (observation: ReportedObservation): Reference<FhirObservation> => ({
    reference: context.entries.addressOf('Observation', observationKey(report, observation)),
  });
  return [...report.observations, ...retired].map((observation) => {
    const key = observationKey(report, observation);
    // the origin of a result: its own, otherwise that in the head of the report
    const { parent, observed, specimens } = observation.collection ?? ofReport;
    const derivedFrom = parentReference(parent, context);
    // with several specimens, the message does not say which one a result is from
    const [specimen] = specimens.length === 1 ? specimens : [];
    const resource = renderObservation(
      observation,
      {
        ...common,
        key,
        specimen: specimen === undefined ? undefined : common.specimens[specimen],
        members: (members.get(observation) ?? []).map(referenceOf),
        derivedFrom: derivedFrom === undefined ? [] : [derivedFrom],
        reportObserved: (observed ?? report.specimens[specimen ?? -1]?.collected)?.iso,
        corrects: corrected.get(observation.slot),
      },
      context,
    );
    const reference = context.entries.update<FhirObservation>(key, resource);
    return { reference, resource, isResult: !observation.isOfSpecimen && !others.has(observation) };
  });
}

/**
 * OBR-26 and OBR-29: the culture of a susceptibility is in another report, and is referred to by its numbers.
 */
function parentReference(
  parent: Parent | undefined,
  context: RenderContext,
): Reference<FhirObservation> | undefined {
  const order = parent?.fillerOrder ?? parent?.placerOrder;
  const type = parent?.fillerOrder === undefined ? 'PLAC' : 'FILL';
  if (parent?.result === undefined) return undefined;
  const { code, subId, value } = parent.result;
  const name = code.text ?? code.codings[0]?.display ?? code.codings[0]?.code;
  const display = joined([name, subId === undefined ? undefined : `(${subId})`, value]);
  if (order === undefined && display === undefined) return undefined;
  return {
    type: 'Observation',
    ...(order === undefined ? {} : { identifier: toFhirIdentifier(order, { ...context, type }) }),
    ...(display === undefined ? {} : { display }),
  };
}

/** The laboratories that made the results, each once. */
function laboratoriesOf({ observations }: Report, context: RenderContext): Reference<Organization>[] {
  const references = observations.flatMap(
    ({ performingLaboratory }) => organizationReference(performingLaboratory, context) ?? [],
  );
  return [...new Map(references.map((one) => [one.reference ?? one.display, one])).values()];
}

import type { ServiceRequest } from '@medplum/fhirtypes';
import type { Report } from '../../model/report.ts';
import { isFinal } from '../../model/status.ts';
import { toRequiredConcept, toTableConcept } from './codeable-concept.ts';
import { compact } from './compact.ts';
import { toFhirIdentifier } from './identifier.ts';
import { practitionerReference } from './practitioner.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';
import { unknownReference } from './unknown.ts';

/** ORC-5 (HL7 table 0038) to FHIR request status, after HL7's v2-to-FHIR map. */
const statuses = new Map<string, ServiceRequest['status']>([
  ['CA', 'revoked'],
  ['DC', 'revoked'],
  ['RP', 'revoked'],
  ['CM', 'completed'],
  ['ER', 'entered-in-error'],
  ['HD', 'on-hold'],
  ['IP', 'active'],
  ['SC', 'active'],
]);

/** TQ1-9 (HL7 table 0485) to FHIR request priority. */
const priorities = new Map<string, ServiceRequest['priority']>([
  ['S', 'stat'],
  ['A', 'asap'],
  ['C', 'urgent'],
  ['R', 'routine'],
]);

export function renderServiceRequest(
  report: Report,
  links: {
    /** Undefined if the patient is not known. */
    readonly subject: ServiceRequest['subject'] | undefined;
    readonly encounter: ServiceRequest['encounter'] | undefined;
    readonly specimens: ServiceRequest['specimen'];
  },
  context: RenderContext,
): ServiceRequest {
  const { placerOrder, fillerOrder, orderingProvider, parent, priority } = report;
  const reason = cleanText(report.clinicalInformation);
  const action = toTableConcept('0065', report.specimenAction);
  const known = priorities.get(priority ?? '');
  const parents = [
    ...(parent?.placerOrder === undefined
      ? []
      : [toFhirIdentifier(parent.placerOrder, { ...context, type: 'PLAC' })]),
    ...(parent?.fillerOrder === undefined
      ? []
      : [toFhirIdentifier(parent.fillerOrder, { ...context, type: 'FILL' })]),
  ];
  return compact<ServiceRequest>({
    resourceType: 'ServiceRequest',
    identifier: [
      ownIdentifier('order', report.key, context),
      ...(placerOrder === undefined ? [] : [toFhirIdentifier(placerOrder, { ...context, type: 'PLAC' })]),
      ...(fillerOrder === undefined ? [] : [toFhirIdentifier(fillerOrder, { ...context, type: 'FILL' })]),
    ],
    // the parent order is known only by its numbers
    basedOn: parents.map((identifier) => ({ type: 'ServiceRequest', identifier })),
    status: statuses.get(report.orderStatus ?? '') ?? statusByResult(report.status),
    intent: report.specimenAction === 'G' ? 'reflex-order' : 'order',
    priority: known,
    code: toRequiredConcept(report.service, context.base),
    orderDetail: [
      ...(action === undefined ? [] : [action]),
      ...(known === undefined ? [toTableConcept('0485', priority)] : []).filter((one) => one !== undefined),
    ],
    subject: links.subject ?? unknownReference(),
    encounter: links.encounter,
    specimen: links.specimens,
    requester: practitionerReference(orderingProvider, context),
    reasonCode: reason === undefined ? undefined : [{ text: reason }],
  });
}

/** The status by OBR-25, if there is no ORC. */
function statusByResult(status: string | undefined): ServiceRequest['status'] {
  if (isFinal(status)) return 'completed';
  return status === 'X' ? 'revoked' : 'active';
}

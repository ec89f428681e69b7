import type { Extension, ServiceRequest } from '@medplum/fhirtypes';
import type { Report } from '../../model/report.ts';
import { isFinal } from '../../model/status.ts';
import { toOptionalConcept, toRequiredConcept, toTableConcept } from './codeable-concept.ts';
import { compact } from './compact.ts';
import { toContactPoint } from './contact-point.ts';
import { toFhirIdentifier } from './identifier.ts';
import { displayOf } from './practitioner.ts';
import { requesterReference } from './practitioner-role.ts';
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
  const { placerOrder, fillerOrder, parent, priority } = report;
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
    extension: callBackPhones(report),
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
    requester: requesterReference(report, context),
    reasonCode: [
      ...(report.reasons ?? []).flatMap((one) => toOptionalConcept(one, context.base) ?? []),
      ...(reason === undefined ? [] : [{ text: reason }]),
    ],
    note: copiesTo(report),
  });
}

/** OBR-17, ORC-14: the numbers to call about the order. */
const callBackPhones = ({ callBackPhones = [] }: Report): Extension[] =>
  callBackPhones.flatMap((phone) => {
    const valueContactPoint = toContactPoint(phone);
    return valueContactPoint === undefined
      ? []
      : {
          url: 'http://hl7.org/fhir/StructureDefinition/servicerequest-order-callback-phone-number',
          valueContactPoint,
        };
  });

/** OBR-28. FHIR R4 has no element for the persons who get a copy, and HL7's v2-to-FHIR map leaves it open. */
const copiesTo = ({ copiesTo = [] }: Report): ServiceRequest['note'] =>
  copiesTo.flatMap((person) => {
    const name = displayOf(person);
    const number = cleanText(person.id?.value);
    const isNamed = number === undefined || name === number;
    return name === undefined ? [] : { text: `Copy to: ${isNamed ? name : `${name} (${number})`}` };
  });

/** The status by OBR-25, if there is no ORC. */
function statusByResult(status: string | undefined): ServiceRequest['status'] {
  if (isFinal(status)) return 'completed';
  return status === 'X' ? 'revoked' : 'active';
}

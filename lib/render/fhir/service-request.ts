import type { ServiceRequest } from '@medplum/fhirtypes';
import type { Report } from '../../model/report.ts';
import { cleanText, compact, toFhirIdentifier, toRequiredConcept, unknownReference } from './datatypes.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';

/** ORC-5 (HL7 table 0038) to FHIR request status, after HL7's v2-to-FHIR map. */
const statuses: Readonly<Record<string, ServiceRequest['status']>> = {
  CA: 'revoked',
  DC: 'revoked',
  RP: 'revoked',
  CM: 'completed',
  ER: 'entered-in-error',
  HD: 'on-hold',
  IP: 'active',
  SC: 'active',
};

export function renderServiceRequest(
  report: Report,
  links: {
    /** Undefined where the patient is not known. */
    readonly subject: ServiceRequest['subject'] | undefined;
    readonly specimens: ServiceRequest['specimen'];
  },
  context: RenderContext,
): ServiceRequest {
  const { placerOrder, fillerOrder, orderingProvider } = report;
  return compact<ServiceRequest>({
    resourceType: 'ServiceRequest',
    identifier: [
      ownIdentifier('order', report.key, context),
      ...(placerOrder === undefined ? [] : [toFhirIdentifier(placerOrder, { ...context, type: 'PLAC' })]),
      ...(fillerOrder === undefined ? [] : [toFhirIdentifier(fillerOrder, { ...context, type: 'FILL' })]),
    ],
    status: statuses[report.orderStatus ?? ''] ?? statusByResult(report.status),
    intent: 'order',
    code: toRequiredConcept(report.service, context.base),
    subject: links.subject ?? unknownReference(),
    specimen: links.specimens,
    requester: orderingProvider === undefined ? undefined : providerReference(orderingProvider),
    reasonCode:
      cleanText(report.clinicalInformation) === undefined
        ? undefined
        : [{ text: cleanText(report.clinicalInformation) ?? '' }],
  });
}

/** Where no ORC tells, OBR-25 does. */
function statusByResult(status: string | undefined): ServiceRequest['status'] {
  if (status === 'F' || status === 'C') return 'completed';
  return status === 'X' ? 'revoked' : 'active';
}

function providerReference(person: NonNullable<Report['orderingProvider']>): ServiceRequest['requester'] {
  const name = [person.prefix, ...person.given, person.family, person.suffix]
    .filter((part) => part !== undefined)
    .join(' ');
  const display = cleanText(name) ?? cleanText(person.id?.value);
  return display === undefined ? undefined : { display };
}

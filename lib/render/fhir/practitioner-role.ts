import type { Organization, Practitioner, PractitionerRole, Reference } from '@medplum/fhirtypes';
import type { Person } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import type { Report } from '../../model/report.ts';
import { compact } from './compact.ts';
import { organizationReference } from './organization.ts';
import { practitionerReference } from './practitioner.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { unknownTelecom } from './unknown.ts';

/** OBX-25: the director of the laboratory that made the result (HL7 v2.5.1 §7.4.2.25). */
export function directorReference(
  director: Person | undefined,
  laboratory: Reference<Organization> | undefined,
  context: RenderContext,
): Reference<PractitionerRole> | undefined {
  const practitioner = practitionerReference(director, context);
  if (practitioner === undefined) return undefined;
  const key = digestOf(JSON.stringify([practitioner, laboratory, 'director']));
  return context.entries.update<PractitionerRole>(
    key,
    compact<PractitionerRole>({
      resourceType: 'PractitionerRole',
      identifier: [ownIdentifier('role', key, context)],
      practitioner,
      organization: laboratory,
      code: [{ text: 'Laboratory director' }],
      telecom: [unknownTelecom()],
    }),
  );
}

/**
 * The requester (OBR-16, ORC-21 to ORC-24): a person, the facility, or the person at the facility, after HL7's
 * v2-to-FHIR map.
 */
export function requesterReference(
  { orderingProvider, orderingProviderAddress, orderingFacility }: Report,
  context: RenderContext,
): Reference<Practitioner | PractitionerRole | Organization> | undefined {
  const practitioner = practitionerReference(orderingProvider, context, orderingProviderAddress);
  const organization = organizationReference(orderingFacility, context);
  if (practitioner === undefined || organization === undefined) return practitioner ?? organization;
  const key = digestOf(JSON.stringify([practitioner, organization, 'requester']));
  const role = context.entries.update<PractitionerRole>(
    key,
    compact<PractitionerRole>({
      resourceType: 'PractitionerRole',
      identifier: [ownIdentifier('role', key, context)],
      practitioner,
      organization,
      telecom: [unknownTelecom()],
    }),
  );
  return compact<Reference<PractitionerRole>>({ ...role, display: practitioner.display });
}

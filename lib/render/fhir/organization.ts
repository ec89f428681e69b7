import type { Organization as FhirOrganization, Reference } from '@medplum/fhirtypes';
import type { Organization } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import { toFhirAddress } from './address.ts';
import { compact } from './compact.ts';
import { toContactPoint } from './contact-point.ts';
import { identifiersOf } from './identifier.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';
import { orUnknown } from './unknown.ts';

/**
 * XON and its address (HL7 v2.5.1 §2.A.87). With a number, a resource that is created only if the EHR does not know
 * the number. With an address or a telephone number alone, a resource that is found by these and its name. Otherwise a name.
 */
export function organizationReference(
  organization: Organization | undefined,
  context: RenderContext,
): Reference<FhirOrganization> | undefined {
  if (organization === undefined) return undefined;
  const { id } = organization;
  const hasNumber = id !== undefined && cleanText(id.value) !== undefined;
  const display = cleanText(organization.name) ?? cleanText(id?.value);
  const address = organization.address && toFhirAddress(organization.address);
  const telecom = (organization.phones ?? []).flatMap((phone) => toContactPoint(phone) ?? []);
  const isAlone = address === undefined && telecom.length === 0;
  if (!hasNumber && isAlone) return display === undefined ? undefined : { display };
  const identifier = hasNumber
    ? identifiersOf('organization', id, [organization.name], context)
    : [ownIdentifier('organization', digestOf(JSON.stringify([display, address, ...telecom])), context)];
  const key = digestOf(JSON.stringify(identifier[0]));
  const reference = context.entries.createUnlessKnown<FhirOrganization>(
    key,
    compact<FhirOrganization>({
      resourceType: 'Organization',
      identifier,
      active: true,
      ...orUnknown('name', display),
      telecom,
      address: address && [address],
    }),
  );
  return compact<Reference<FhirOrganization>>({ ...reference, display });
}

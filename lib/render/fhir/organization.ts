import type { Organization as FhirOrganization, Reference } from '@medplum/fhirtypes';
import type { Organization } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import { compact } from './compact.ts';
import { identifiersOf } from './identifier.ts';
import type { RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';

/**
 * XON (HL7 v2.5.1 §2.A.87). With a number, a resource that is created only if the EHR does not know it.
 * Without one, a name.
 */
export function organizationReference(
  organization: Organization | undefined,
  context: RenderContext,
): Reference<FhirOrganization> | undefined {
  if (organization === undefined) return undefined;
  const { id } = organization;
  const display = cleanText(organization.name) ?? cleanText(id?.value);
  if (id === undefined || cleanText(id.value) === undefined)
    return display === undefined ? undefined : { display };
  const identifier = identifiersOf('organization', id, [organization.name], context);
  const key = digestOf(JSON.stringify(identifier[0]));
  const reference = context.entries.createUnlessKnown<FhirOrganization>(
    key,
    compact<FhirOrganization>({ resourceType: 'Organization', identifier, active: true, name: display }),
  );
  return compact<Reference<FhirOrganization>>({ ...reference, display });
}

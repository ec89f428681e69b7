import type { Organization, PractitionerRole, Reference } from '@medplum/fhirtypes';
import type { Person } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import { compact } from './compact.ts';
import { practitionerReference } from './practitioner.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';

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
    }),
  );
}

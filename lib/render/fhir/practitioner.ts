import type { Practitioner, Reference } from '@medplum/fhirtypes';
import type { Person } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import { compact } from './compact.ts';
import { toHumanName } from './human-name.ts';
import { identifiersOf } from './identifier.ts';
import type { RenderContext } from './render-context.ts';
import { cleanText, joined } from './text.ts';

/**
 * XCN (HL7 v2.5.1 §2.A.86). With a number, a resource that is created only if the EHR does not know the
 * number. Without one, a name.
 */
export function practitionerReference(
  person: Person | undefined,
  context: RenderContext,
): Reference<Practitioner> | undefined {
  if (person === undefined) return undefined;
  const display =
    joined([person.prefix, ...person.given, person.family, person.suffix]) ?? cleanText(person.id?.value);
  const { id } = person;
  if (id === undefined || cleanText(id.value) === undefined)
    return display === undefined ? undefined : { display };
  const name = toHumanName(person);
  const practitioner = compact<Practitioner>({
    resourceType: 'Practitioner',
    identifier: identifiersOf('practitioner', id, [person.family, ...person.given], context),
    name: name === undefined ? undefined : [name],
  });
  const key = digestOf(JSON.stringify(practitioner.identifier?.[0]));
  const reference = context.entries.createUnlessKnown<Practitioner>(key, practitioner);
  return compact<Reference<Practitioner>>({ ...reference, display });
}

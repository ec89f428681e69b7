import type { Practitioner, Reference } from '@medplum/fhirtypes';
import type { Address } from '../../model/address.ts';
import type { Person } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import { toFhirAddress } from './address.ts';
import { compact } from './compact.ts';
import { toHumanName } from './human-name.ts';
import { identifiersOf } from './identifier.ts';
import type { RenderContext } from './render-context.ts';
import { cleanText, joined } from './text.ts';
import { orUnknown } from './unknown.ts';

/** The name of a person, otherwise the number. */
export const displayOf = (person: Person): string | undefined =>
  joined([person.prefix, ...person.given, person.family, person.suffix]) ?? cleanText(person.id?.value);

/**
 * XCN (HL7 v2.5.1 §2.A.86). With a number, a resource that is created only if the EHR does not know the
 * number. Without one, a name.
 */
export function practitionerReference(
  person: Person | undefined,
  context: RenderContext,
  address?: Address | undefined,
): Reference<Practitioner> | undefined {
  if (person === undefined) return undefined;
  const display = displayOf(person);
  const { id } = person;
  if (id === undefined || cleanText(id.value) === undefined)
    return display === undefined ? undefined : { display };
  const name = toHumanName(person);
  const rendered = address && toFhirAddress(address);
  const practitioner = compact<Practitioner>({
    resourceType: 'Practitioner',
    identifier: identifiersOf('practitioner', id, [person.family, ...person.given], context),
    name: [{ ...name, ...orUnknown('family', name?.family) }],
    address: rendered && [rendered],
  });
  const key = digestOf(JSON.stringify(practitioner.identifier?.[0]));
  const reference = context.entries.createUnlessKnown<Practitioner>(key, practitioner);
  return compact<Reference<Practitioner>>({ ...reference, display });
}

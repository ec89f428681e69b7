import type { ComponentContent, FieldContent } from '@labwire/hl7/message/write';
import type { Concept, Identifier, Organization, Person } from '../../model/concept.ts';
import type { Timestamp } from '../../model/timestamp.ts';

/** So many fields, or components, that say nothing. */
export const none = (count: number): undefined[] => Array.from({ length: count }, () => undefined);

/** The fields of a segment by their numbers of the standard, those between empty. */
export function numbered(fields: Readonly<Record<number, FieldContent>>): FieldContent[] {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return Array.from({ length: last }, (_, index) => fields[index + 1]);
}

/** Several values of one field. */
export const repeated = (values: readonly (readonly ComponentContent[] | string)[]): FieldContent => ({
  repetitions: values,
});

type Named = Pick<Identifier, 'value' | 'assigner'>;

/** EI (HL7 v2.5.1 §2.A.28). */
export const entity = (id: Named | undefined): (string | undefined)[] | undefined =>
  id && [id.value, id.assigner.namespace, id.assigner.universalId, id.assigner.universalIdType];

/** EI as sub-components. */
export const entityPair = (placer: Named | undefined, filler: Named | undefined): ComponentContent[] => [
  entity(placer),
  entity(filler),
];

const authority = ({ assigner }: Named) => [
  assigner.namespace,
  assigner.universalId,
  assigner.universalIdType,
];

/** CX (§2.A.14). */
export const personIdentifier = (id: Identifier): ComponentContent[] => [
  id.value,
  ...none(2),
  authority(id),
  id.type,
];

/** XCN (§2.A.86). */
export const personName = (person: Person | undefined): ComponentContent[] | undefined =>
  person && [
    person.id?.value,
    person.family,
    person.given[0],
    joinedRest(person.given),
    person.suffix,
    person.prefix,
    ...none(2),
    person.id && authority(person.id),
  ];

/** Everything after the first name is one component: further given names. */
export const joinedRest = (given: readonly string[]): string | undefined =>
  given.length > 1 ? given.slice(1).join(' ') : undefined;

/** XON (§2.A.87). */
export const organization = (one: Organization | undefined): ComponentContent[] | undefined =>
  one && [one.name, ...none(4), one.id && authority(one.id), ...none(3), one.id?.value];

/**
 * CWE, or CE, which is its first six components (§2.A.13): of the codings the first, and the last one
 * where there are more. The words that were coded go where nothing else says them.
 */
export function coded(
  concept: Concept | undefined,
  form: 'CWE' | 'CE' = 'CWE',
): (string | undefined)[] | undefined {
  if (concept === undefined) return undefined;
  const { codings, text } = concept;
  const [first] = codings;
  const other = codings.length > 1 ? codings.at(-1) : undefined;
  const said = first?.display ?? other?.display;
  const isSaid = text === undefined || text === said;
  const bare = first === undefined || (form === 'CE' && first.display === undefined);
  const components = [
    first?.code,
    first?.display ?? (bare && !isSaid ? text : undefined),
    first?.system,
    other?.code,
    other?.display,
    other?.system,
  ];
  return form === 'CE' || isSaid || bare ? components : [...components, ...none(2), text];
}

/** A moment with no more precision than it has, and its zone. An hour alone is no FHIR time, and was kept as text. */
export function moment(timestamp: Timestamp | undefined): string | undefined {
  if (timestamp === undefined) return undefined;
  const { iso, text } = timestamp;
  if (!iso.includes('T') && /^\d{10}(?:[+-]\d{4})?$/.test(text)) return text;
  return iso.replaceAll(/(?<=^\d{4}(?:-\d\d)?)-|(?<=T.*):|T|(?<=[+-]\d\d):/g, '').replace('Z', '+0000');
}

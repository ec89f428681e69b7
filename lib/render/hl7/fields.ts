import type { ComponentContent, FieldContent } from '@labwire/hl7/message/write';
import type { Address } from '../../model/address.ts';
import type { Concept, Identifier, Organization, Person } from '../../model/concept.ts';
import { isEmailAddress } from '../../model/email-address.ts';
import type { Phone } from '../../model/patient.ts';
import type { Timestamp } from '../../model/timestamp.ts';

/** Empty fields or components. */
export const none = (count: number): undefined[] => Array.from({ length: count }, () => undefined);

/** Fields by their number in the standard, with empty fields between them. */
export function numbered(fields: Readonly<Record<number, FieldContent>>): FieldContent[] {
  const last = Math.max(0, ...Object.keys(fields).map(Number));
  return Array.from({ length: last }, (_, index) => fields[index + 1]);
}

/** The repetitions of one field. */
export const repeated = (values: readonly (readonly ComponentContent[] | string)[]): FieldContent => ({
  repetitions: values,
});

type Named = Pick<Identifier, 'value' | 'assigner'>;

/** EI (HL7 v2.5.1 §2.A.28). */
export const entity = (id: Named | undefined): (string | undefined)[] | undefined =>
  id && [id.value, id.assigner.namespace, id.assigner.universalId, id.assigner.universalIdType];

/** EIP (§2.A.29): the numbers of the placer and the filler, each an EI as sub-components. */
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
    ...none(3),
    person.id?.type,
  ];

/** NDL (§2.A.47): the person as a CNN in the first component. */
export const namedPerson = (person: Person): ComponentContent[] => [
  [
    person.id?.value,
    person.family,
    person.given[0],
    joinedRest(person.given),
    person.suffix,
    person.prefix,
    ...none(2),
    ...(person.id === undefined ? [] : authority(person.id)),
  ],
];

/** The persons of a field that repeats. */
export const personNames = (people: readonly Person[] = []): FieldContent =>
  repeated(people.map((person) => personName(person) ?? []));

/** XTN (§2.A.89): an e-mail address has its own component. */
export const phone = (text: string): ComponentContent[] => phoneWithUse({ number: text });

/** XTN with the use and the equipment, if they are known. */
export const phoneWithUse = ({ number, use, equipment }: Phone): ComponentContent[] => {
  if (isEmailAddress(number)) return [undefined, use ?? 'NET', equipment ?? 'Internet', number];
  return use === undefined && equipment === undefined ? [number] : [number, use, equipment];
};

/** All names after the first are one component: further given names. */
export const joinedRest = (given: readonly string[]): string | undefined =>
  given.length > 1 ? given.slice(1).join(' ') : undefined;

/** XAD (§2.A.83). All lines after the first are one component. */
export const postalAddress = ({
  lines,
  city,
  state,
  postalCode,
  country,
  type,
  county,
}: Address): ComponentContent[] => [
  lines[0],
  lines.length > 1 ? lines.slice(1).join(', ') : undefined,
  city,
  state,
  postalCode,
  country,
  ...(type === undefined && county === undefined ? [] : [type]),
  ...(county === undefined ? [] : [undefined, county]),
];

/** XON (§2.A.87). */
export const organization = (one: Organization | undefined): ComponentContent[] | undefined =>
  one && [one.name, ...none(4), one.id && authority(one.id), one.id?.type, ...none(2), one.id?.value];

/**
 * CWE, or CE, which is its first six components (§2.A.13). It holds the first coding and, if there are
 * several, the last. The text is added if no coding holds it.
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

/** The concepts of a field that repeats. */
export const codedAll = (concepts: readonly Concept[] = [], form: 'CWE' | 'CE' = 'CWE'): FieldContent =>
  repeated(concepts.map((concept) => coded(concept, form) ?? []));

/** A concept as people read it. */
export const wordsOf = ({ text, codings: [first] }: Concept): string | undefined =>
  text ?? first?.display ?? first?.code;

/** A moment with its precision and its zone. An hour alone is not a FHIR time and was kept as text. */
export function moment(timestamp: Timestamp | undefined): string | undefined {
  if (timestamp === undefined) return undefined;
  const { iso, text } = timestamp;
  if (!iso.includes('T') && /^\d{10}(?:[+-]\d{4})?$/.test(text)) return text;
  const [date = '', time = ''] = iso.split('T');
  return `${date.replaceAll('-', '')}${time.replaceAll(':', '').replace('Z', '+0000')}`;
}

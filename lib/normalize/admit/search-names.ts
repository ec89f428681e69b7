import { type Place, textsAt } from '@labwire/hl7/dialect/place';
import { readTxa } from '@labwire/hl7/segments/txa';
import { digestOf } from '../../model/identity.ts';
import type { Site } from '../../site/site.ts';
import { isNumber } from '../elements/order-names.ts';
import { admitMessage } from './admit-message.ts';
import { patientsNamedIn } from './sequence-group.ts';

/** A message may name any number of tubes; it is found by so many. */
const MOST_NAMES = 50;

/** The numbers of orders, specimens and containers. */
const places: readonly Place[] = [
  { name: 'ORC', field: 2 },
  { name: 'ORC', field: 3 },
  { name: 'OBR', field: 2 },
  { name: 'OBR', field: 3 },
  { name: 'SPM', field: 2, component: 1, subcomponent: 1 },
  { name: 'SPM', field: 2, component: 2, subcomponent: 1 },
  { name: 'SAC', field: 3 },
  { name: 'TXA', field: 14 },
  { name: 'TXA', field: 15 },
];

/** The name by which people look for a number, whoever assigned it. */
export const searchNameOf = (number: string): string => digestOf(number.trim());

/**
 * The names by which people find a message before its report is known: its patients by key, and its orders, tubes and
 * documents by number. They are digests. None for bytes that no source may send any more.
 */
export function searchNamesOf(bytes: Uint8Array, site: Site): readonly string[] {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) return [];
  const { message, numbers } = admitted.value;
  const known = [...places, ...(numbers.specimenPlaces ?? [])];
  const names = new Set(patientsNamedIn(message, numbers));
  for (const segment of message.segments) {
    const texts = known
      .filter(({ name }) => name === segment.name)
      .flatMap((place) => textsAt(segment, place));
    const document = segment.name === 'TXA' ? (readTxa(segment).documentNumber?.id ?? '') : '';
    for (const text of [...texts, document]) if (isNumber(text)) names.add(searchNameOf(text));
    if (names.size >= MOST_NAMES) break;
  }
  return [...names].slice(0, MOST_NAMES);
}

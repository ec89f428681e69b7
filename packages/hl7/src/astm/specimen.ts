import type { SpecimenRules } from '../dialect/dialect.ts';
import { type Place, textAt, textsAt } from '../dialect/place.ts';
import type { SegmentContent } from '../message/write.ts';
import type { AstmRecord } from './record.ts';

/**
 * Writes the specimens of an order record as SPM: O-3 names several specimens in a crossmatch. `rules` may say where
 * the number of the tube stands.
 */
export function writeSpecimens(
  order: AstmRecord,
  ordinal: () => string,
  isControl: boolean,
  rules?: SpecimenRules,
): SegmentContent[] {
  const pairs = rules?.id === undefined ? numbersIn(order) : numbersAt(order, rules.id);
  const seen = new Set<string>();
  return pairs
    .filter((ids, index) => namesNew(ids, seen) || index === 0)
    .map((ids) => writeSpecimen(order, ids, ordinal(), isControl));
}

/** The numbers of each specimen by the standard: that of the laboratory, and that of the instrument. */
function numbersIn(order: AstmRecord): readonly (readonly (string | undefined)[])[] {
  const named = order.repetitions(3).map(([id = '']) => id || undefined);
  const onInstrument = order.repetitions(4).map((_, index) => instrumentSpecimenOf(order, index));
  const count = Math.max(1, named.length, onInstrument.length);
  return Array.from({ length: count }, (_, index) => [named[index], onInstrument[index]]);
}

/** The numbers at the first place that is filled; one specimen without a number if none is. */
function numbersAt(
  order: AstmRecord,
  places: readonly Place[],
): readonly (readonly (string | undefined)[])[] {
  const place = places.find((one) => textAt(order, one) !== undefined);
  return place === undefined ? [[]] : textsAt(order, place).map((text) => [text || undefined]);
}

/** Whether one of the numbers was not named before. */
function namesNew(ids: readonly (string | undefined)[], seen: Set<string>): boolean {
  const fresh = ids
    .flatMap((id, index) => (id === undefined ? [] : [`${index} ${id}`]))
    .filter((id) => !seen.has(id));
  for (const id of fresh) seen.add(id);
  return fresh.length > 0;
}

function writeSpecimen(
  order: AstmRecord,
  ids: readonly (string | undefined)[],
  ordinal: string,
  isControl: boolean,
): SegmentContent {
  const fields: SegmentContent['fields'] = [
    ordinal,
    ids.map((id) => (id === undefined ? undefined : [id])),
    undefined,
    order.value(16),
    ...Array.from({ length: 6 }, () => undefined),
    isControl ? 'Q' : undefined,
    ...Array.from({ length: 5 }, () => undefined),
    order.value(8),
    order.value(15),
  ];
  return { name: 'SPM', fields };
}

/**
 * Whether an order record says that its material is a control: Q in any repetition of O-12 (LIS2-A2 §8.4.12), or the
 * kind of sample behind sequence number, rack and position in O-4.
 */
export const isControlOrder = (order: AstmRecord): boolean =>
  order.repetitions(12).some(([action = '']) => action.toUpperCase() === 'Q') ||
  ['QC', 'CONTROL'].includes(order.components(4)[4]?.toUpperCase() ?? '');

/**
 * O-4: the instrument's specimen number. With further components, O-4 is a rack or sequence number, which the
 * next tube gets again; then it counts only if it repeats O-3. Without O-3, the number is component 3 of
 * `rack^position^number^how it was read`.
 */
function instrumentSpecimenOf(order: AstmRecord, index: number): string | undefined {
  const [first = '', ...others] = order.repetitions(4)[index] ?? [];
  const isAlone = others.every((part) => part === '');
  if (isAlone || first === order.value(3)) return first || undefined;
  const [, third = '', fourth = ''] = others;
  return order.value(3) === undefined && fourth !== '' ? third || undefined : undefined;
}

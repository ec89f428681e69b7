import type { Quantity } from '@medplum/fhirtypes';
import type { Concept } from '../../model/concept.ts';
import { compact } from './compact.ts';
import { withExactValue } from './json.ts';
import { cleanText } from './text.ts';

/**
 * A number with its unit. The unit's code is given only if it is UCUM: preferably ours, otherwise the
 * sender's.
 */
export function toQuantity(
  value: { readonly number: string; readonly comparator?: Quantity['comparator'] | undefined },
  unit: Concept | undefined,
): Quantity {
  const ucum = unit?.codings.findLast(({ system }) => system?.toUpperCase() === 'UCUM');
  // `^` is not UCUM; UCUM writes 10*3
  const code = ucum !== undefined && /^[^\s^]+$/.test(ucum.code) ? ucum.code : undefined;
  const quantity = compact<Quantity>({
    value: Number(value.number),
    comparator: value.comparator,
    unit: unitName(unit),
    system: code === undefined ? undefined : 'http://unitsofmeasure.org',
    code,
  });
  return withExactValue(quantity, value.number);
}

/** The unit as people read it. */
export const unitName = (unit: Concept | undefined): string | undefined =>
  cleanText(unit?.codings[0]?.display ?? unit?.codings[0]?.code ?? unit?.text);

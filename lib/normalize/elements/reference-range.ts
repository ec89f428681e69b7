import { type DecimalSeparator, readNumber } from '@labwire/hl7/datatypes/numeric';
import type { Concept } from '../../model/concept.ts';
import type { ReferenceRange } from '../../model/observation.ts';
import { toUcum } from '../../terminology/units.ts';

/** Two numbers with a dash between them, each with its own sign, and the text after them. */
const between = /^([+-]?[\d.,]+)\s*(?:-|–|—|\.\.|to)\s*([+-]?[\d.,]+)(.*)/is;
const bounded = /^(<=|>=|<|>|≤|≥)\s*([+-]?[\d.,]+)(.*)/s;

/**
 * OBX-7, with limits if it has the form `3.5-5.1`, `<5` or `>= 60`. A unit after the limits is the range's
 * own unit. If text after the limits cannot be read as a unit, it may still be one, so only the text is kept.
 */
export function toReferenceRange(
  text: string | undefined,
  separator: DecimalSeparator,
  unit?: Concept,
): ReferenceRange | undefined {
  if (text === undefined) return undefined;
  const limits = limitsOf(withoutBrackets(text.trim()), separator);
  if (limits === undefined) return { text };
  const { behind, ...range } = limits;
  const [first = ''] = /^[^\s:;,]+/.exec(behind) ?? [];
  const names = [withoutBrackets(behind), behind, first];
  if (behind === '' || names.some((name) => isUnit(name, unit))) return { text, ...range };
  const own = ownUnit(names);
  return own === undefined ? { text } : { text, ...range, unit: own };
}

/** Removes brackets around the whole text if there are none inside. */
function withoutBrackets(text: string): string {
  const inner = text.slice(1, -1);
  return /^[([]/.test(text) && /[)\]]$/.test(text) && !/[()[\]]/.test(inner) ? inner.trim() : text;
}

type Limits = Pick<ReferenceRange, 'low' | 'high' | 'isExclusive'> & { readonly behind: string };

function limitsOf(bare: string, separator: DecimalSeparator): Limits | undefined {
  const [, low, high, behind = ''] = between.exec(bare) ?? [];
  if (low !== undefined && high !== undefined) {
    const [from, to] = [numberOf(low, separator), numberOf(high, separator)];
    const isRange = from !== undefined && to !== undefined && Number(from) <= Number(to);
    return isRange ? { low: from, high: to, behind: behind.trim() } : undefined;
  }
  const [, comparator = '', limit = '', rest = ''] = bounded.exec(bare) ?? [];
  const number = numberOf(limit, separator);
  if (number === undefined) return undefined;
  const isExclusive = comparator === '<' || comparator === '>' ? true : undefined;
  const side = '<≤'.includes(comparator.charAt(0)) ? { high: number } : { low: number };
  return { ...side, isExclusive, behind: rest.trim() };
}

const numberOf = (text: string, separator: DecimalSeparator): string | undefined =>
  readNumber(text, separator)?.number;

/** Whether a text is the unit of the value, as sent or by the same UCUM code. */
function isUnit(text: string, unit: Concept | undefined): boolean {
  const names = [...(unit?.codings ?? []).flatMap(({ code, display }) => [code, display]), unit?.text];
  const ucum = toUcum(text);
  return names.some(
    (name) =>
      name !== undefined && (dense(name) === dense(text) || (ucum !== undefined && toUcum(name) === ucum)),
  );
}

const dense = (text: string): string => text.replaceAll(/\s+/g, '').toLowerCase();

/** The unit after the limits: the whole text, or its first word if there are more. A number is not a unit. */
function ownUnit(names: readonly string[]): Concept | undefined {
  const name = names.find((one) => !/^[\d.,]*$/.test(one) && toUcum(one) !== undefined);
  if (name === undefined) return undefined;
  const ucum = toUcum(name);
  return {
    codings: [
      { code: name },
      ...(ucum === undefined ? [] : [{ code: ucum, system: 'UCUM', isMapped: true as const }]),
    ],
  };
}

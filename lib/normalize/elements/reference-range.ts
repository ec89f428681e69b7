import { type DecimalSeparator, readNumber } from '@labwire/hl7/datatypes/numeric';
import type { ReferenceRange } from '../../model/observation.ts';

/** Two numbers with a dash between them, each with a sign of its own. */
const between = /^([+-]?[\d.,]+)\s*(?:-|–|—|\.\.|to)\s*([+-]?[\d.,]+)(?:\s+\D.*)?$/i;
const bounded = /^(<=|>=|<|>|≤|≥)\s*([+-]?[\d.,]+)(?:\s+\D.*)?$/;

/** OBX-7 with its limits where it is `3.5-5.1`, `<5` or `>= 60`, with its unit behind or not. */
export function toReferenceRange(
  text: string | undefined,
  separator: DecimalSeparator,
): ReferenceRange | undefined {
  if (text === undefined) return undefined;
  const bare = text.trim().replace(/^[([]\s*(.*?)\s*[)\]]$/, '$1');
  const [, low, high] = between.exec(bare) ?? [];
  if (low !== undefined && high !== undefined) {
    const [from, to] = [numberOf(low, separator), numberOf(high, separator)];
    const isRange = from !== undefined && to !== undefined && Number(from) <= Number(to);
    return isRange ? { text, low: from, high: to } : { text };
  }
  const [, comparator = '', limit = ''] = bounded.exec(bare) ?? [];
  const number = numberOf(limit, separator);
  if (number === undefined) return { text };
  const isExclusive = comparator === '<' || comparator === '>' ? true : undefined;
  return '<≤'.includes(comparator.charAt(0))
    ? { text, high: number, isExclusive }
    : { text, low: number, isExclusive };
}

const numberOf = (text: string, separator: DecimalSeparator): string | undefined =>
  readNumber(text, separator)?.number;

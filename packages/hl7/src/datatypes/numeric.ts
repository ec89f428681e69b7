import type { Cwe } from './coded.ts';
import { componentsOf, type Reader } from './read.ts';

export type Comparator = '<' | '<=' | '>' | '>=';

/** The sender's decimal separator. Default: decided for each number, if the number allows it. */
export type DecimalSeparator = '.' | ',' | undefined;

/** A number as received, and as a decimal with a point and without group separators. */
export interface Nm {
  readonly text: string;
  readonly number: string;
  readonly comparator?: Comparator | undefined;
}

/** SN: comparator ^ number ^ separator or suffix ^ number (HL7 v2.5.1 §2.A.71). */
export type Sn =
  | ({ readonly kind: 'quantity' } & Nm)
  | { readonly kind: 'range'; readonly text: string; readonly low: string; readonly high: string }
  | {
      readonly kind: 'ratio';
      readonly text: string;
      readonly numerator: string;
      readonly denominator: string;
    }
  /** Any other form, as people write it: `<1:8`, `4+`. */
  | { readonly kind: 'text'; readonly text: string };

/** CQ: a quantity with its unit (§2.A.15). */
export interface Cq extends Nm {
  readonly unit?: Cwe | undefined;
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const compared = /^(<=|>=|<|>)?\s*(\S+)$/;

/**
 * Numbers that are too large, or have more digits than a FHIR decimal is sure to keep, stay text. Zeros before
 * the first other digit do not count.
 */
const isExact = (text: string): boolean =>
  Number.isFinite(Number(text)) && (text.length <= MAX_DIGITS || digitsIn(text) <= MAX_DIGITS);

const MAX_DIGITS = 15;

const digitsIn = (text: string): number =>
  (text.split(/[eE]/, 1)[0] ?? '').replace(/\D/g, '').replace(/^0+/, '').length;

/**
 * Reads numeric text: `7.40`, `< 20`, `1,234.5`, and with a decimal comma `7,40` or `1.234,5`.
 * Undefined if it is no number, or if its separator is ambiguous: `1,234`, and `1.234` from a source with
 * decimal commas.
 */
export function readNumber(text: string, separator?: DecimalSeparator): Nm | undefined {
  const bare = text.trim();
  if (separator !== ',' && decimal.test(bare) && isExact(bare))
    return { text, number: bare, comparator: undefined };
  const match = compared.exec(bare);
  const number = match?.[2] === undefined ? undefined : toDecimal(match[2], separator);
  if (number === undefined) return undefined;
  return { text, number, comparator: asComparator(match?.[1]) };
}

/** Writes the number with a point and without group separators. */
function toDecimal(text: string, separator: DecimalSeparator): string | undefined {
  const plain = separator === ',' || text.includes(',') ? withPoint(text, separator) : text;
  return plain !== undefined && decimal.test(plain) && isExact(plain) ? plain : undefined;
}

const grouped = {
  '.': /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/,
  ',': /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$/,
} as const;

/**
 * One separator and three digits: thousands, or three decimals. This also holds for a source with decimal
 * commas, because some of its modules and messages use points.
 */
const doubtful = {
  '.': /^[+-]?[1-9]\d{0,2},\d{3}$/,
  ',': /^[+-]?[1-9]\d{0,2}\.\d{3}$/,
} as const;

function withPoint(text: string, separator: DecimalSeparator): string | undefined {
  const isPointGrouped = grouped['.'].test(text);
  const isCommaGrouped = grouped[','].test(text);
  if (separator === '.') return isPointGrouped ? text.replaceAll(',', '') : undefined;
  if (doubtful[separator ?? '.'].test(text)) return undefined;
  if (isPointGrouped && separator === undefined) return text.replaceAll(',', '');
  if (isCommaGrouped) return text.replaceAll('.', '').replace(',', '.');
  if (/^[+-]?\d*,\d+$/.test(text)) return text.replace(',', '.');
  return text.includes(',') ? undefined : text;
}

const asComparator = (text: string | undefined): Comparator | undefined =>
  text === '<' || text === '<=' || text === '>' || text === '>=' ? text : undefined;

export const readSn = (
  ...[segment, field, repetition, separator]: [...Parameters<Reader<Sn>>, separator?: DecimalSeparator]
): Sn | undefined => {
  const component = componentsOf(segment, field, repetition);
  const [comparator, first, joint, second] = [component(1), component(2), component(3), component(4)];
  const text = [comparator, first, joint, second].filter((one) => one !== undefined).join('');
  if (text === '') return undefined;
  const number = (one: string | undefined) => (one === undefined ? undefined : toDecimal(one, separator));
  const [low, high] = [number(first), number(second)];
  const isBare = comparator === undefined || comparator === '=';
  if (low !== undefined && high !== undefined && isBare) {
    if (joint === '-') return { kind: 'range', text, low, high };
    if (joint === ':' || joint === '/') return { kind: 'ratio', text, numerator: low, denominator: high };
  }
  const known = asComparator(comparator);
  if (low !== undefined && joint === undefined && second === undefined && (isBare || known !== undefined))
    return { kind: 'quantity', text, number: low, comparator: known };
  return { kind: 'text', text };
};

export const readCq = (
  ...[segment, field, repetition = 1, separator]: [...Parameters<Reader<Cq>>, separator?: DecimalSeparator]
): Cq | undefined => {
  const nm = readNumber(segment.value(field, { repetition }) ?? '', separator);
  if (nm === undefined) return undefined;
  const part = (subcomponent: number) => segment.value(field, { repetition, component: 2, subcomponent });
  // a CQ has two components; a third is the power of a unit whose `^` was not escaped
  const power = segment.value(field, { repetition, component: 3 });
  const unit =
    power !== undefined && part(2) === undefined
      ? { code: part(1), text: power, system: undefined }
      : { code: part(1), text: part(2), system: part(3) };
  return { ...nm, unit: unit.code === undefined && unit.text === undefined ? undefined : unit };
};

/** NA: one number per component; undefined if a component is no number (§2.A.46). */
export const readNa = (
  ...[segment, field, repetition = 1, separator]: [
    ...Parameters<Reader<readonly string[]>>,
    separator?: DecimalSeparator,
  ]
): readonly string[] | undefined => {
  const pieces = segment.repetitions(field)[repetition - 1]?.split(segment.delimiters.component) ?? [];
  const numbers = pieces.map((piece) => toDecimal(piece.trim(), separator));
  return numbers.every((number) => number !== undefined) && numbers.length > 0 ? numbers : undefined;
};

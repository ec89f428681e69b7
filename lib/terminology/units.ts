import ucum from '@lhncbc/ucum-lhc';
import { isLaboratoryUnit, respell } from './unit-spellings.ts';

/** Converts a number from one unit to another. */
export interface Conversion {
  readonly to: string;
  readonly factor: number;
  readonly offset: number;
}

const system = ucum.UcumLhcUtils.getInstance();

/** Longer than any unit, without blanks. */
const plain = /^[\x21-\x7e]{1,60}$/;

/**
 * The library prints unreadable units on the console. They come from messages, so they must not reach a log:
 * see `telemetry.ts`.
 */
function silently<T>(work: () => T): T {
  const { log } = console;
  console.log = () => undefined;
  try {
    return work();
  } finally {
    console.log = log;
  }
}

/** True for a case-sensitive UCUM unit. */
export const isUcum = (text: string): boolean =>
  // the library also accepts `10^3`, which is not UCUM
  plain.test(text) &&
  !text.includes('^') &&
  silently(() => system.validateUnitString(text).status) === 'valid';

/** The cache of units is bounded: a sender that invents a new unit each time must not fill the memory. */
const MAX_KNOWN = 2000;
const known = new Map<string, string | undefined>();
/** Longer than any unit, including blanks and words. */
const MAX_LENGTH = 200;

/**
 * The UCUM code of a unit as sent. Undefined if it is none, or ambiguous. If the sender declares UCUM
 * (`isDeclared`), its unit is trusted.
 */
export function toUcum(text: string, isDeclared = false): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const key = `${isDeclared} ${text}`;
  if (known.has(key)) return known.get(key);
  const code = isDeclared && isUcum(text) ? text : readSpelling(text);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, code);
  return code;
}

function readSpelling(text: string): string | undefined {
  const spelled = respell(text);
  return spelled !== undefined && isLaboratoryUnit(spelled) && isUcum(spelled) ? spelled : undefined;
}

/**
 * The conversion between two UCUM units of the same kind; between mass and substance it needs the molar mass
 * in g/mol. Undefined if there is none.
 */
export function conversionOf(from: string, to: string, molarMass?: number): Conversion | undefined {
  // different annotations (FEU and DDU) are different quantities, and so is a percentage of something unknown
  if (annotationsOf(from) !== annotationsOf(to) || (from === '%') !== (to === '%')) return undefined;
  const at = (value: number): number | undefined => {
    const { status, toVal } = system.convertUnitTo(from, value, to, { molecularWeight: molarMass });
    return status === 'succeeded' && toVal !== null ? toVal : undefined;
  };
  const [one, two] = [at(1), at(2)];
  if (one === undefined || two === undefined) return undefined;
  const offset = 2 * one - two;
  // a rounding error of floating point is not an offset
  return Math.abs(offset) < 1e-9 * Math.abs(one)
    ? { to, factor: one, offset: 0 }
    : { to, factor: two - one, offset };
}

const annotationsOf = (unit: string): string => (unit.match(/\{[^{}]*\}/g) ?? []).sort().join();

/**
 * Converts a number as written. It keeps the measured digits, plus one if the factor is no power of ten:
 * nothing is invented and nothing is lost.
 */
export function convert(number: string, { factor, offset }: Conversion): string {
  const value = Number(number) * factor + offset;
  if (offset !== 0) return value.toFixed(/\.(\d*)/.exec(number)?.[1]?.length ?? 0);
  const digits = (number.split(/[eE]/, 1)[0] ?? '').replace(/\D/g, '').replace(/^0+(?=\d)/, '').length;
  const isShift = Number.isInteger(Math.round(Math.log10(factor) * 1e9) / 1e9);
  const precise = value.toPrecision(Math.min(15, isShift ? digits : digits + 1));
  return precise.includes('e+') ? Number(precise).toFixed(0) : precise;
}

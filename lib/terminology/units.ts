import ucum from '@lhncbc/ucum-lhc';
import { isLaboratoryUnit, respell } from './unit-spellings.ts';

/** How a number of one unit becomes one of another. */
export interface Conversion {
  readonly to: string;
  readonly factor: number;
  readonly offset: number;
}

const system = ucum.UcumLhcUtils.getInstance();

/** Longer than any unit, and no blanks within. */
const plain = /^[\x21-\x7e]{1,60}$/;

/** The library says on the console what it cannot read, and that came with a message: see `telemetry.ts`. */
function silently<T>(work: () => T): T {
  const { log } = console;
  console.log = () => undefined;
  try {
    return work();
  } finally {
    console.log = log;
  }
}

/** Whether a text is a unit of UCUM, with case. */
export const isUcum = (text: string): boolean =>
  // the library knows `10^3` as well, which is no UCUM
  plain.test(text) &&
  !text.includes('^') &&
  silently(() => system.validateUnitString(text).status) === 'valid';

/** Units repeat by the million; a sender that makes up a new one each time must not fill the memory. */
const MAX_KNOWN = 2000;
const known = new Map<string, string | undefined>();
/** Longer than any unit, with blanks and in words. */
const MAX_LENGTH = 200;

/**
 * The UCUM code of a unit as it was sent; undefined where it is none, or could be two. A sender that
 * says itself that its unit is UCUM is taken at its word.
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
 * From one UCUM unit to another of the same kind; between mass and substance with the molar mass
 * in g/mol. Undefined where nothing leads from one to the other.
 */
export function conversionOf(from: string, to: string, molarMass?: number): Conversion | undefined {
  // what UCUM has no word for is another thing (FEU and DDU), and a percentage of what is not said
  if (annotationsOf(from) !== annotationsOf(to) || (from === '%') !== (to === '%')) return undefined;
  const at = (value: number): number | undefined => {
    const { status, toVal } = system.convertUnitTo(from, value, to, { molecularWeight: molarMass });
    return status === 'succeeded' && toVal !== null ? toVal : undefined;
  };
  const [one, two] = [at(1), at(2)];
  if (one === undefined || two === undefined) return undefined;
  const offset = 2 * one - two;
  // what is left of a proportion in floating point is no offset
  return Math.abs(offset) < 1e-9 * Math.abs(one)
    ? { to, factor: one, offset: 0 }
    : { to, factor: two - one, offset };
}

const annotationsOf = (unit: string): string => (unit.match(/\{[^}]*\}/g) ?? []).sort().join();

/**
 * A number as written in another unit. It keeps the digits that were measured, and one more where
 * the factor is no power of ten, so that nothing is made up and nothing is lost.
 */
export function convert(number: string, { factor, offset }: Conversion): string {
  const value = Number(number) * factor + offset;
  if (offset !== 0) return value.toFixed(number.split('.')[1]?.replace(/\D.*$/, '').length ?? 0);
  const digits = number
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+(?=\d)/, '').length;
  const isShift = Number.isInteger(Math.round(Math.log10(factor) * 1e9) / 1e9);
  const precise = value.toPrecision(Math.min(15, isShift ? digits : digits + 1));
  return precise.includes('e+') ? Number(precise).toFixed(0) : precise;
}

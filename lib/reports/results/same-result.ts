import type { Coding, Concept } from '../../model/concept.ts';
import type { Observation, Value } from '../../model/observation.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { comparableWords, isInWords, isOneMeaning } from './same-words.ts';

/**
 * Whether two results state the same value in the same unit. 7.0 equals 7.00, whatever OBX-2 says, and K/uL
 * equals 10*3/uL. A unit that is missing on one side is no difference. A code equals its words.
 */
export const isSameResult = (a: Observation, b: Observation): boolean =>
  isSameValue(a, b) && areOneUnit(unitNamesOf(a), unitNamesOf(b));

const isSameValue = (a: Observation, b: Observation): boolean =>
  valuesOf(a) === valuesOf(b) || isOneMeaning(a, b);

/** Whether two units, by their names, are one. A missing unit is no difference. */
export const areOneUnit = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || b.length === 0 || a.some((name) => b.includes(name));

const known = new WeakMap<Observation, string>();

/** The values for comparison, without the unit of the result. */
export function valuesOf(observation: Observation): string {
  const cached = known.get(observation);
  if (cached !== undefined) return cached;
  const { values } = observation;
  const own = ownUnitIn(values);
  const text = canonicalJson(linesIn(values) ?? values.map((value) => plainValue(value, own)));
  known.set(observation, text);
  return text;
}

/** The lines of a text, which one sender writes as repetitions or rows and another in one value. Layout is no difference. */
function linesIn(values: readonly Value[]): readonly string[] | undefined {
  const texts = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const lines = texts.flatMap((text) => text.split('\n'));
  return lines.length < 2 || texts.length < values.length ? undefined : lines.map((line) => line.trim());
}

/** Whether a value is a number, a range or a ratio, also as text. */
export const isNumeric = (value: Value): boolean =>
  value.kind === 'text' ? numberIn(value.text) !== undefined : numeric.has(value.kind);

const numeric: ReadonlySet<string> = new Set(['quantity', 'range', 'ratio']);

/** Other words beside the same code are not another value. */
function plainValue(value: Value, own: Concept | undefined): unknown {
  const { kind } = value;
  if (kind === 'quantity') {
    const unit = value.unit === own ? undefined : asSent(value.unit);
    return { kind, number: plain(value.number), comparator: value.comparator, unit };
  }
  if (kind === 'text') return numberIn(value.text) ?? { kind, text: comparableWords(value.text) };
  if (kind === 'range') return { kind, low: plain(value.low), high: plain(value.high) };
  if (kind === 'ratio')
    return { kind, numerator: plain(value.numerator), denominator: plain(value.denominator) };
  if (kind === 'coded' && value.concept.codings.length > 0)
    return { kind, codings: value.concept.codings.map(({ code, system }) => [code, system]) };
  return value;
}

const plain = (number: string): string => {
  const value = Number(number);
  return Number.isFinite(value) ? String(value) : number;
};

const MAX_NUMBER_LENGTH = 40;

/** A number, a range or a ratio that was sent as text (OBX-2 `ST`), in the form that it has as `NM` or `SN`. */
function numberIn(text: string): unknown {
  if (text.length > MAX_NUMBER_LENGTH) return undefined;
  const [, low, sign, high] = /^(\d+(?:\.\d+)?)\s*([-:])\s*(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (low !== undefined && high !== undefined)
    return sign === '-'
      ? { kind: 'range', low: plain(low), high: plain(high) }
      : { kind: 'ratio', numerator: plain(low), denominator: plain(high) };
  const [, comparator, number] = /^([<>]=?)?\s*([+-]?\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : { kind: 'quantity', number: plain(number), comparator };
}

function asSent(unit: Concept | undefined): Concept | undefined {
  if (unit === undefined) return undefined;
  const codings = unit.codings.filter(({ isMapped }) => isMapped !== true);
  return codings.length === 0 && unit.text === undefined ? undefined : { ...unit, codings };
}

/** The unit that the first such value brings itself (CQ). */
const ownUnitIn = (values: readonly Value[]): Concept | undefined =>
  values.flatMap((value) => (value.kind === 'quantity' ? (value.unit ?? []) : []))[0];

/**
 * All names of the unit: the codes as sent, and the UCUM code that was found for them. Two units with a name
 * in common are one. Empty if nothing is said of a unit; `""` if the sender says that there is none.
 */
export function unitNamesOf(observation: Observation): readonly string[] {
  const unit = ownUnitIn(observation.values) ?? observation.unit;
  if (unit === undefined) return observation.isUnitNull === true ? ['""'] : [];
  const names = unit.codings.map(nameOf);
  return names.length > 0 || unit.text === undefined ? names : [unit.text.replaceAll(/\s/g, '')];
}

const nameOf = ({ code, system }: Coding): string =>
  system?.toUpperCase() === 'UCUM' ? `UCUM ${perLitre(code)}` : code.replaceAll(/\s/g, '');

const exponents: ReadonlyMap<string, number> = new Map([
  ...[['k', 3] as const, ['', 0] as const, ['d', -1] as const, ['c', -2] as const, ['m', -3] as const],
  ...[['u', -6] as const, ['n', -9] as const, ['p', -12] as const, ['f', -15] as const],
]);

/** UCUM gives one concentration several names: `10*3/uL` is `10*9/L`, and `mg/L` is `ug/mL`. */
function perLitre(ucum: string): string {
  const parts = /^(?:10\*(\d{1,2})|([kmunpf]?)(g|mol|U|\[IU\]))?\/(?:([dcmunpf]?)L|mm3)$/.exec(ucum);
  if (parts === null) return ucum;
  const [, power = '0', prefix = '', base = '', volume = 'u'] = parts;
  const exponent = Number(power) + (exponents.get(prefix) ?? 0) - (exponents.get(volume) ?? 0);
  return `10*${exponent} ${base}/L`;
}

/** Gives each unit of the compared results one name. Undefined for a result without a unit. */
export function unitsAmong(
  compared: readonly Observation[],
): (observation: Observation) => string | undefined {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    if (root !== name) parents.set(name, root);
    return root;
  };
  for (const observation of compared) {
    const [first, ...others] = unitNamesOf(observation).map(rootOf);
    for (const other of others) if (other !== first && first !== undefined) parents.set(other, first);
  }
  return (observation) => {
    const [name] = unitNamesOf(observation);
    return name === undefined ? undefined : rootOf(name);
  };
}

/** No test has so many answers. More are compared as they were sent. */
const MAX_ANSWERS = 16;

/**
 * The values of each result, as `valuesOf`. Values that say the same in codes and in words get one text, if each of them
 * says the same as all the others.
 */
export function valuesAmong(compared: readonly Observation[]): (observation: Observation) => string {
  const all = new Map(compared.map((one) => [valuesOf(one), one]));
  if (all.size < 2) return valuesOf;
  const distinct = new Map([...all].filter(([, one]) => isInWords(one)));
  if (distinct.size < 2 || distinct.size > MAX_ANSWERS) return valuesOf;
  const alike = new Map(
    [...distinct].map(([text, one]) => [
      text,
      [...distinct].flatMap(([other, result]) => (isSameValue(one, result) ? [other] : [])).sort(),
    ]),
  );
  const nameOf = (text: string): string => {
    const others = alike.get(text) ?? [text];
    const isOne = others.every((other) => alike.get(other)?.join('\n') === others.join('\n'));
    return (isOne ? others[0] : undefined) ?? text;
  };
  const names = new Map([...distinct.keys()].map((text) => [text, nameOf(text)]));
  return (observation) => names.get(valuesOf(observation)) ?? valuesOf(observation);
}

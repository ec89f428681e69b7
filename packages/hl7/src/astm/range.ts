import type { RangeRules } from '../dialect/dialect.ts';
import type { FieldContent } from '../message/write.ts';

/** The ranges of a result: OBX-7, and further ranges in words. */
export interface WrittenRanges {
  /** The reference range; a second repetition with `critical` in component 2 is the critical range. */
  readonly field: FieldContent;
  readonly notes: readonly string[];
}

interface Range {
  readonly text: string;
  /** What kind of range it is, in the words of the sender. */
  readonly name: string;
}

/**
 * Writes R-6 (LIS2-A2 §9.7). Each repetition is a range with its description: `3.5 to 5.1^normal`. Instruments also
 * write two limits as components (`20^10000000^TiterRanges`) or as repetitions (`20.0\30.0`). Single limits mixed with
 * pairs (`4.5\.4^12.5\24`) do not say which two are a range: they become a note as they were sent.
 */
export function writeRanges(
  repetitions: readonly (readonly string[])[],
  rules: RangeRules | undefined,
): WrittenRanges {
  if (isMixed(repetitions)) return { field: undefined, notes: [`Range: ${asSent(repetitions)}`] };
  const ranges = rangesIn(repetitions);
  const isCritical = ({ name }: Range): boolean => isNamed(name, rules?.critical, criticalWords);
  const critical = ranges.find(isCritical);
  const others = ranges.filter((range) => !isCritical(range));
  const normal =
    others.find(({ name }) => isNamed(name, rules?.normal, normalWords)) ??
    others.find(({ name }) => name === '') ??
    others[0];
  const rest = ranges.filter((range) => range !== normal && range !== critical);
  const notes = rest.map((range) => `Range: ${inWords(range, rules)}`);
  const text = normal === undefined ? undefined : inWords(normal, rules);
  if (critical === undefined) return { field: text, notes };
  return { field: { repetitions: [[text], [critical.text, 'critical']] }, notes };
}

/** A name that says more than that the range is the usual one stays behind it. */
const inWords = ({ text, name }: Range, rules: RangeRules | undefined): string =>
  name === '' || isNamed(name, rules?.normal, normalWords) ? text : `${text} (${name})`;

const normalWords = ['normal', 'reference', 'reference range', 'reference_range', 'expected'];
const criticalWords = ['critical', 'panic', 'alert'];

const isNamed = (name: string, own: readonly string[] | undefined, usual: readonly string[]): boolean =>
  (own ?? usual).some((word) => word.toLowerCase() === name.toLowerCase());

function rangesIn(repetitions: readonly (readonly string[])[]): readonly Range[] {
  const [low, high, ...others] = repetitions;
  if (low !== undefined && high !== undefined && isLimit(low) && isLimit(high))
    return [{ text: `${low[0]}-${high[0]}`, name: '' }, ...others.flatMap(rangeOf)];
  return repetitions.flatMap(rangeOf);
}

const isMixed = (repetitions: readonly (readonly string[])[]): boolean =>
  repetitions.some(isLimit) &&
  repetitions.some(([first = '', second = '']) => isNumber(first) && isNumber(second));

const asSent = (repetitions: readonly (readonly string[])[]): string =>
  repetitions.map((components) => components.join('^')).join('\\');

const isLimit = ([first = '', ...others]: readonly string[]): boolean =>
  isNumber(first) && others.every((part) => part === '');

function rangeOf(components: readonly string[]): readonly Range[] {
  const [first = '', second = '', third = '', ...others] = components;
  if (isNumber(first) && isNumber(second) && others.every((part) => part === '')) {
    // component 3 is the unit of the range, or its name; the name is dropped
    const unit = /[/%]/.test(third) ? ` ${third}` : '';
    return [{ text: `${first}-${second}${unit}`, name: '' }];
  }
  const filled = components.filter((part) => part !== '');
  if (first !== '') return [{ text: first, name: filled.slice(1).join(' ') }];
  return filled.length === 0 ? [] : [{ text: filled.join('^'), name: '' }];
}

const isNumber = (text: string): boolean => /^[+-]?(?:\d[\d.,]*|\.\d+)$/.test(text);

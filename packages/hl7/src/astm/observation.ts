import { type FieldContent, type SegmentContent, withoutEmptyEnd } from '../message/write.ts';
import type { AstmRecord } from './record.ts';
import { testOf } from './test-id.ts';

/**
 * Maps R-9 to HL7 table 0085. R (sent before), V (verified), M (MIC) and Q (answer to a query) are final; W
 * is of doubtful validity.
 */
const statuses: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    C: 'C',
    P: 'P',
    F: 'F',
    X: 'X',
    I: 'I',
    S: 'S',
    M: 'F',
    R: 'F',
    V: 'F',
    Q: 'F',
    W: 'R',
  }),
);

/** Writes one result record (LIS2-A2 §9) as OBX. */
export function writeObservation(result: AstmRecord, ordinal: string): SegmentContent {
  const values = result.repetitions(4).map(textOf);
  const isNumber =
    values.length === 1 && /^[<>]?[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/.test(values[0] ?? '');
  const comparator = isNumber ? /^[<>]/.exec(values[0] ?? '')?.[0] : undefined;
  return {
    name: 'OBX',
    fields: [
      ordinal,
      values.length === 0 ? undefined : comparator !== undefined ? 'SN' : isNumber ? 'NM' : 'ST',
      testOf(result.components(3)),
      subIdOf(result.components(3)),
      comparator === undefined ? { repetitions: values } : [comparator, values[0]?.slice(1)],
      textOf(result.components(5)),
      rangeOf(result.components(6)),
      { repetitions: result.repetitions(7).map(([flag = '']) => flag) },
      undefined,
      undefined,
      statuses.get(result.value(9)?.toUpperCase() ?? ''),
      undefined,
      undefined,
      undefined,
      undefined,
      result.value(11),
      undefined,
      result.value(14),
      result.value(13) ?? result.value(12),
    ],
  };
}

/** The only filled component. Several filled components become one text, joined as received. */
function textOf(components: readonly string[]): string {
  const filled = components.filter((part) => part !== '');
  return filled.length <= 1 ? (filled[0] ?? '') : withoutEmptyEnd(components).join('^');
}

/**
 * Tells results of one test apart: the aspect and the analyte, which follow the name of the test. Lot and
 * serial numbers stand there too and are left out; otherwise every new lot would be another analyte.
 */
function subIdOf(components: readonly string[]): string | undefined {
  const aspects = components.slice(6).filter((part) => part !== '' && !/\d{4}/.test(part));
  return aspects.length === 0 ? undefined : aspects.join(' ');
}

/**
 * `20^10000000` is a range from low to high. Component 3 is its unit or its name; a name is dropped.
 * Everything else is kept as received.
 */
function rangeOf(components: readonly string[]): FieldContent {
  const [low = '', high = '', name = ''] = components;
  const unit = /[/%]/.test(name) ? ` ${name}` : '';
  const isNumber = (text: string): boolean => /^[+-]?\d[\d.,]*$/.test(text);
  return isNumber(low) && isNumber(high) ? `${low}-${high}${unit}` : textOf(components) || undefined;
}

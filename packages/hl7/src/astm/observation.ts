import { codeBy } from '../dialect/code.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { asksForReview, flagsBy } from '../dialect/flags.ts';
import { isReading } from '../dialect/reading.ts';
import { type InstrumentValue, isBlankResult, valueBy } from '../dialect/value.ts';
import { type FieldContent, type SegmentContent, withoutEmptyEnd } from '../message/write.ts';
import { writeRanges } from './range.ts';
import type { AstmRecord } from './record.ts';
import { codedTest, loincIn, subIdOf, testOf } from './test-id.ts';

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

/** OBX-29 of a row that is no result for the chart. The field is ours: HL7 v2.5.1 ends before it. */
export const READING = 'READING';

/** One result record as OBX segments, and notes that belong to the first of them. */
export interface WrittenResult {
  /** The result, and further measurements that its value holds. */
  readonly observations: readonly SegmentContent[];
  readonly notes: readonly string[];
}

/** Writes one result record (LIS2-A2 §9). `ordinal` gives the numbers of the OBX, one at a time. */
export function writeResult(record: AstmRecord, ordinal: () => string, dialect: Dialect = {}): WrittenResult {
  const extra = dialect.results?.extraField;
  const result = extra === undefined ? record : record.withoutField(extra);
  const { test, sub } = codeOf(result, dialect);
  const value = readValue(result, dialect);
  const sent = result.repetitions(7).flatMap(([flag = '']) => (flag === '' ? [] : [flag]));
  const flags = flagsBy(sent, dialect.flags);
  const ranges = writeRanges(result.repetitions(6), dialect.ranges);
  const status = statusOf(result, value.texts.length === 0 && value.notes.length > 0, sent, dialect);
  const write = (parts: Partial<ObservationParts>): SegmentContent =>
    writeObx(result, { ...{ ordinal: ordinal(), test, sub, status, flags: [], isReading: false }, ...parts });
  const observation = write({
    values: value.texts,
    unit: unitOf(result, dialect),
    range: ranges.field,
    flags: flags.flags,
    isReading: isReading(record, dialect.results),
  });
  const further = value.further.map(({ sub: name, text, isShown }) =>
    write({ values: [text], sub: sub === undefined ? name : `${sub} ${name}`, isReading: !isShown }),
  );
  return {
    observations: [observation, ...further],
    notes: [...value.notes, ...flags.notes, ...ranges.notes],
  };
}

interface ObservationParts {
  readonly ordinal: string;
  readonly test: FieldContent;
  readonly sub: string | undefined;
  readonly values?: readonly string[];
  readonly unit?: string | undefined;
  readonly range?: FieldContent;
  readonly flags: readonly string[];
  readonly status: string | undefined;
  readonly isReading: boolean;
}

function writeObx(result: AstmRecord, parts: ObservationParts): SegmentContent {
  const { values = [] } = parts;
  const { type, field } = typed(values);
  const fields: FieldContent[] = [
    ...[parts.ordinal, type, parts.test, parts.sub, field, parts.unit, parts.range],
    { repetitions: parts.flags },
    ...[undefined, undefined, parts.status, undefined, undefined, undefined, undefined],
    result.value(11),
    undefined,
    result.value(14),
    result.value(13) ?? result.value(12),
  ];
  if (parts.isReading) fields[28] = READING;
  return { name: 'OBX', fields: Array.from(fields, (one) => one) };
}

/** Some instruments leave out the digits on one side of the point: `173.`, `.4`. */
const NUMBER = /^[<>]?\s*[+-]?(?:\d+(?:\.|[.,]\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** OBX-2 and OBX-5: a number, a number with a comparator, or text. */
function typed(values: readonly string[]): {
  readonly type: string | undefined;
  readonly field: FieldContent;
} {
  const [value = ''] = values;
  if (values.length === 0) return { type: undefined, field: undefined };
  if (values.length > 1 || !NUMBER.test(value)) return { type: 'ST', field: { repetitions: values } };
  const comparator = /^[<>]/.exec(value)?.[0];
  return comparator === undefined
    ? { type: 'NM', field: value }
    : { type: 'SN', field: [comparator, value.slice(1).trim()] };
}

function codeOf(
  result: AstmRecord,
  { codes }: Dialect,
): { readonly test: FieldContent; readonly sub: string | undefined } {
  const components = result.components(3);
  const own = codeBy(result, codes);
  if (own === undefined) return { test: testOf(components), sub: subIdOf(components) };
  const loinc = own.isLoincWrong ? undefined : loincIn(components);
  return { test: codedTest(own.code, own.name, loinc), sub: own.sub };
}

/** Undefined if the text is no unit. */
function unitOf(result: AstmRecord, { units }: Dialect): string | undefined {
  const text = textOf(result.components(5));
  return units?.none.includes(text) === true ? undefined : text;
}

interface ResultValue extends Pick<InstrumentValue, 'notes' | 'further'> {
  readonly texts: readonly string[];
}

function readValue(result: AstmRecord, { values: rules }: Dialect): ResultValue {
  const texts = result.repetitions(4).map(textOf);
  const [text = ''] = texts;
  const read = texts.length > 1 ? undefined : valueBy(result, text, rules);
  if (read !== undefined)
    return { ...read, texts: read.text === undefined || read.text === '' ? [] : [read.text] };
  if (texts.length === 1 && isBlankResult(text))
    return { texts: [], notes: [`The instrument gave no result (${text})`], further: [] };
  return { texts, notes: [], further: [] };
}

/** Without a value for a reason, no result could be obtained (X). A flag that asks for a review makes it not final. */
function statusOf(
  result: AstmRecord,
  hasNoResult: boolean,
  flags: readonly string[],
  dialect: Dialect,
): string | undefined {
  const status = statuses.get(result.value(9)?.toUpperCase() ?? '');
  if (hasNoResult) return 'X';
  return asksForReview(flags, dialect.flags) && (status ?? 'F') === 'F' ? 'R' : status;
}

/**
 * The only filled component. A comparator and its number are one value. Otherwise several filled components become one
 * text, joined as received.
 */
function textOf(components: readonly string[]): string {
  const filled = components.filter((part) => part !== '');
  const [first = '', second = ''] = filled;
  if (filled.length === 2 && /^[<>]=?$/.test(first)) return `${first}${second}`;
  return filled.length <= 1 ? first : withoutEmptyEnd(components).join('^');
}

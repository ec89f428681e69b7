import { type Cwe, readCwe } from '../datatypes.ts';
import type { Segment } from '../segment.ts';
import { type Hl7Timestamp, parseTimestamp } from '../timestamp.ts';

export type Comparator = '<' | '<=' | '>' | '>=';

/** OBX-5 as its OBX-2 reads. Every kind keeps the text that came. */
export type ObxValue =
  | {
      readonly kind: 'quantity';
      readonly text: string;
      readonly number: string;
      readonly comparator?: Comparator | undefined;
    }
  | { readonly kind: 'range'; readonly text: string; readonly low: string; readonly high: string }
  | {
      readonly kind: 'ratio';
      readonly text: string;
      readonly numerator: string;
      readonly denominator: string;
    }
  | { readonly kind: 'coded'; readonly text: string; readonly cwe: Cwe }
  | { readonly kind: 'moment'; readonly text: string; readonly timestamp: Hl7Timestamp }
  | { readonly kind: 'document'; readonly text: string; readonly document: EncapsulatedData }
  | { readonly kind: 'text'; readonly text: string };

/** ED or RP: a document inside the message, or a pointer to one (§2.A.24, §2.A.68). */
export interface EncapsulatedData {
  /** ED.2 and ED.3 as one media type where they name one: `application/pdf`. */
  readonly mediaType?: string | undefined;
  /** ED.4, table 0299: A, Hex or Base64. */
  readonly encoding?: string | undefined;
  readonly data?: string | undefined;
  /** RP.1. */
  readonly pointer?: string | undefined;
}

const FIELD = 5;
const decimal = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const numeric = new RegExp(`^(<=|>=|<|>)?\\s*(${decimal})$`);
const plain = new RegExp(`^${decimal}$`);

/** More digits than a FHIR decimal is sure to keep, or more than a number can be, stay text. */
const isExact = (text: string): boolean =>
  Number.isFinite(Number(text)) && text.replace(/[eE].*$/, '').replace(/\D/g, '').length <= 15;

/**
 * Reads every repetition of OBX-5. A value that does not fit the type it declares is given as
 * text, so that it is never lost; `misfit` says so.
 */
export function readObxValues(obx: Segment, valueType: string | undefined): readonly ObxValue[] {
  return obx
    .repetitions(FIELD)
    .map((_, index) => readObxValue(obx, valueType, index + 1))
    .filter((value) => value !== undefined);
}

/** Whether the value was declared as something that it could not be read as. */
export const isMisfit = (value: ObxValue, valueType: string | undefined): boolean =>
  value.kind === 'text' && ['NM', 'DT', 'TS', 'DTM', 'ED', 'RP'].includes(valueType ?? '');

function readObxValue(obx: Segment, valueType: string | undefined, repetition: number): ObxValue | undefined {
  const text = obx.text(FIELD, repetition);
  if (text === undefined) return undefined;
  return typed(obx, valueType, repetition, text) ?? { kind: 'text', text };
}

function typed(
  obx: Segment,
  valueType: string | undefined,
  repetition: number,
  text: string,
): ObxValue | undefined {
  switch (valueType) {
    case 'NM':
      return readNumber(text);
    case 'SN':
      return readStructuredNumeric(obx, repetition);
    case 'CE':
    case 'CF':
    case 'CNE':
    case 'CWE': {
      const cwe = readCwe(obx, FIELD, repetition);
      return cwe === undefined ? undefined : { kind: 'coded', text, cwe };
    }
    case 'DT':
    case 'TS':
    case 'DTM': {
      const timestamp = parseTimestamp(obx.value(FIELD, { repetition }) ?? '');
      return timestamp === undefined ? undefined : { kind: 'moment', text, timestamp };
    }
    case 'ED':
    case 'RP':
      return readDocument(obx, valueType, repetition);
    default:
      return undefined;
  }
}

function readNumber(text: string): ObxValue | undefined {
  const match = numeric.exec(text.trim());
  if (match?.[2] === undefined || !isExact(match[2])) return undefined;
  return { kind: 'quantity', text, number: match[2], comparator: asComparator(match[1]) };
}

/**
 * SN: comparator ^ number ^ separator or suffix ^ number (§2.A.71). What is more than one number, a
 * range or a ratio stays text, as people write it: `<1:8`, `4+`.
 */
function readStructuredNumeric(obx: Segment, repetition: number): ObxValue {
  const part = (component: number) => obx.value(FIELD, { repetition, component });
  const [comparator, first, separator, second] = [part(1), part(2), part(3), part(4)];
  const text = [comparator, first, separator, second].filter((one) => one !== undefined).join('');
  const isNumber = (one: string | undefined): one is string =>
    one !== undefined && plain.test(one) && isExact(one);
  const isBare = comparator === undefined || comparator === '=';
  if (isNumber(first) && isNumber(second) && isBare) {
    if (separator === '-') return { kind: 'range', text, low: first, high: second };
    if (separator === ':' || separator === '/')
      return { kind: 'ratio', text, numerator: first, denominator: second };
  }
  const known = asComparator(comparator);
  if (isNumber(first) && separator === undefined && second === undefined && (isBare || known !== undefined))
    return { kind: 'quantity', text, number: first, comparator: known };
  return { kind: 'text', text };
}

const asComparator = (text: string | undefined): Comparator | undefined =>
  text === '<' || text === '<=' || text === '>' || text === '>=' ? text : undefined;

function readDocument(obx: Segment, valueType: 'ED' | 'RP', repetition: number): ObxValue | undefined {
  const part = (component: number) => obx.value(FIELD, { repetition, component });
  if (valueType === 'RP') {
    const pointer = part(1);
    if (pointer === undefined) return undefined;
    const document = { pointer, mediaType: mediaType(part(3), part(4)) };
    return { kind: 'document', text: pointer, document };
  }
  const data = part(5);
  if (data === undefined) return undefined;
  return {
    kind: 'document',
    // the content is in `data`; repeating it would double a document of megabytes
    text: '',
    document: { mediaType: mediaType(part(2), part(3)), encoding: part(4), data },
  };
}

/** Table 0191 and table 0291: `AP` + `PDF`, `application` + `pdf`, or one of them alone. */
function mediaType(type: string | undefined, subtype: string | undefined): string | undefined {
  const sub = subtype?.toLowerCase();
  const whole = [type, subtype].find((part) => part !== undefined && /^\w+\/[\w.+-]+$/.test(part));
  if (whole !== undefined) return whole.toLowerCase();
  if (sub === 'pdf' || type?.toLowerCase() === 'pdf') return 'application/pdf';
  if (sub === undefined || !/^[\w.+-]+$/.test(sub)) return undefined;
  const named = { text: 'text', image: 'image', application: 'application', audio: 'audio' };
  const main = named[type?.toLowerCase() as keyof typeof named] ?? 'application';
  return `${main}/${sub}`;
}

import { type Cwe, readCwe, readNaming } from '../datatypes/coded.ts';
import { readPl, readXad, readXtn } from '../datatypes/contact.ts';
import { type EncapsulatedData, isDamaged, readEd, readRp } from '../datatypes/documents.ts';
import { readCx, readEi, readHd } from '../datatypes/identifiers.ts';
import { readXcn, readXpn } from '../datatypes/names.ts';
import {
  type DecimalSeparator,
  type Nm,
  readCq,
  readNa,
  readNumber,
  readSn,
  type Sn,
} from '../datatypes/numeric.ts';
import type { Reader } from '../datatypes/read.ts';
import { type Dr, readDr, readTs } from '../datatypes/time.ts';
import type { Delimiters } from '../message/delimiters.ts';
import type { Segment } from '../message/segment.ts';
import { type Hl7Time, type Hl7Timestamp, parseDate, parseTime } from '../timestamp.ts';

/** OBX-5 as its type (OBX-2) reads it. Every kind keeps the received text. */
export type ObxValue =
  | Sn
  | ({ readonly kind: 'quantity'; readonly unit?: Cwe | undefined } & Nm)
  | { readonly kind: 'series'; readonly text: string; readonly numbers: readonly string[] }
  | { readonly kind: 'coded'; readonly text: string; readonly cwe: Cwe }
  | { readonly kind: 'moment'; readonly text: string; readonly timestamp: Hl7Timestamp }
  | { readonly kind: 'time'; readonly text: string; readonly time: Hl7Time }
  | { readonly kind: 'period'; readonly text: string; readonly period: Dr }
  | { readonly kind: 'document'; readonly text: string; readonly document: EncapsulatedData }
  /** A person, place, address or identifier. OBX-2 says which; `content` has the parts. */
  | { readonly kind: 'structured'; readonly text: string; readonly content: object }
  | { readonly kind: 'text'; readonly text: string };

const FIELD = 5;

/** Types whose values are text as they stand. */
const textTypes: ReadonlySet<string> = new Set(['ST', 'TX', 'FT', 'ID', 'IS', 'SN']);

/** Types for people to read, whose blanks at the beginning of a line are layout: a table, a list. */
const displayTypes: ReadonlySet<string> = new Set(['TX', 'FT']);

const codedTypes: ReadonlySet<string> = new Set(['CE', 'CF', 'CNE', 'CWE']);
const documentTypes: ReadonlySet<string> = new Set(['ED', 'RP']);

/** Types that need only their reader. */
const structured: ReadonlyMap<string, Reader<object>> = new Map<string, Reader<object>>(
  Object.entries({
    CX: readCx,
    EI: readEi,
    HD: readHd,
    PN: readXpn,
    XPN: readXpn,
    CN: readXcn,
    XCN: readXcn,
    AD: readXad,
    XAD: readXad,
    TN: readXtn,
    XTN: readXtn,
    PL: readPl,
  }),
);

/**
 * Reads every repetition of OBX-5 by its OBX-2 (table 0125). A value that does not fit its declared type is
 * given as text, so that it is never lost; `isMisfit` reports it. Delimiters alone, a coded element without
 * code and text, and a document without content are no values.
 */
export function readObxValues(
  obx: Segment,
  valueType: string | undefined,
  separator?: DecimalSeparator,
): readonly ObxValue[] {
  return obx
    .repetitions(FIELD)
    .map((_, index) => readObxValue(obx, valueType, index + 1, separator))
    .filter((value) => value !== undefined);
}

/** The value could not be read as its declared type. */
export const isMisfit = (value: ObxValue, valueType: string | undefined): boolean =>
  value.kind === 'text' && valueType !== undefined && isKnownType(valueType) && !textTypes.has(valueType);

const isKnownType = (valueType: string): boolean => readers.has(valueType) || structured.has(valueType);

function readObxValue(
  obx: Segment,
  valueType: string | undefined,
  repetition: number,
  separator: DecimalSeparator,
): ObxValue | undefined {
  const sent = obx.text(FIELD, repetition);
  if (sent === undefined || isHollow(sent, obx.delimiters)) return undefined;
  const first = sent.endsWith(obx.delimiters.component) ? obx.value(FIELD, { repetition }) : undefined;
  const whole = first !== undefined && isEmptyBehind(first, sent, obx.delimiters) ? first : sent;
  const text = numberBehind(obx, whole, valueType, repetition) ?? whole;
  const declared = { obx, repetition, text, separator };
  return readTyped(declared, valueType ?? '') ?? asText(declared, valueType ?? '');
}

/** Empty components at the end say nothing (HL7 v2.5.1 §2.10.1): `4.1^^` is `4.1`. */
function isEmptyBehind(first: string, text: string, { component }: Delimiters): boolean {
  for (let at = first.length; at < text.length; at++) if (text[at] !== component) return false;
  return text.startsWith(first);
}

/** Types without components. */
const plainTypes: ReadonlySet<string> = new Set(['', 'ST', 'NM']);

/** A number that stands alone behind an empty component, as some instruments write it: `^232.8`. */
function numberBehind(
  obx: Segment,
  text: string,
  valueType: string | undefined,
  repetition: number,
): string | undefined {
  const { component } = obx.delimiters;
  if (!text.startsWith(component) || !plainTypes.has(valueType ?? '')) return undefined;
  const raw = obx.repetitions(FIELD)[repetition - 1] ?? '';
  if (component === '' || !raw.startsWith(component)) return undefined;
  const filled = raw.split(component).filter((part) => part.trim() !== '');
  const [only = ''] = filled;
  return filled.length === 1 && readNumber(only) !== undefined ? only.trim() : undefined;
}

/** The text consists only of blanks, quotes and delimiters. */
function isHollow(text: string, { component, subcomponent, repetition }: Delimiters): boolean {
  const hollow = ` "${component}${subcomponent}${repetition}`;
  for (const character of text) if (!hollow.includes(character)) return false;
  return true;
}

/** The value as text if its type could not read it. Undefined if no content is left. */
function asText({ obx, repetition, text }: Declared, valueType: string): ObxValue | undefined {
  if (codedTypes.has(valueType)) return undefined;
  // an ambiguous quantity is followed by its unit
  if (valueType === 'CQ') {
    const parts = [1, 2, 3].map((component) => obx.value(FIELD, { repetition, component, subcomponent: 1 }));
    const [number, ...unit] = parts.filter((part) => part !== undefined);
    return { kind: 'text', text: `${number ?? ''} ${unit.join(obx.delimiters.component)}`.trim() };
  }
  if (displayTypes.has(valueType)) return { kind: 'text', text: obx.indentation(FIELD, repetition) + text };
  if (!documentTypes.has(valueType)) return { kind: 'text', text };
  const isStructured = text.includes(obx.delimiters.component);
  return isStructured || isDamaged(obx.value(FIELD, { repetition }) ?? '')
    ? undefined
    : { kind: 'text', text };
}

interface Declared {
  readonly obx: Segment;
  readonly repetition: number;
  readonly text: string;
  readonly separator: DecimalSeparator;
}

function readTyped(declared: Declared, valueType: string): ObxValue | undefined {
  const read = readers.get(valueType);
  if (read !== undefined) return read(declared);
  const { obx, repetition, text } = declared;
  const content = structured.get(valueType)?.(obx, FIELD, repetition);
  return content && { kind: 'structured', text, content };
}

const coded = ({ obx, repetition, text }: Declared): ObxValue | undefined => {
  const cwe = readCwe(obx, FIELD, repetition);
  const isNamed = readNaming(obx, FIELD, repetition) !== undefined;
  return cwe && isNamed ? { kind: 'coded', text, cwe } : undefined;
};

const moment = ({ obx, repetition, text }: Declared): ObxValue | undefined => {
  const timestamp = readTs(obx, FIELD, repetition);
  return timestamp && { kind: 'moment', text, timestamp };
};

const readers: ReadonlyMap<string, (declared: Declared) => ObxValue | undefined> = new Map<
  string,
  (declared: Declared) => ObxValue | undefined
>(
  Object.entries({
    NM: ({ text, separator }) => {
      const nm = readNumber(text, separator);
      return nm && { kind: 'quantity', ...nm };
    },
    SN: ({ obx, repetition, separator }) => readSn(obx, FIELD, repetition, separator),
    CQ: ({ obx, repetition, text, separator }) => {
      const cq = readCq(obx, FIELD, repetition, separator);
      return cq && { kind: 'quantity', ...cq, text };
    },
    NA: ({ obx, repetition, text, separator }) => {
      const numbers = readNa(obx, FIELD, repetition, separator);
      return numbers && { kind: 'series', text, numbers };
    },
    CE: coded,
    CF: coded,
    CNE: coded,
    CWE: coded,
    DT: ({ text }) => {
      const timestamp = parseDate(text);
      return timestamp && { kind: 'moment', text, timestamp };
    },
    TM: ({ text }) => {
      const time = parseTime(text);
      return time && { kind: 'time', text, time };
    },
    TS: moment,
    DTM: moment,
    DR: ({ obx, repetition, text }) => {
      const period = readDr(obx, FIELD, repetition);
      return period && { kind: 'period', text, period };
    },
    ED: ({ obx, repetition }) => {
      const document = readEd(obx, FIELD, repetition);
      // `document` has the content; a copy would double a document of megabytes
      return document && { kind: 'document', text: '', document };
    },
    RP: ({ obx, repetition }) => {
      const document = readRp(obx, FIELD, repetition);
      return document && { kind: 'document', text: document.pointer ?? '', document };
    },
  }),
);

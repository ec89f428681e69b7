import { createHash } from 'node:crypto';
import type { Dialect } from '../dialect/dialect.ts';
import { hasAnyMark, type Place, textAt } from '../dialect/place.ts';
import { error, errorCode, type Issue } from '../issue.ts';
import { defaultDelimiters } from '../message/delimiters.ts';
import { type FieldContent, type SegmentContent, writeSegment } from '../message/write.ts';
import { writeResult } from './observation.ts';
import { writeQuery } from './query.ts';
import { type AstmMessage, isAstm, readSession } from './read-session.ts';
import { AstmRecord, defaultAstmDelimiters } from './record.ts';
import { isControlOrder, writeSpecimens } from './specimen.ts';
import { testOf } from './test-id.ts';
import { readTransmission } from './transmission.ts';
import { isFramed } from './unframe.ts';

/**
 * Translates an ASTM message (LIS2-A2) to HL7 v2: ORU^R01 for results, ORM^O01 for orders alone, QBP^Q11 for
 * a host query. HL7 is taken out of ASTM frames. Other bytes are returned unchanged. The same bytes always give the same message,
 * and values keep their bytes, so that the source's character set can read them.
 */
export function asHl7(received: Uint8Array): {
  readonly bytes: Uint8Array;
  readonly issues: readonly Issue[];
  /** The message in ASTM, to translate it again for the dialect of its source. Undefined if it is none. */
  readonly astm?: AstmMessage;
} {
  if (!isAstm(received)) return isFramed(received) ? hl7InFrames(received) : { bytes: received, issues: [] };
  const { messages, issues } = readSession(received);
  const [astm] = messages;
  if (astm === undefined) return { bytes: received, issues };
  // one entry of the store is one message, so the sender must split them
  if (messages.length > 1) return { bytes: received, issues: [...issues, severalMessages('H[2]')] };
  return { bytes: toHl7(astm), issues: [...issues, ...astm.issues], astm };
}

function hl7InFrames(received: Uint8Array): ReturnType<typeof asHl7> {
  const { messages, issues } = readTransmission(received);
  const [message, ...others] = messages;
  if (others.length > 0) return { bytes: received, issues: [...issues, severalMessages('MSH[2]')] };
  return { bytes: message ?? received, issues };
}

const severalMessages = (at: string): Issue =>
  error(errorCode.segmentSequence, at, 'The body contains several messages: send each by itself');

/** Translates one message as its instrument writes it. Default: as the standard says. */
export function toHl7({ bytes, records }: AstmMessage, dialect: Dialect = {}): Uint8Array {
  const header = records.find(({ type }) => type === 'H') ?? new AstmRecord('H', 1, defaultAstmDelimiters);
  const kind = kindOf(records);
  const marks = dialect.controls?.marks;
  const isQuality = processingIdOf(header) === 'Q' || hasAnyMark([header], marks);
  const counts = new Map<string, number>();
  const next = (name: string): string => {
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return String(number);
  };
  const segments: SegmentContent[] = [writeHeader(header, kind, bytes)];
  let ofPatient: readonly AstmRecord[] = [];
  // in ORU, SPM follows the results of its order
  let order: AstmRecord | undefined;
  let isControl = false;
  // comments belong to the result in front of them, not to a measurement beside it
  let further: readonly SegmentContent[] = [];
  const closeOrder = (): void => {
    if (order !== undefined)
      segments.push(...writeSpecimens(order, () => next('SPM'), isControl, dialect.specimen));
    [order, isControl] = [undefined, false];
    for (const name of ['OBX', 'NTE']) counts.delete(name);
  };
  for (const record of records) {
    if (record.type !== 'C') {
      segments.push(...further);
      further = [];
    }
    if (record.type === 'P' || record.type === 'O' || record.type === 'L') closeOrder();
    switch (record.type) {
      case 'H':
      case 'L':
        break;
      case 'P':
        ofPatient = [record];
        segments.push(writePatient(record, next('PID'), dialect.patient?.id));
        break;
      case 'O':
        for (const service of servicesOf(record, kind))
          segments.push(...writeOrder(record, next('OBR'), kind, service));
        order = record;
        isControl = isQuality || isControlOrder(record) || hasAnyMark([record, ...ofPatient], marks);
        break;
      case 'R': {
        isControl ||= isQuality || hasAnyMark(order === undefined ? [record, ...ofPatient] : [record], marks);
        // what says that these are controls is said by SPM in HL7: without an order, an SPM is written here
        if (isControl) order ??= noRecord;
        const { observations, notes } = writeResult(record, () => next('OBX'), dialect);
        const [result, ...others] = observations;
        if (result !== undefined) segments.push(result);
        for (const text of notes) segments.push({ name: 'NTE', fields: [next('NTE'), 'O', text] });
        further = others;
        break;
      }
      case 'C':
        segments.push(writeComment(record, next('NTE')));
        break;
      case 'Q':
        segments.push(writeQuery(record, dialect));
        break;
      default:
        segments.push(writeUnread(record));
    }
  }
  segments.push(...further);
  closeOrder();
  const text = segments.map((segment) => `${writeSegment(segment, defaultDelimiters)}\r`).join('');
  return Buffer.from(text, 'latin1');
}

/** An order record without fields. */
const noRecord = new AstmRecord('O', 0, defaultAstmDelimiters);

type AstmKind = 'results' | 'orders' | 'query';

const messageTypes: Readonly<Record<AstmKind, readonly string[]>> = {
  results: ['ORU', 'R01', 'ORU_R01'],
  orders: ['ORM', 'O01', 'ORM_O01'],
  query: ['QBP', 'Q11', 'QBP_Q11'],
};

/**
 * A message is `orders` if it has no results or queries and each order asks for work (O-12 new, add or
 * cancel). Orders that report a status are `results`.
 */
function kindOf(records: readonly AstmRecord[]): AstmKind {
  const has = (type: string): boolean => records.some((record) => record.type === type);
  if (has('R')) return 'results';
  if (has('Q')) return 'query';
  const orders = records.filter(({ type }) => type === 'O');
  const isAsking = (order: AstmRecord): boolean =>
    ['N', 'A', 'C'].includes(order.value(12) ?? '') && reportStatus(order) === undefined;
  return orders.length > 0 && orders.every(isAsking) ? 'orders' : 'results';
}

function writeHeader(header: AstmRecord, kind: AstmKind, bytes: Uint8Array): SegmentContent {
  return {
    name: 'MSH',
    fields: [
      header.components(5).find((part) => part !== ''),
      undefined,
      header.value(10),
      undefined,
      header.value(14),
      undefined,
      messageTypes[kind],
      header.value(3) ?? createHash('sha256').update(bytes).digest('hex').slice(0, 20),
      kind === 'query' && processingIdOf(header) === 'Q' ? 'P' : (processingIdOf(header) ?? 'P'),
      '2.5.1',
    ],
  };
}

/**
 * H-12: P, T, D, or Q for control material. Undefined if it is empty. Some instruments omit an earlier
 * field, so that H-12 holds the version of the standard (H-13); H-11 is then read instead.
 */
function processingIdOf(header: AstmRecord): string | undefined {
  const sent = header.value(12);
  if (sent === undefined || !/^(?:LIS0?2|E?1394)\b/i.test(sent)) return sent?.toUpperCase();
  const before = header.value(11)?.toUpperCase();
  return before !== undefined && 'PTDQ'.includes(before) && before.length === 1 ? before : undefined;
}

/** P-3 (practice), P-4 (laboratory), P-5 (other). */
const patientNumbers: readonly Place[] = [3, 4, 5].map((field) => ({ name: 'P', field }));

/** The first filled number leads. The others get type U of table 0203. */
function writePatient(patient: AstmRecord, ordinal: string, places = patientNumbers): SegmentContent {
  const [leading, ...others] = places.flatMap((place) => textAt(patient, place) ?? []);
  const identifiers = [
    ...(leading === undefined ? [] : [[leading]]),
    ...others.map((other) => [other, undefined, undefined, undefined, 'U']),
  ];
  return {
    name: 'PID',
    fields: [
      ordinal,
      undefined,
      { repetitions: identifiers },
      undefined,
      patient.components(6),
      patient.components(7),
      patient.value(8),
      patient.value(9),
      undefined,
      patient.value(10),
      addressOf(patient.components(11)),
      undefined,
      patient.value(13),
    ],
  };
}

/** Street, city, state, zip, country. XAD has a second line after the street. */
const addressOf = ([street, city, state, zip, country]: readonly string[]): FieldContent =>
  street === undefined ? undefined : [street, undefined, city, state, zip, country];

function writeOrder(
  order: AstmRecord,
  ordinal: string,
  kind: AstmKind,
  service: FieldContent,
): SegmentContent[] {
  const obr: SegmentContent = {
    name: 'OBR',
    fields: [
      ordinal,
      undefined,
      undefined,
      service,
      order.value(6),
      order.value(7),
      order.value(8),
      order.value(9),
      undefined,
      undefined,
      actionOf(order),
      order.value(13),
      order.value(14),
      order.value(15),
      undefined,
      order.components(17),
      order.value(18),
      undefined,
      undefined,
      undefined,
      undefined,
      order.value(23),
      undefined,
      order.value(25),
      reportStatus(order),
    ],
  };
  if (kind !== 'orders') return [obr];
  return [{ name: 'ORC', fields: [order.value(12) === 'C' ? 'CA' : 'NW'] }, obr];
}

/**
 * The tests of O-5: one service for each ordered test. Results of several tests get one service that names
 * them all.
 */
function servicesOf(order: AstmRecord, kind: AstmKind): readonly FieldContent[] {
  const tests = order
    .repetitions(5)
    .map(testOf)
    .filter(([code]) => code !== undefined);
  if (tests.length <= 1 || kind === 'orders') return tests.length === 0 ? [undefined] : tests;
  return [[undefined, tests.map(([code]) => code).join(' + ')]];
}

/**
 * O-12 Q marks control material and stays in OBR-11, where the control check finds it. C is written to ORC as
 * a cancellation.
 */
function actionOf(order: AstmRecord): string | undefined {
  const action = order.value(12);
  return action === 'C' || action === 'N' ? undefined : action;
}

/** O-26, if it is the status of a report. Its other codes ask for work. */
function reportStatus(order: AstmRecord): string | undefined {
  const status = order.repetitions(26).at(-1)?.[0]?.toUpperCase();
  return status !== undefined && status !== '' && 'FPCXIYZ'.includes(status) ? status : undefined;
}

/** C-3 I (instrument) is not in table 0105 and becomes O (other). */
const commentSources: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({ P: 'P', L: 'L', I: 'O' }),
);

/** Without C-4, a C-3 that is no source is the text of the comment. */
function writeComment(comment: AstmRecord, ordinal: string): SegmentContent {
  const text = comment
    .repetitions(4)
    .flatMap((parts) => parts.filter((part) => part !== '').join(' '))
    .join('; ');
  const source = comment.value(3) ?? '';
  const written = text === '' && source.length > 1 ? source : text;
  return { name: 'NTE', fields: [ordinal, commentSources.get(source), written] };
}

/** Keeps records of other types (ZAM, ZAS, …) as received. */
const writeUnread = (record: AstmRecord): SegmentContent => ({
  name: `ZA${/^[A-Z0-9]/.test(record.type) ? record.type.charAt(0) : 'X'}`,
  fields: Array.from({ length: record.fieldCount - 1 }, (_, index) => record.raw(index + 2)),
});

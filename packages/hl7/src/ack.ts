import { byteOrderMark } from './charset/charset.ts';
import { encodeText } from './charset/encode-text.ts';
import type { Issue } from './issue.ts';
import { type Delimiters, defaultDelimiters, isDelimiter, readDelimiters } from './message/delimiters.ts';
import { encodeEscapes } from './message/escape.ts';
import { parseMessage } from './message/message.ts';
import { parsePath } from './message/path.ts';
import { Segment } from './message/segment.ts';
import { encodingCharacters, withoutEmptyEnd } from './message/write.ts';
import { type Msh, readMsh } from './segments/msh.ts';
import { formatTimestamp } from './timestamp.ts';

/**
 * `accept`: the message is taken. `error`: it is not stored, the sender must send it again. `reject`: it will
 * never be taken.
 */
export type Verdict = 'accept' | 'error' | 'reject';

/** MSA-1, HL7 table 0008. */
export type AcknowledgmentCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

export type AcknowledgmentMode = 'commit' | 'application';

export interface AckOptions {
  /** The bytes that are answered. They need not be a message; only the header is read. */
  readonly received: Uint8Array;
  readonly verdict: Verdict;
  readonly issues?: readonly Issue[];
  /** The source's own character set, for messages without MSH-18. */
  readonly sourceCharset?: string | undefined;
  /**
   * `commit` answers CA, CE or CR; `application` answers AA, AE or AR. Default: decided by MSH-15 and MSH-16.
   */
  readonly mode?: AcknowledgmentMode;
  /**
   * The message is a query. The answer has this MSH-9, and repeats the query behind its status in QAK (§5.4.2).
   */
  readonly queryAnswer?: readonly string[] | undefined;
  /** MSA-4, if sender and receiver use the sequence number protocol (§2.10.1). */
  readonly expectedSequenceNumber?: number;
  /** MSH-10 of the acknowledgment, at most 20 characters. */
  readonly controlId: string;
  readonly now: Date;
}

/**
 * Builds the acknowledgment of a message (HL7 v2.5.1 §2.9.2, §2.15.8) with the sender's delimiters and
 * character set. Fields of the sender are repeated byte by byte. Bytes that are no message get an
 * acknowledgment too.
 */
export function buildAck(options: AckOptions): Uint8Array {
  const { header, segments, delimiters, encode } = readHeader(options.received, options.sourceCharset);
  const msh = readMsh(header);
  // an answer to a query is an application's own (§5.3)
  const mode = options.queryAnswer === undefined ? (options.mode ?? modeFor(msh)) : 'application';
  const code = codes[mode][options.verdict];
  const issues = (options.issues ?? [])
    .filter(({ severity }) => severity !== 'information')
    .slice(0, MAX_ERRORS);
  const put = (text: string) => encodeEscapes(text, delimiters);
  const version = msh.version ?? '2.5.1';
  // a line break inside the sender's field must not end the segment
  const clean = (text: string) =>
    text.replaceAll(/[\r\n\v\x1c]/g, (character) => encodeEscapes(character, delimiters));
  const echo = (field: number) => clean(cut(header.field(field), delimiters));
  const lines: (readonly string[])[] = [
    [
      'MSH',
      encodingCharacters(delimiters),
      echo(5),
      echo(6),
      echo(3),
      echo(4),
      formatTimestamp(options.now),
      '',
      options.queryAnswer?.map(put).join(delimiters.component) ??
        messageType(version, msh.triggerEvent?.slice(0, MAX_FIELD), delimiters),
      put(options.controlId),
      echo(11) || 'P',
      echo(12) || '2.5.1',
      ...withoutEmptyEnd(['', '', '', '', '', echo(18)]),
    ],
    [
      'MSA',
      code,
      echo(10),
      ...withoutEmptyEnd([
        issues[0] === undefined ? '' : put(issues[0].message),
        String(options.expectedSequenceNumber ?? ''),
      ]),
    ],
    ...issues.map((issue) => errorFields(issue, version, delimiters)),
    ...(options.queryAnswer === undefined
      ? []
      : querySegments(segments, code).map((fields) => fields.map(clean))),
  ];
  return encode(lines.map((fields) => `${fields.join(delimiters.field)}\r`).join(''));
}

/** More than any field of a header holds: MSH-10 has at most 199 characters (v2.7 §2.14.9.10). */
const MAX_FIELD = 1000;
const MAX_ERRORS = 100;

/** The beginning of a field that is too long to be repeated, without half an escape sequence or character. */
function cut(field: string, { escape: mark }: Delimiters): string {
  if (field.length <= MAX_FIELD) return field;
  const start = field.slice(0, MAX_FIELD).replace(/[\ud800-\udbff]$/, '');
  const isInSequence = mark !== '' && start.split(mark).length % 2 === 0;
  return isInSequence ? start.slice(0, start.lastIndexOf(mark)) : start;
}

/** The content of an acknowledgment, for people and scripts. */
export interface Acknowledgment {
  readonly code: string;
  /** MSA-2: the MSH-10 that is answered. */
  readonly controlId: string;
  readonly text?: string | undefined;
  readonly errors: readonly string[];
}

export function readAck(segments: readonly Segment[]): Acknowledgment | undefined {
  const msa = segments.find(({ name }) => name === 'MSA');
  const code = msa?.value(1);
  if (msa === undefined || code === undefined) return undefined;
  const errors = segments
    .filter(({ name }) => name === 'ERR')
    .map((err) => describeError(err))
    .filter((text) => text !== '');
  return { code, controlId: msa.value(2) ?? '', text: msa.text(3), errors };
}

/** MSA-1 of the answer; undefined if the answer is no acknowledgment or acknowledges another message. */
export function acknowledgmentCodeOf(answer: Uint8Array, message: Uint8Array): string | undefined {
  const ack = acknowledgmentIn(answer);
  return ack !== undefined && ack.controlId.trim() === controlIdIn(message) ? ack.code : undefined;
}

export function acknowledgmentIn(answer: Uint8Array): Acknowledgment | undefined {
  const parsed = parseMessage(answer);
  return parsed.ok ? readAck(parsed.value.segments) : undefined;
}

/** MSH-10. */
export function controlIdIn(message: Uint8Array): string | undefined {
  const parsed = parseMessage(message);
  return parsed.ok ? readMsh(parsed.value.header).controlId?.trim() : undefined;
}

/** QAK and the parameters of the query as received: QPD, or QRD of older queries. */
function querySegments(
  segments: readonly Segment[],
  code: AcknowledgmentCode,
): readonly (readonly string[])[] {
  const parameters = segments.find(({ name }) => name === 'QPD' || name === 'QRD');
  if (parameters === undefined) return [['QAK', '', code]];
  if (parameters.raw.length > MAX_ECHO) return [['QAK', '', code]];
  const isQpd = parameters.name === 'QPD';
  const [tag, name] = isQpd ? [parameters.field(2), parameters.field(1)] : [parameters.field(4), ''];
  return [['QAK', tag, code, ...withoutEmptyEnd([name])], [parameters.raw]];
}

/** Longer parameters are not repeated. */
const MAX_ECHO = 2000;

interface ReceivedHeader {
  readonly header: Segment;
  /** Empty if the bytes are no message. */
  readonly segments: readonly Segment[];
  /** Usable delimiters: the sender's own may clash with each other. */
  readonly delimiters: Delimiters;
  readonly encode: (text: string) => Uint8Array;
}

/** A header that cannot be read is answered as if it were empty. */
function readHeader(received: Uint8Array, sourceCharset: string | undefined): ReceivedHeader {
  const parsed = parseMessage(received, sourceCharset);
  if (!parsed.ok) return readHeaderOnly(received);
  const { header, encoding, text } = parsed.value;
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  return {
    header,
    segments: parsed.value.segments,
    delimiters: withoutClash(header.delimiters),
    encode: (answer) => {
      const encoded = encodeText(mark + answer, encoding);
      return encoded.ok ? encoded.value : Buffer.from(answer, 'utf8');
    },
  };
}

/** Reads the header of bytes that are no message, byte by byte, so that repeated fields stay unchanged. */
function readHeaderOnly(received: Uint8Array): ReceivedHeader {
  const head = toByteText(received.subarray(0, HEAD_BYTES));
  const start = head.indexOf('MSH');
  const line = start === -1 ? '' : (/^[^\r\n\x1c]*/.exec(head.slice(start))?.[0] ?? '');
  const declared = readDelimiters(line);
  // MSH-1 still separates the fields when the encoding characters are unusable
  const field = isDelimiter(line.charAt(3)) ? line.charAt(3) : undefined;
  const delimiters = declared.ok ? declared.value : { ...defaultDelimiters, field: field ?? '|' };
  const text = declared.ok || field !== undefined ? line : 'MSH|';
  return {
    segments: [],
    header: new Segment({ name: 'MSH', ordinal: 1, delimiters, text, start: 0, end: text.length }),
    delimiters: withoutClash(delimiters),
    encode: (answer) => fromByteText(answer, received),
  };
}

const HEAD_BYTES = 4096;

/** Replaces each delimiter that equals an earlier one. */
function withoutClash(delimiters: Delimiters): Delimiters {
  const taken = new Set([delimiters.field]);
  const pick = (wanted: string): string => {
    const isUsable = wanted !== '\0' && !taken.has(wanted);
    const picked = isUsable ? wanted : ([...'^~&@#$%'].find((one) => !taken.has(one)) ?? wanted);
    taken.add(picked);
    return picked;
  };
  const [component, repetition] = [pick(delimiters.component), pick(delimiters.repetition)];
  const mark = delimiters.escape === '' ? '' : pick(delimiters.escape);
  const subcomponent = delimiters.subcomponent === '' ? '' : pick(delimiters.subcomponent);
  const truncation = taken.has(delimiters.truncation ?? '') ? undefined : delimiters.truncation;
  return { ...delimiters, component, repetition, escape: mark, subcomponent, truncation };
}

/** One character per byte, or per UTF-16 code unit. */
function toByteText(bytes: Uint8Array): string {
  const encoding = byteOrderMark(bytes);
  return encoding === 'utf-16le' || encoding === 'utf-16be'
    ? new TextDecoder(encoding).decode(bytes)
    : Buffer.from(bytes).toString('latin1');
}

/** The reverse of `toByteText`, for an answer to `received`. */
function fromByteText(text: string, received: Uint8Array): Uint8Array {
  const encoding = byteOrderMark(received);
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(text, 'latin1');
}

const codes: Readonly<Record<AcknowledgmentMode, Readonly<Record<Verdict, AcknowledgmentCode>>>> = {
  application: { accept: 'AA', error: 'AE', reject: 'AR' },
  commit: { accept: 'CA', error: 'CE', reject: 'CR' },
};

/**
 * A sender in enhanced mode that asks for an accept acknowledgment (MSH-15) and for no application
 * acknowledgment (MSH-16) gets a commit answer. Every other sender gets an application answer (§2.9.3).
 */
function modeFor(msh: Msh): AcknowledgmentMode {
  const accept = msh.acceptAcknowledgment;
  const wantsCommit = accept === 'AL' || accept === 'SU' || accept === 'ER';
  const application = msh.applicationAcknowledgment ?? 'NE';
  return wantsCommit && application === 'NE' ? 'commit' : 'application';
}

/** MSH-9 in the form of the sender's version: `ACK`, `ACK^R01`, or from v2.4 on `ACK^R01^ACK`. */
function messageType(version: string, event: string | undefined, delimiters: Delimiters): string {
  if (event === undefined || /^2\.[12]$/.test(version)) return 'ACK';
  const parts = /^2\.3(?:\.1)?$/.test(version) ? ['ACK', event] : ['ACK', event, 'ACK'];
  return parts.map((part) => encodeEscapes(part, delimiters)).join(delimiters.component);
}

function errorFields(issue: Issue, version: string, delimiters: Delimiters): readonly string[] {
  const place = parsePath(issue.at ?? '');
  const message = encodeEscapes(issue.message, delimiters);
  const segment = place?.segment ?? '';
  const sequence = place === undefined ? '' : String(place.ordinal ?? 1);
  const field = String(place?.field ?? '');
  if (/^2\.[1-4]/.test(version)) {
    // ERR-1, ELD: segment, sequence, field, and the code as sub-components (v2.3.1 §2.24.6)
    const code = [issue.code, message, 'HL70357'].join(delimiters.subcomponent || ' ');
    return ['ERR', [segment, sequence, field, code].join(delimiters.component)];
  }
  const join = (parts: readonly string[]) => withoutEmptyEnd(parts).join(delimiters.component);
  const inner =
    place?.component === undefined
      ? []
      : [String(place.repetition), String(place.component), String(place.subcomponent ?? '')];
  return withoutEmptyEnd([
    'ERR',
    '',
    join([segment, sequence, field, ...inner]),
    join([issue.code, message, 'HL70357']),
    issue.severity === 'error' ? 'E' : 'W',
    // each application defines its own table 0533
    issue.reason === undefined ? '' : join([encodeEscapes(issue.reason, delimiters), '', 'L']),
    '',
    // ERR-7 takes a place that is no path, such as a byte offset
    place === undefined ? encodeEscapes(issue.at ?? '', delimiters) : '',
    message,
  ]);
}

function describeError(err: Segment): string {
  // before v2.5 the place stands in ERR-1, and the code in its fourth component
  const isOld = err.value(2) === undefined;
  const place = isOld ? [1, 2, 3] : [1, 2, 3, 5];
  const [segment, sequence, field, component] = place.map((one) =>
    err.value(isOld ? 1 : 2, { component: one }),
  );
  const at =
    segment === undefined
      ? ''
      : `${segment}${segment === 'MSH' || sequence === undefined ? '' : `[${sequence}]`}${field === undefined ? '' : `-${field}`}${component === undefined ? '' : `.${component}`}`;
  const code = err.value(3) ?? err.value(1, { component: 4, subcomponent: 1 });
  const text =
    err.text(8) ?? err.value(3, { component: 2 }) ?? err.value(1, { component: 4, subcomponent: 2 }) ?? '';
  return [at, code === undefined ? '' : `(${code})`, text].filter((part) => part !== '').join(' ');
}

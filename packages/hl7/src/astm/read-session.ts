import { error, errorCode, type Issue, warning } from '../issue.ts';
import { type AstmDelimiters, AstmRecord, defaultAstmDelimiters } from './record.ts';
import { unframe } from './unframe.ts';

/** One message: a header record and all records before the next header. */
export interface AstmMessage {
  /** The records as sent, without frames, each followed by a carriage return. */
  readonly bytes: Uint8Array;
  readonly records: readonly AstmRecord[];
  readonly issues: readonly Issue[];
}

export interface AstmSession {
  readonly messages: readonly AstmMessage[];
  /** Errors of frames, and of lines outside any message. */
  readonly issues: readonly Issue[];
}

const recordTypes = 'HPORCQMSL';

/**
 * Whether the bytes are ASTM records, with or without frames, and not HL7: the first record starts with a single
 * letter and a delimiter. Text in UTF-16 does not count: a zero byte follows each letter.
 */
export function isAstm(bytes: Uint8Array): boolean {
  const head = withoutMark(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  return /^[\x00-\x20]*(?:\x02[0-7])?[HPORCQMSL][!-/:-@[-`{-~]/.test(head);
}

/** Without the byte order mark of UTF-8. */
const withoutMark = (text: string): string => text.replace(/^\xef\xbb\xbf/, '');

/**
 * Reads the records (LIS2-A2) of one session, with frames (LIS01-A2) or without. Everything readable is read;
 * the rest is reported as issues. Each byte becomes one character: the character set is known only with the
 * source.
 */
export function readSession(bytes: Uint8Array): AstmSession {
  const { text, issues } = unframe(bytes);
  const messages: AstmMessage[] = [];
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length > 0) messages.push(readMessage(lines));
    lines = [];
  };
  for (const line of withoutMark(text).split(/[\r\n\x00\x04-\x06\x15]+/)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (/^H[^A-Za-z0-9\s]/.test(trimmed)) close();
    const isRecord = /^[A-Za-z](?:[^A-Za-z0-9\s]|$)/.test(trimmed);
    if (isRecord || lines.length > 0) lines.push(trimmed);
    else
      issues.push(error(errorCode.segmentSequence, undefined, 'A line outside any message, and no record'));
  }
  close();
  return { messages, issues };
}

/** Reads one message from its lines, header first. Without a header, the usual delimiters are assumed. */
function readMessage(lines: readonly string[]): AstmMessage {
  const issues: Issue[] = [];
  const delimiters = delimitersOf(lines[0] ?? '', issues);
  const counts = new Map<string, number>();
  const records = lines.map((line) => {
    const type = line.charAt(0).toUpperCase();
    const ordinal = (counts.get(type) ?? 0) + 1;
    counts.set(type, ordinal);
    return new AstmRecord(line, ordinal, delimiters);
  });
  for (const record of records)
    if (record.type.length !== 1 || !recordTypes.includes(record.type))
      issues.push(
        warning(
          errorCode.segmentSequence,
          record.at(),
          'The record type is not in LIS2-A2; the record is kept unread',
        ),
      );
  if (records.at(-1)?.type !== 'L')
    issues.push(warning(errorCode.segmentSequence, 'L', 'The message has no terminator record'));
  const termination = records.at(-1)?.value(3);
  if (termination !== undefined && 'TRE'.includes(termination))
    issues.push(warning(errorCode.tableValue, 'L[1]-3', 'The sender aborted the transmission'));
  return { bytes: Buffer.from(lines.map((line) => `${line}\r`).join(''), 'latin1'), records, issues };
}

function delimitersOf(header: string, issues: Issue[]): AstmDelimiters {
  if (header.charAt(0).toUpperCase() !== 'H') {
    issues.push(error(errorCode.requiredFieldMissing, 'H', 'The message has no header record'));
    return defaultAstmDelimiters;
  }
  const field = header.charAt(1) || defaultAstmDelimiters.field;
  const [repeat = '', component = '', mark = ''] = header.split(field)[1] ?? '';
  const declared = { field, repeat, component, escape: mark };
  const isClear = repeat !== '' && component !== '' && new Set(Object.values(declared)).size === 4;
  if (isClear) return declared;
  issues.push(warning(errorCode.dataType, 'H[1]-2', 'The header does not declare different delimiters'));
  return { ...defaultAstmDelimiters, field };
}

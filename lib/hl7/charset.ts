import { errorCode, type Issue, warning } from '../shared/issue.ts';

/** HL7 table 0211 to the labels of the WHATWG Encoding Standard. */
const encodings: Readonly<Record<string, string>> = {
  ASCII: 'windows-1252',
  '8859/1': 'windows-1252',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'windows-1254',
  '8859/15': 'iso-8859-15',
  'ISO IR14': 'shift_jis',
  'ISO IR87': 'iso-2022-jp',
  'ISO IR159': 'iso-2022-jp',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'BIG-5': 'big5',
  UNICODE: 'utf-8',
  'UNICODE UTF-8': 'utf-8',
  'UNICODE UTF-16': 'utf-16be',
};

/** Spellings that senders use for the names of table 0211. */
function tableName(declared: string): string {
  const name = declared.trim().toUpperCase();
  if (/^(UNICODE[ _-]?)?UTF-?8$/.test(name)) return 'UNICODE UTF-8';
  const latin = /^ISO[ _-]?(?:IEC[ _-]?)?8859[ /_-](\d+)$/.exec(name);
  return latin === null ? name : `8859/${latin[1]}`;
}

export interface DecodedText {
  readonly text: string;
  /** The encoding the text was read with, as an Encoding Standard label. */
  readonly encoding: string;
  readonly issues: readonly Issue[];
}

/**
 * Decodes the bytes of one message: by its byte order mark, else by MSH-18, else by the source's
 * own character set, else as UTF-8. Bytes that do not fit are read as Windows-1252 and reported;
 * they are never replaced in silence.
 */
export function decodeText(bytes: Uint8Array, sourceCharset?: string): DecodedText {
  const marked = byteOrderMark(bytes);
  if (marked !== undefined) return decodeAs(bytes, marked, []);
  const declared = declaredCharset(bytes);
  const issues: Issue[] = [];
  if (declared !== undefined) {
    const encoding = encodings[tableName(declared)];
    if (encoding !== undefined) return decodeAs(bytes, encoding, issues);
    issues.push(warning(errorCode.tableValue, 'MSH-18', 'MSH-18 names no character set of HL7 table 0211'));
  }
  const assumed = sourceCharset === undefined ? undefined : encodings[tableName(sourceCharset)];
  return decodeAs(bytes, assumed ?? 'utf-8', issues);
}

/** Whether `decodeText` knows the name: for checking a site before it starts. */
export const isKnownCharset = (name: string): boolean => encodings[tableName(name)] !== undefined;

function decodeAs(bytes: Uint8Array, encoding: string, issues: Issue[]): DecodedText {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text, encoding, issues };
  } catch (cause) {
    if (!isInvalidData(cause)) throw cause;
    issues.push(
      warning(
        errorCode.dataType,
        `byte ${firstBadByte(bytes, encoding)}`,
        `Bytes do not fit the character set ${encoding}; read as Windows-1252. Set MSH-18, or the source's charset`,
      ),
    );
    const text = new TextDecoder('windows-1252').decode(bytes);
    return { text, encoding: 'windows-1252', issues };
  }
}

const isInvalidData = (cause: unknown): boolean =>
  typeof cause === 'object' &&
  cause !== null &&
  'code' in cause &&
  cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** The 0-based offset of the first byte that cannot be decoded; found by halving. */
function firstBadByte(bytes: Uint8Array, encoding: string): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}

/** The encoding that the first bytes show, whatever MSH-18 says. */
export function byteOrderMark(bytes: Uint8Array): 'utf-8' | 'utf-16be' | 'utf-16le' | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  // no mark, but "M" with a zero byte beside it
  if (a === 0 && b === 0x4d) return 'utf-16be';
  if (a === 0x4d && b === 0) return 'utf-16le';
  return undefined;
}

/** MSH-18, first repetition, read before anything is decoded: the header is ASCII in every set that gets here. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('MSH', 0, 'latin1');
  if (start === -1) return undefined;
  const head = Buffer.from(bytes.subarray(start, start + 4096)).toString('latin1');
  const line = head.slice(0, /[\r\n]/.exec(head)?.index ?? head.length);
  const separator = line[3] ?? '|';
  const value = line
    .split(separator)[17]
    ?.split(line[5] ?? '~')[0]
    ?.trim();
  return value === undefined || value === '' || value === '""' ? undefined : value;
}

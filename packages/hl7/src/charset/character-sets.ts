/**
 * How a character set of HL7 table 0211 is decoded: a label of the WHATWG Encoding Standard, or one of the
 * three sets that the standard lacks.
 */
export type Encoding = string;

/** Not in the Encoding Standard; see `decodeText` and `encodeText`. */
export const US_ASCII = 'us-ascii';
export const UTF_32_BE = 'utf-32be';
export const UTF_32_LE = 'utf-32le';
/**
 * ASCII with ISO 2022 escapes to the Japanese sets, including JIS X 0212, which the Encoding Standard lacks.
 */
export const ISO_2022_JP = 'iso-2022-jp';

const encodings: ReadonlyMap<string, Encoding> = new Map(
  Object.entries({
    ASCII: US_ASCII,
    // a superset of ISO 8859-1: typographic characters instead of control codes that nobody sends
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
    'ISO IR87': ISO_2022_JP,
    'ISO IR159': ISO_2022_JP,
    'GB 18030-2000': 'gb18030',
    'KS X 1001': 'euc-kr',
    'BIG-5': 'big5',
    UNICODE: 'utf-8',
    'UNICODE UTF-8': 'utf-8',
    'UNICODE UTF-16': 'utf-16be',
    'UNICODE UTF-32': UTF_32_BE,
  }),
);

/** The encoding for a name of table 0211, in any spelling that senders use. */
export function encodingOf(declared: string): Encoding | undefined {
  const exact = encodings.get(declared);
  if (exact !== undefined) return exact;
  const name = declared.trim().toUpperCase();
  const unicode = /^(?:UNICODE[ _-]?)?UTF-?(8|16|32)$/.exec(name);
  if (unicode !== null) return encodings.get(`UNICODE UTF-${unicode[1]}`);
  const latin = /^(?:ISO[ _-]?(?:IEC[ _-]?)?)?8859[ /_-](\d+)$/.exec(name);
  return encodings.get(latin === null ? name : `8859/${latin[1]}`);
}

/** The name is in table 0211. Used to check a site before it starts. */
export const isKnownCharset = (name: string): boolean => encodingOf(name) !== undefined;

const japanese: ReadonlySet<string> = new Set([ISO_2022_JP, 'shift_jis']);

/**
 * The encoding of a message by the repetitions of MSH-18 (v2.5.1 §2.15.9.18): the message starts in the
 * first, and its escape sequences switch to the others. Undefined if a name is not in table 0211.
 */
export function encodingOfAll(declared: readonly string[]): Encoding | undefined {
  const known = declared.map((name) => (name.trim() === '' ? US_ASCII : encodingOf(name)));
  const [first, ...others] = known;
  if (known.includes(undefined)) return first;
  return others.includes(ISO_2022_JP) && (first === US_ASCII || japanese.has(first ?? ''))
    ? ISO_2022_JP
    : first;
}

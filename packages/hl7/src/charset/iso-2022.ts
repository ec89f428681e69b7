/** Starts an escape sequence that switches the character set (ISO/IEC 2022). */
export const ESCAPE = 0x1b;

/** The sets of Japanese messages, by the bytes after ESC. */
const designations = [
  { set: 'ascii', final: '(B' },
  { set: 'ascii', final: '(J' },
  { set: 'kana', final: '(I' },
  { set: 'jis-x-0212', final: '$(D' },
  { set: 'jis-x-0208', final: '$B' },
  { set: 'jis-x-0208', final: '$@' },
] as const;

type JisSet = (typeof designations)[number]['set'];

const eucJp = new TextDecoder('euc-jp', { fatal: true });

/**
 * Decodes ASCII with switches to JIS X 0201, 0208 and 0212, or gives the offset of the first byte that does
 * not fit.
 */
export function decodeIso2022(bytes: Uint8Array): string | { readonly badByte: number } {
  const pieces: string[] = [];
  let set: JisSet = 'ascii';
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) {
      const designation = designationAt(bytes, at + 1);
      if (designation === undefined) return { badByte: at };
      set = designation.set;
      at += 1 + designation.final.length;
      continue;
    }
    // every line starts in ASCII
    if (byte === 0x0d || byte === 0x0a) set = 'ascii';
    const width = byte > 0x20 && isDoubleByte(set) ? 2 : 1;
    const character = decodeCharacter(set, byte, bytes[at + 1]);
    if (character === undefined) return { badByte: at };
    pieces.push(character);
    at += width;
  }
  return pieces.join('');
}

/** Whether the bytes after ESC name a known set. */
export const isDesignation = (text: string): boolean => designations.some(({ final }) => final === text);

/**
 * Decodes one run of bytes in the set that `designation` names, as in `\M2442\`. Undefined if the set is
 * unknown or the run does not fit it.
 */
export function decodeRun(designation: string, run: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(run)) return undefined;
  const decoded = decodeIso2022(Buffer.from(`\x1b${designation}${run}`, 'latin1'));
  return typeof decoded === 'string' ? decoded : undefined;
}

const isDoubleByte = (set: JisSet): boolean => set === 'jis-x-0208' || set === 'jis-x-0212';

const designationAt = (bytes: Uint8Array, at: number) =>
  designations.find(({ final }) =>
    [...final].every((character, index) => bytes[at + index] === character.charCodeAt(0)),
  );

function decodeCharacter(set: JisSet, byte: number, next: number | undefined): string | undefined {
  if (byte <= 0x20) return String.fromCharCode(byte);
  if (set === 'ascii' && byte < 0x80) return String.fromCharCode(byte);
  // katakana of JIS X 0201, in seven or eight bits
  if (set === 'kana' && byte <= 0x5f) return fromEuc(0x8e, byte | 0x80);
  if (set === 'ascii' && byte >= 0xa1 && byte <= 0xdf) return fromEuc(0x8e, byte);
  if (!isDoubleByte(set) || next === undefined || byte > 0x7e || next < 0x21 || next > 0x7e) return undefined;
  return set === 'jis-x-0208' ? fromEuc(byte | 0x80, next | 0x80) : fromEuc(0x8f, byte | 0x80, next | 0x80);
}

function fromEuc(...bytes: number[]): string | undefined {
  try {
    return eucJp.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/**
 * The reverse of `decodeIso2022`. `bytesOf` gives the EUC-JP bytes of a character. Undefined if a character
 * has none.
 */
export function encodeIso2022(
  text: string,
  bytesOf: (character: string) => readonly number[] | undefined,
): Uint8Array | undefined {
  const encoded: number[] = [];
  let current = '(B';
  const switchTo = (final: string) => {
    if (final !== current) encoded.push(ESCAPE, ...Buffer.from(final, 'latin1'));
    current = final;
  };
  for (const character of text) {
    const bytes = bytesOf(character);
    if (bytes === undefined) return undefined;
    const [first = 0] = bytes;
    if (first < 0x80) switchTo('(B');
    else if (first === 0x8e) switchTo('(I');
    else switchTo(bytes.length === 3 ? '$(D' : '$B');
    encoded.push(...bytes.slice(first === 0x8e || bytes.length === 3 ? 1 : 0).map((byte) => byte & 0x7f));
  }
  switchTo('(B');
  return Uint8Array.from(encoded);
}

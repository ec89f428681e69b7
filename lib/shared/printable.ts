/**
 * Characters that act on a terminal, hide, or change how their neighbours are shown: controls (C0, C1, DEL), marks
 * that turn the direction of writing, line separators, characters without width, tags, and halves of a surrogate pair.
 */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** The Unicode block with a picture for each C0 control. */
const PICTURES = 0x2400;
const DELETE = 0x7f;

/**
 * The text as one line that is safe for a terminal and hides nothing. A C0 control is shown by its picture (ESC is `␛`, a
 * line break `␊`), any other such character by its number: `\u{202e}`.
 */
export const printable = (text: string): string => text.replaceAll(unprintable, shown);

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  return code === DELETE ? '\u2421' : `\\u{${code.toString(16)}}`;
}

/** JSON with an escape for each such character, so that it is safe for a terminal and stays the same value. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replaceAll(unprintable, (character) =>
    // the line breaks of the indentation are our own; those of the value are escaped already
    character === '\n' ? character : escaped(character),
  );

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');

/** The words of a name in capitals without accents. An umlaut equals its spelling with E. */
export function wordsOf(text: string): string[] {
  return plain(text.slice(0, MAX_LETTERS))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** HL7 v2.5.1 §2.A.88 limits a family name to 194. */
const MAX_LETTERS = 250;

const plain = (text: string): string =>
  text
    .replaceAll(/['’`´]/g, '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[ØŁĐÆŒÞ]/g, (letter) => letters.get(letter) ?? letter)
    .replaceAll(/AE|OE|UE|AA/g, ([first]) => first ?? '');

/** Letters that Unicode decomposition leaves whole. AE and OE lose their E, like umlauts. */
const letters: ReadonlyMap<string, string> = new Map([
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Æ', 'A'],
  ['Œ', 'O'],
  ['Þ', 'TH'],
]);

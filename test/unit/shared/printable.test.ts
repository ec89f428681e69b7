import { expect, test } from '@jest/globals';
import { printable, printableJson } from '../../../lib/shared/printable.ts';
import { isActing } from '../../support/hostile-words.ts';

/** Every character that can be in a string, in pieces. */
function* everyCharacter(): Generator<string> {
  const STEP = 0x1000;
  for (let from = 0; from < 0x110000; from += STEP)
    yield Array.from({ length: STEP }, (_, index) => String.fromCodePoint(from + index)).join(' ');
}

test('no character that acts on a terminal or hides is printed, of all that there are', () => {
  for (const some of everyCharacter()) {
    expect(isActing(printable(some))).toBe(false);
    expect(isActing(printableJson({ [some]: some }, 2))).toBe(false);
  }
});

test('JSON stays the same value', () => {
  for (const some of everyCharacter())
    expect(JSON.parse(printableJson({ [some]: [some] }, 2))).toEqual({ [some]: [some] });
});

test('characters that are printed in two ways are told apart', () => {
  expect(printable('A\u200bB')).toBe('A\\u{200b}B');
  expect(printable('AB')).toBe('AB');
});

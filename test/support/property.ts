import fc from 'fast-check';
import { seed } from './seed.ts';

fc.configureGlobal({ seed });

/** fast-check, with the seed of this run. */
export { fc };

const codePoint = (min: number, max: number) => fc.integer({ min, max });

/** Any character of Unicode, those that computers trip over more often than the rest. */
const character = fc
  .oneof(codePoint(0, 0x7f), codePoint(0x80, 0xd7ff), codePoint(0xe000, 0xffff), codePoint(0x10000, 0x10ffff))
  .map((code) => String.fromCodePoint(code));

/** Any text of Unicode. The unit `binary` of fast-check gives the same, but is prepared for three seconds. */
export const anyText = fc.oneof(fc.string(), fc.string({ unit: character }));

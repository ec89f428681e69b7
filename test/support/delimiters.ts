import type { Delimiters } from '@labwire/hl7/message/delimiters';
import { fc } from './property.ts';

/** Every printable ASCII character except letters, digits and the blank. */
const candidates = [...Array(94).keys()]
  .map((index) => String.fromCharCode(0x21 + index))
  .filter((character) => !/[A-Za-z0-9]/.test(character));

/** Any delimiters that a message may declare, with or without the truncation character of v2.7. */
export const anyDelimiters: fc.Arbitrary<Delimiters> = fc
  .uniqueArray(fc.constantFrom(...candidates), { minLength: 5, maxLength: 6 })
  .map(([field = '|', component = '^', repetition = '~', mark = '\\', subcomponent = '&', truncation]) => ({
    field,
    component,
    repetition,
    escape: mark,
    subcomponent,
    ...(truncation === undefined ? {} : { truncation }),
  }));

import { expect, test } from '@jest/globals';
import { analyteOf } from '../../../lib/model/analyte.ts';
import type { Concept } from '../../../lib/model/concept.ts';

test.each<[string, Concept, string]>([
  [
    'our own LOINC, before the one that was sent',
    {
      codings: [
        { code: '1-1', system: 'LN' },
        { code: '2-2', system: 'LN', isMapped: true },
      ],
    },
    '2-2',
  ],
  [
    'LOINC as sent, wherever it stands',
    {
      codings: [
        { code: 'GLU', system: 'L' },
        { code: '2345-7', system: 'LN' },
      ],
    },
    '2345-7',
  ],
  ['LOINC by its name', { codings: [{ code: 'G' }, { code: '2345-7', system: 'loinc' }] }, '2345-7'],
  [
    'LOINC by its URI',
    { codings: [{ code: 'G' }, { code: '2345-7', system: 'http://loinc.org' }] },
    '2345-7',
  ],
  ['the first code of the sender', { codings: [{ code: 'GLU', system: 'XLN' }, { code: 'SUGAR' }] }, 'GLU'],
  ['the words, where there is no code', { codings: [], text: 'Glucose' }, 'Glucose'],
  ['nothing, where there is neither', { codings: [] }, ''],
])('an analyte goes by %s', (_, concept, expected) => {
  expect(analyteOf(concept)).toBe(expected);
});

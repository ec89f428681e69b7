import { expect, test } from '@jest/globals';
import type { Value } from '../../../lib/model/observation.ts';
import { answerReader, INVALID } from '../../../lib/quality/answers.ts';
import { fc } from '../../support/property.ts';
import { aPoint } from '../../support/quality/controls.ts';

const read = answerReader({
  answers: [
    {
      ...{ answer: 'Negative', words: ['NEG', 'Not detected', 'Négatif'] },
      codes: [
        { code: '260415000', system: 'SCT' },
        { code: 'N', system: 'L' },
      ],
    },
    { answer: 'Positive', words: ['POS', 'Detected', '1:40'], codes: [{ code: '260373001', system: 'SCT' }] },
  ],
  invalid: { words: ['No internal control line'], codes: [{ code: 'INV', system: 'L' }] },
});

/** What the reader finds in OBX-5 of a message. */
const answerOf = (type: string, value: string): string | undefined =>
  read(aPoint({ type, value, unit: '' }).observation.values);

test.each([
  ['ST', 'Negative', 'Negative'],
  ['ST', ' nEGATIVE  ', 'Negative'],
  ['ST', 'not   DETECTED', 'Negative'],
  ['TX', 'NEG', 'Negative'],
  ['IS', 'pos', 'Positive'],
  ['SN', '^1^:^40', 'Positive'],
  ['CE', 'NEG', 'Negative'],
  ['CWE', '260415000^Not detected^SCT', 'Negative'],
  ['CWE', '260415000^^SCT', 'Negative'],
  ['CWE', '260415000^absent, as the maker says^SCT', 'Negative'],
  ['CWE', 'X9^Positive^99LAB', 'Positive'],
  ['CE', 'X9^Whatever^99LAB^N^nothing^L', 'Negative'],
  ['CWE', '^^^^^^^^Positive', 'Positive'],
  ['ST', 'Invalid', INVALID],
  ['ST', 'no internal control LINE', INVALID],
  ['CE', 'INV^^L', INVALID],
])('%s %j is %s', (type, value, answer) => {
  expect(answerOf(type, value)).toBe(answer);
});

test.each([
  ['a word that contains another one', 'ST', 'Not detected?'],
  ['a word that another one contains', 'ST', 'detect'],
  ['a negation of a word', 'ST', 'not positive'],
  ['a word with a comment', 'ST', 'Negative, faint line'],
  ['nothing', 'ST', ''],
  ['several answers', 'CWE', 'A^Negative^L~B^Positive^L'],
  ['one answer twice', 'TX', 'Negative~Negative'],
  ['a code and a display that differ', 'CWE', '260415000^Detected^SCT'],
  ['two codes that differ', 'CE', '260415000^Not detected^SCT^POS^Positive^99LAB'],
  ['another code of a system whose codes the site names', 'CWE', '10828004^Negative^SCT'],
  ['a code of another system', 'CWE', '260415000^^L'],
  ['a code and an original text that nobody knows', 'CWE', '260415000^Not detected^SCT^^^^^^weakly there'],
  ['a number', 'NM', '5'],
])('%s is no answer', (_, type, value) => {
  expect(answerOf(type, value)).toBeUndefined();
});

test('a letter that is written in two ways is one', () => {
  expect(read([{ kind: 'text', text: 'Ne\u0301gatif' }])).toBe('Negative');
});

test('a code of the map of the site is not what was sent', () => {
  const concept = { codings: [{ code: '260415000', system: 'SCT', isMapped: true as const }] };
  expect(read([{ kind: 'coded', text: '', concept }])).toBeUndefined();
});

test('no word of a message is taken for a property of an object', () => {
  for (const text of ['__proto__', 'constructor', 'toString'])
    expect(read([{ kind: 'text', text }])).toBeUndefined();
});

test('a text is an answer only if it is one of the words, however it is made of them', () => {
  const words = ['negative', 'neg', 'not detected', 'négatif', 'positive', 'pos', 'detected', '1:40'];
  const known = new Set([...words, 'invalid', 'no internal control line']);
  const pieces = fc.array(
    fc.constantFrom('not', 'detected', 'neg', 'ative', 'pos', ' ', '1:40', 'NEG', 'x'),
    {
      ...{ minLength: 1, maxLength: 5 },
    },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const plain = text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
      const value: Value = { kind: 'text', text };
      expect(read([value]) !== undefined).toBe(known.has(plain));
    }),
  );
});

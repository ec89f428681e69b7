import { expect, test } from '@jest/globals';
import { subIdOf, testOf } from '../../src/astm/test-id.ts';

test.each([
  ["the manufacturer's code, component 4", ['', '', '', 'GLU'], ['GLU']],
  ['with its name behind it', ['', 'Glucose', '', 'GLU'], ['GLU', 'Glucose']],
  ['a code in front, with its name', ['GLU', 'Glucose', ''], ['GLU', 'Glucose']],
  ['a name in the second place alone', ['', 'GLU'], ['GLU']],
  ['a code behind the place of the code', ['', '', '', '', 'GLU'], ['GLU']],
  ['a kind of measurement behind it, which is no name', ['', '', '', 'pH', 'M'], ['pH']],
  ['a dilution behind it', ['', '', '', '10', '1', '0'], ['10']],
  [
    'a LOINC code behind it',
    ['', '', '', 'MCV', '787-2'],
    ['MCV', undefined, undefined, '787-2', undefined, 'LN'],
  ],
  ['a number that only looks like one', ['', '', '', 'MCV', '787-3'], ['MCV']],
  ['nothing', ['', '', ''], []],
  ['no components', [], []],
])('of %s', (_, components, expected) => {
  expect(testOf(components)).toEqual(expected);
});

test.each([
  ['2009 H1N1', '2009 H1N1'],
  ['IS1081-IS6110', 'IS1081-IS6110'],
  ['47804', undefined],
  ['81594FZ00', undefined],
  ['rpoB', 'rpoB'],
])('the analyte %s, which a lot is not', (part, expected) => {
  expect(subIdOf(['', '', '', 'X', 'Name', '1', part])).toBe(expected);
});

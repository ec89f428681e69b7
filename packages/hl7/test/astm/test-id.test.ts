import { expect, test } from '@jest/globals';
import { testOf } from '../../src/astm/test-id.ts';

test.each([
  ["the manufacturer's code, component 4", ['', '', '', 'GLU'], ['GLU']],
  ['with its name behind it', ['', 'Glucose', '', 'GLU'], ['GLU', 'Glucose']],
  ['a code in front, with its name', ['GLU', 'Glucose', ''], ['GLU', 'Glucose']],
  ['a name in the second place alone', ['', 'GLU'], ['GLU']],
  ['a code behind the place of the code', ['', '', '', '', 'GLU'], ['GLU']],
  ['nothing', ['', '', ''], []],
  ['no components', [], []],
])('of %s', (_, components, expected) => {
  expect(testOf(components)).toEqual(expected);
});

import { expect, test } from '@jest/globals';
import { plainSubId } from '../../../../lib/normalize/elements/sub-id.ts';

test.each([
  ['1', '1'],
  ['01', '1'],
  ['0', '0'],
  ['000', '0'],
  ['10', '10'],
  ['1.01', '1.01'],
  ['0a', '0a'],
  [undefined, undefined],
])('OBX-4 %s is %s', (sent, plain) => {
  expect(plainSubId(sent)).toBe(plain);
});

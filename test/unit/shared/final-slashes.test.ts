import { expect, test } from '@jest/globals';
import { withoutFinalSlashes } from '../../../lib/shared/final-slashes.ts';

test.each([
  ['https://ehr.test/fhir//', 'https://ehr.test/fhir'],
  ['https://ehr.test', 'https://ehr.test'],
  ['//', ''],
])('%s ends as %s', (address, expected) => {
  expect(withoutFinalSlashes(address)).toBe(expected);
});

import { expect, test } from '@jest/globals';
import { check } from '../../../../lib/destinations/queue/check.ts';

test('an EHR that reads its queue itself is not reached by us', () => {
  expect(check()).toBe('reads its queue itself');
});

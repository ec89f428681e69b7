import { expect, test } from '@jest/globals';
import { ownIdentifier } from '../../../../lib/render/fhir/render-context.ts';

test('an identifier of ours has a system for its kind under the base of the laboratory', () => {
  expect(ownIdentifier('report', '0123', { base: 'https://lab.test' })).toEqual({
    system: 'https://lab.test/report',
    value: '0123',
  });
});

test('the same kind and key are the same identifier; another kind is another system', () => {
  const context = { base: 'https://lab.test' };
  expect(ownIdentifier('order', 'k', context)).toEqual(ownIdentifier('order', 'k', context));
  expect(ownIdentifier('order', 'k', context).system).not.toBe(ownIdentifier('report', 'k', context).system);
});

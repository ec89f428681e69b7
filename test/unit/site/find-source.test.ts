import { expect, test } from '@jest/globals';
import { findSource } from '../../../lib/site/find-source.ts';
import { aSite } from '../../support/site.ts';

const site = aSite({
  sources: [
    { id: 'exact', kind: 'lis', sender: { application: 'LIS', facility: 'NORTH' } },
    { id: 'any-place', kind: 'lis', sender: { application: 'LIS' } },
    { id: 'by-place', kind: 'lis', sender: { facility: 'SOUTH' } },
  ],
});

test.each([
  ['the first that matches', { application: 'LIS', facility: 'NORTH' }, 'exact'],
  ['one that asks for no facility', { application: 'LIS', facility: 'SOUTH' }, 'any-place'],
  ['one that asks for a facility alone', { application: 'constructor', facility: 'SOUTH' }, 'by-place'],
  ['none, as case counts', { application: 'lis', facility: 'NORTH' }, undefined],
  ['none for a sender without a name', {}, undefined],
  ['none for an empty name', { application: '', facility: '' }, undefined],
])('the source of a message is %s (MSH-3, MSH-4)', (_, sender, id) => {
  expect(findSource(site, sender)?.id).toBe(id);
});

test('a source that names no sender takes every message that no source before it takes', () => {
  const open = aSite({
    sources: [...site.sources.map(({ terms: _, ...one }) => one), { id: 'rest', kind: 'lis' }],
  });
  expect(findSource(open, {})?.id).toBe('rest');
  expect(findSource(open, { application: 'LIS', facility: 'NORTH' })?.id).toBe('exact');
});

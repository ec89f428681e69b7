import { expect, test } from '@jest/globals';
import { isSameLink, linkName } from '../../../lib/model/linked.ts';
import type { LinkRule, PatientLink } from '../../../lib/model/patient.ts';

const aLink = (survivor: string, rule?: LinkRule): PatientLink => ({
  survivor: { key: survivor, identifiers: [], names: [], addresses: [], phones: [], notes: [] },
  rule,
  ...{ messageId: 'm', source: 'adt', at: 'MRG[1]' },
  watermark: { statusTime: 0, messageTime: 0, receivedTime: 0 },
});
const account = (value: string, kind: 'account' | 'visit' = 'account'): LinkRule => ({
  only: { kind, id: { value, assigner: {}, scope: 's' } },
});

test.each<[string, LinkRule | undefined, string]>([
  ['a merge', undefined, 'merge|p'],
  ['the end of one (A37)', { ends: true }, 'end|p'],
  ['two numbers of one person (A24)', { isAlias: true }, 'alias|p'],
  ['an account (A44)', account('7'), 'account|p|s|7'],
  ['a visit (A45)', account('7', 'visit'), 'visit|p|s|7'],
])('a link is about %s', (_, rule, name) => {
  expect(linkName(aLink('p', rule))).toBe(name);
});

test('two words are about one thing by kind, survivor and account, and not by their message', () => {
  expect(isSameLink(aLink('p'), { ...aLink('p'), messageId: 'other', source: 'lis' })).toBe(true);
  expect(isSameLink(aLink('p'), aLink('q'))).toBe(false);
  expect(isSameLink(aLink('p', account('7')), aLink('p', account('8')))).toBe(false);
  expect(isSameLink(aLink('p'), aLink('p', { ends: true }))).toBe(false);
});

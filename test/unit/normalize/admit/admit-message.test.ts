import { describe, expect, test } from '@jest/globals';
import { admitMessage, senderScopeOf } from '../../../../lib/normalize/admit/admit-message.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

/** In whose numbers identifiers of a message are unique, from a source with this configuration. */
function scopeOf(source: Readonly<Record<string, unknown>>, application: string, facility: string): string {
  const site = aSite({ sources: [{ id: 'lab', kind: 'lis', ...source }] });
  const admitted = admitMessage(anOru({ header: { 3: application, 4: facility } }), site);
  if (!admitted.ok) throw new Error('a message that was not taken');
  return senderScopeOf(admitted.value.source, admitted.value.msh);
}

describe('numbers without an assigner', () => {
  const isShared = (
    source: Readonly<Record<string, unknown>>,
    a: readonly [string, string],
    b: readonly [string, string],
  ) => scopeOf(source, ...a) === scopeOf(source, ...b);

  test.each<[string, Readonly<Record<string, unknown>>, boolean, boolean]>([
    ['names application and facility', { sender: { application: 'LIS', facility: 'NORTH' } }, true, true],
    ['leaves MSH-4 open', { sender: { application: 'LIS' } }, true, false],
    ['leaves MSH-3 open', { sender: { facility: 'NORTH' } }, true, true],
    [
      'leaves MSH-3 open to instruments',
      { sender: { facility: 'NORTH' }, numbersOf: 'application' },
      false,
      true,
    ],
    ['leaves both open', {}, false, false],
    ['leaves both open and shares its numbers', { numbersOf: 'region' }, true, true],
  ])('of a source that %s', (_, source, acrossApplications, acrossFacilities) => {
    const sender = (source['sender'] ?? {}) as { application?: string; facility?: string };
    const own: readonly [string, string] = ['LIS', 'NORTH'];
    if (sender.application === undefined)
      expect(isShared(source, own, ['OTHER', 'NORTH'])).toBe(acrossApplications);
    if (sender.facility === undefined) expect(isShared(source, own, ['LIS', 'SOUTH'])).toBe(acrossFacilities);
    expect(isShared(source, own, own)).toBe(true);
  });
});

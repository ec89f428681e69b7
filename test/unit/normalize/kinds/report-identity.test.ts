import { describe, expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

/** A result without any number, as a meter sends it. */
const reading = (options: Parameters<typeof anOru>[0] = {}, messageId = 'm1'): string | undefined => {
  const bytes = anOru({ ...options, order: { 3: '', 7: '202603020700-0500', ...options?.order } });
  return normalized(bytes, { messageId }).parts[0]?.reportKey;
};

describe('a result without numbers', () => {
  test.each<[string, Parameters<typeof anOru>[0]]>([
    ['later', { header: { 7: '20260302090000-0500', 10: 'CTRL-2' } }],
    ['with seconds in its time', { order: { 7: '20260302070012-0500' } }],
    ['as final after preliminary', { order: { 25: 'P' }, results: [{ 11: 'P' }] }],
  ])('that is sent again %s is the same', (_, again) => {
    expect(reading(again, 'm2')).toBe(reading());
  });

  test.each<[string, Parameters<typeof anOru>[0]]>([
    ['of another patient', { patient: { 3: '700102^^^RIVERSIDE^MR' } }],
    ['of another minute', { order: { 7: '202603020701-0500' } }],
    ['of another value', { results: [{ 5: '94' }] }],
    ['in another unit', { results: [{ 6: 'mmol/L' }] }],
    ['of another test', { results: [{ 3: 'K^Potassium^L' }] }],
    ['of another device', { results: [{ 18: 'METER-2' }] }],
    ['of another service', { order: { 4: 'BG^Blood gas^L' } }],
  ])('%s is another', (_, other) => {
    expect(reading(other, 'm2')).not.toBe(reading());
  });

  test('that says no time is the same only under the same MSH-10', () => {
    const untimed = (control: string) => ({ header: { 10: control }, order: { 7: '' } });
    expect(reading(untimed('A'), 'm2')).toBe(reading(untimed('A')));
    expect(reading(untimed('B'), 'm2')).not.toBe(reading(untimed('A')));
  });

  test('that names no patient is its message’s alone', () => {
    const nobody = { patient: { 3: '', 5: '', 7: '' } };
    expect(reading(nobody, 'm2')).not.toBe(reading(nobody));
  });
});

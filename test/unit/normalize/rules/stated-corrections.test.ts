import { expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import { statedCorrections } from '../../../../lib/normalize/rules/stated-corrections.ts';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';

const stated = (...segments: readonly string[]): number => {
  const parsed = parseMessage(toMessage(msh(), pid(), ...segments));
  if (!parsed.ok) throw new Error('not read');
  return statedCorrections(parsed.value.segments);
};

test.each([
  ['OBR-25 C', [obr({ 25: 'C' }), obx()], 1],
  ['OBR-25 X', [obr({ 25: 'X' })], 1],
  ['OBX-11', [obr(), obx(), obx({ 11: 'C' }), obx({ 11: 'W' })], 1],
  ['two orders of three', [obr({ 25: 'C' }), obx({ 11: 'C' }), obr(), obx(), obr(), obx({ 11: 'D' })], 2],
  ['only final results', [obr(), obx()], 0],
  ['OBX-11 X, which may be a first statement', [obr(), obx({ 11: 'X' })], 0],
])('orders that say that they correct are counted once: %s', (_, segments, count) => {
  expect(stated(...segments)).toBe(count);
});

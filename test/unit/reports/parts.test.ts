import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../lib/model/report.ts';
import { currentParts, isSamePlace, revisionOf } from '../../../lib/reports/parts.ts';
import { anOru } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';

const base = onlyPart(anOru());
const part = (messageId: string, at: string, revision?: number): ReportPart => ({
  ...base,
  messageId,
  at,
  ...(revision === undefined ? {} : { revision }),
});

const namesOf = (parts: readonly ReportPart[]): string[] =>
  parts.map((one) => `${one.messageId} ${one.at} ${revisionOf(one)}`);

describe('what a message says as it was last read', () => {
  test('of one place the highest revision counts, wherever it stands', () => {
    const parts = [part('m1', 'OBR[1]'), part('m1', 'OBR[1]', 10), part('m1', 'OBR[1]', 9)];
    expect(namesOf(currentParts(parts))).toEqual(['m1 OBR[1] 10']);
    expect(namesOf(currentParts(parts.toReversed()))).toEqual(['m1 OBR[1] 10']);
  });

  test('another place of the message, and another message, keep what they say', () => {
    const parts = [part('m1', 'OBR[1]'), part('m1', 'OBR[1]', 1), part('m1', 'OBR[2]'), part('m2', 'OBR[1]')];
    expect(namesOf(currentParts(parts))).toEqual(['m1 OBR[1] 1', 'm1 OBR[2] 0', 'm2 OBR[1] 0']);
  });

  test('several parts of one place and one reading all count', () => {
    expect(namesOf(currentParts([part('m1', 'OBR[1]', 1), part('m1', 'OBR[1]', 1)]))).toEqual([
      'm1 OBR[1] 1',
      'm1 OBR[1] 1',
    ]);
  });

  test('what was read once stays as it is, in its order; nothing stays nothing', () => {
    const parts = [part('m2', 'OBR[1]'), part('m1', 'OBR[1]')];
    expect(currentParts(parts)).toEqual(parts);
    expect(currentParts([])).toEqual([]);
  });

  test('one place is one message and one segment', () => {
    expect(isSamePlace(part('m1', 'OBR[1]'), part('m1', 'OBR[1]', 3))).toBe(true);
    expect(isSamePlace(part('m1', 'OBR[1]'), part('m1', 'OBR[2]'))).toBe(false);
    expect(isSamePlace(part('m1', 'OBR[1]'), part('m2', 'OBR[1]'))).toBe(false);
  });
});

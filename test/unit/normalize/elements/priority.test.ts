import { describe, expect, test } from '@jest/globals';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const priorityOf = (order: Readonly<Record<number, string>>, ...timings: readonly string[]) =>
  onlyPart(
    toMessage(
      msh(),
      pid(),
      obr(order),
      ...timings.map((priority, index) => segment('TQ1', { 1: String(index + 1), 9: priority })),
      obx(),
    ),
  ).priority;

describe('how urgent an order is (HL7 table 0485)', () => {
  test('TQ1-9 says it, whatever OBR says', () => {
    expect(priorityOf({}, 'S')).toBe('S');
    expect(priorityOf({ 5: 'R', 27: '^^^^^A' }, 'S')).toBe('S');
  });

  test('of several TQ1 the first counts', () => {
    expect(priorityOf({}, 'R', 'S')).toBe('R');
  });

  test('a TQ1 without a priority leaves what OBR says', () => {
    expect(priorityOf({ 27: '^^^^^S' }, '')).toBe('S');
  });

  test('OBR-27.6 says it where there is no TQ1, and OBR-5 where that is empty too', () => {
    expect(priorityOf({ 27: '^^^^^S' })).toBe('S');
    expect(priorityOf({ 5: 'A' })).toBe('A');
  });

  test('where nobody says it, nothing is invented', () => {
    expect(priorityOf({})).toBeUndefined();
    expect(priorityOf({}, '')).toBeUndefined();
  });
});

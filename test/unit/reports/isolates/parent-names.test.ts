import { describe, expect, test } from '@jest/globals';
import {
  parentNamesOf,
  parentsFit,
  parentText,
  renamingOf,
} from '../../../../lib/reports/isolates/parent-names.ts';

const order = (value: string) => ({ value, scope: 'LAB', assigner: {} });
const parent = (subId: string, { code = 'ORG', filler = 'F1', placer = 'P1' } = {}) =>
  parentNamesOf({
    result: { code: { codings: [{ code }] }, subId },
    ...(filler === '' ? {} : { fillerOrder: order(filler) }),
    ...(placer === '' ? {} : { placerOrder: order(placer) }),
  });

describe('the parent of an order', () => {
  test('OBX-4 0 is one, and no OBX-4 is none', () => {
    expect(parentText(parent('0'))).not.toBe(parentText(parent('')));
  });

  test('a placer number is compared only if one of the two has no filler number', () => {
    expect(parentsFit(parent('1'), parent('1', { placer: 'P2' }))).toBe(true);
    expect(parentsFit(parent('1'), parent('1', { filler: '' }))).toBe(true);
    expect(parentsFit(parent('1'), parent('1', { filler: '', placer: 'P2' }))).toBe(false);
  });

  test.each([
    ['recoded', parent('1', { code: 'BACT' })],
    ['renumbered', parent('2')],
    ['moved', parent('1', { filler: 'F2' })],
    ['other', parent('2', { code: 'BACT' })],
    ['other', parent('2', { filler: 'F2' })],
  ])('another name of it is %s', (renaming, other) => {
    expect(parentsFit(parent('1'), other)).toBe(false);
    expect(renamingOf(parent('1'), other)).toBe(renaming);
  });

  test('two organisms that one culture has side by side are not one that was renamed', () => {
    const set = [
      { subId: '1', value: 'ECO' },
      { subId: '2', value: 'SAU' },
    ];
    const of = (subId: string) =>
      parentNamesOf({ result: { code: { codings: [{ code: 'ORG' }] }, subId } }, set);
    expect(renamingOf(of('1'), of('2'))).toBeUndefined();
  });
});

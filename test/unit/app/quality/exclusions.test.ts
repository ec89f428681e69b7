import { expect, test } from '@jest/globals';
import { exclusionOf, exclusionsOf } from '../../../../lib/app/quality/exclusions.ts';
import type { ControlAction } from '../../../../lib/model/control-action.ts';

const said = (kind: ControlAction['kind'], point: string, minute: number): ControlAction => {
  const at = `2026-03-03T06:0${minute}:00Z`;
  return { id: `${kind}${minute}`, kind, at, recordedAt: at, by: 'mara', why: 'x', point };
};

test('the last decision about a result holds, whichever of its statements it names', () => {
  const ids = new Set(['a', 'copy']);
  const [out, back, other] = [said('exclude', 'a', 1), said('include', 'copy', 2), said('exclude', 'b', 3)];
  expect(exclusionOf(ids, [])).toBeUndefined();
  expect(exclusionOf(ids, [out, other])).toBe(out);
  // in any order
  expect(exclusionOf(ids, [back, other, out])).toBeUndefined();
  const again = said('exclude', 'a', 4);
  expect(exclusionOf(ids, [again, back, out])).toBe(again);
  expect(exclusionsOf(ids, [again, other, back, out])).toEqual([out, back, again]);
});

import { describe, expect, test } from '@jest/globals';
import { standingControls } from '../../../../lib/app/quality/standing-controls.ts';
import type { QcPoint } from '../../../../lib/model/qc-point.ts';
import { fc } from '../../../support/property.ts';
import { aPoint } from '../../../support/quality/controls.ts';

/** A statement: OBX-11 and value, sent at a minute. */
const said = (text: string, minute: number, at = '20260303060000'): QcPoint => {
  const [status = '', value = ''] = text.split(' ');
  return aPoint({
    at,
    value,
    status,
    id: `M${minute}`,
    sentAt: `2026030306${String(minute).padStart(2, '0')}00`,
  });
};

const standing = (...statements: readonly string[]) =>
  standingOf(statements.map((text, index) => said(text, index + 1)));

const standingOf = (points: readonly QcPoint[]) =>
  standingControls(points).map(({ point, state }) => `${state} ${point.observation.values[0]?.text}`);

describe('what stands of the statements about one control', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a copy changes nothing', ['F 101', 'F 101'], ['final 101']],
    ['a correction takes the place', ['F 131', 'C 101'], ['final 101']],
    ['a copy of what was corrected changes nothing', ['F 131', 'C 101', 'F 131'], ['final 101']],
    ['a correction of a correction', ['F 131', 'C 101', 'C 102'], ['final 102']],
    ['a preliminary one waits', ['P 131'], ['preliminary 131']],
    ['a final one replaces it', ['P 131', 'F 101'], ['final 101']],
    ['a late preliminary one changes nothing', ['F 101', 'P 131'], ['final 101']],
    ['an instrument that knows no check', ['R 131', 'I 130', 'F 101'], ['final 101']],
    ['taken back', ['F 131', 'D 131'], ['taken-back 131']],
    ['taken back as wrong', ['F 131', 'W 131'], ['taken-back 131']],
    ['taken back as impossible', ['F 131', 'X 131'], ['taken-back 131']],
    ['stated again after that', ['F 101', 'D 101', 'F 101'], ['final 101']],
    ['another value without a mark is another measurement', ['F 101', 'F 131'], ['final 101', 'final 131']],
    ['one of two is taken back', ['F 101', 'F 131', 'D 131'], ['final 101', 'taken-back 131']],
  ])('%s: %p', (_, statements, expected) => {
    expect(standing(...statements)).toEqual(expected);
  });

  test('a copy keeps the point that came first', () => {
    const [first, copy] = [said('F 101', 1), said('F 101', 2)];
    const [only] = standingControls([copy, first]);
    expect(only?.point).toBe(first);
    expect(only?.ids).toEqual(new Set([first.id, copy.id]));
  });

  test.each(['20260303060001', '20260304060000'])('a control of another time (%s) is another one', (at) => {
    expect(standingOf([said('F 101', 1), said('F 101', 2, at)])).toHaveLength(2);
  });

  test('any order of arrival gives the same', () => {
    const statement = fc.tuple(fc.constantFrom('F', 'C', 'P', 'D'), fc.constantFrom('101', '131'));
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (course, keys) => {
        const points = course.map(([status, value], index) => said(`${status} ${value}`, index + 1));
        const shuffled = points
          .map((point) => ({ point, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ point }) => point);
        expect(standingOf(shuffled)).toEqual(standingOf(points));
      }),
    );
  });
});

import { expect, test } from '@jest/globals';
import { lotFinder } from '../../../../lib/app/quality/find-lot.ts';
import { aPoint, aQuality } from '../../../support/quality/controls.ts';

const found = (
  system: Readonly<Record<string, unknown>>,
  at: string,
  { material = 'QC1', expires = '2026-12-31', timeZone = 'UTC' } = {},
) => {
  const { materials, systems } = aQuality(system, expires);
  const [first] = systems;
  if (first === undefined) throw new Error('no system');
  return lotFinder({ materials, system: first, timeZone })(aPoint({ material }), Date.parse(at));
};

const lots = (a: object, b: object) => ({
  lots: [
    { material: 'control', lot: 'A', by: 'Ines', ...a },
    { material: 'control', lot: 'B', by: 'Ines', ...b },
  ],
});

test('a lot is in use between its states', () => {
  const only = (at: string) =>
    found(
      lots(
        {
          received: '2026-03-01T00:00:00Z',
          parallel: '2026-03-02T00:00:00Z',
          active: '2026-03-03T00:00:00Z',
          retired: '2026-03-04T00:00:00Z',
        },
        { retired: '2026-01-01T00:00:00Z' },
      ),
      at,
    );
  expect(only('2026-03-02T00:00:00Z')).toMatchObject({ lot: 'control/A', use: 'parallel' });
  expect(only('2026-03-03T00:00:00Z')).toMatchObject({ lot: 'control/A', use: 'active' });
  expect(only('2026-03-04T00:00:00Z')).toMatchObject({ level: '', use: 'none' });
});

test('of several lots with one name the active one is meant, and none if two are active', () => {
  const since = { active: '2026-03-01T00:00:00Z' };
  const next = { parallel: '2026-03-01T00:00:00Z' };
  expect(found(lots(since, next), '2026-03-02T00:00:00Z')).toMatchObject({ lot: 'control/A', use: 'active' });
  expect(found(lots(next, since), '2026-03-02T00:00:00Z')).toMatchObject({ lot: 'control/B', use: 'active' });
  expect(found(lots(since, since), '2026-03-02T00:00:00Z')).toMatchObject({ level: '', use: 'none' });
});

test('an unknown lot has the words of its message', () => {
  expect(found({}, '2026-03-02T00:00:00Z', { material: 'QC9' })).toEqual({
    ...{ lot: 'material QC9', level: '', use: 'none', isExpired: false },
  });
});

test('a lot may be used to the end of its last day in the zone of the laboratory', () => {
  const isExpired = (at: string, timeZone: string) =>
    found({}, at, { expires: '2026-03-05', timeZone }).isExpired;
  expect(isExpired('2026-03-06T04:59:00Z', 'America/New_York')).toBe(false);
  expect(isExpired('2026-03-06T05:00:00Z', 'America/New_York')).toBe(true);
  expect(isExpired('2026-03-06T00:00:00Z', 'UTC')).toBe(true);
});

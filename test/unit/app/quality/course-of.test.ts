import { expect, test } from '@jest/globals';
import { courseOf, settingsOf } from '../../../../lib/app/quality/course-of.ts';
import { aPoint, aQuality, type ControlResult } from '../../../support/quality/controls.ts';

const course = (results: readonly ControlResult[], { materials, systems } = aQuality()) => {
  const [system] = systems;
  if (system === undefined) throw new Error('no system');
  return courseOf(results.map(aPoint), { materials, system, timeZone: 'UTC' });
};

test('a point has the lot, level, value, unit and time of its message', () => {
  expect(course([{}]).points).toEqual([
    {
      id: expect.any(String),
      ...{ lot: 'control/A', material: 'control', level: '1', use: 'active' },
      ...{ value: '101', unit: 'mg/dL' },
      ...{ at: Date.UTC(2026, 2, 3, 6), receivedAt: Date.UTC(2026, 2, 3, 6, 1), isExpired: false },
    },
  ]);
});

test.each<readonly [ControlResult, string]>([
  [{ value: '<5' }, 'comparator'],
  [{ value: 'ERR' }, 'no-number'],
  [{ material: 'QC9' }, 'unknown-lot'],
])('a point of %j has the problem %s', (result, problem) => {
  expect(course([result]).points).toMatchObject([{ problem }]);
});

test.each([
  [['C'], 'QC9', 0],
  [['O'], 'QC9', 0],
  [['E'], 'QC9', 0],
  [['Q'], 'QC9', 1],
  [['C', 'Q'], 'QC9', 1],
  // the rules of the source recognized it
  [[], 'QC9', 1],
  // the site describes it as a control
  [['B'], undefined, 1],
])('material of the roles %j and the name %s gives %i points', (roles, material, count) => {
  const { materials, systems } = aQuality();
  const [system] = systems;
  if (system === undefined) throw new Error('no system');
  const point = { ...aPoint(material === undefined ? {} : { material }), roles };
  expect(courseOf([point], { materials, system, timeZone: 'UTC' }).points).toHaveLength(count);
});

test('the version of a target changes with every number of it, and not without', () => {
  const version = (sd: string) => {
    const quality = aQuality();
    const [system] = quality.systems;
    const targets = system?.targets.map((target) => ({ ...target, sd })) ?? [];
    return course([], aQuality({ targets })).targets[0]?.version;
  };
  expect(version('10')).toBe(version('10'));
  expect(version('10')).not.toBe(version('10.0'));
});

test('a provisional target without an end expires after 30 days', () => {
  const targets = aQuality().systems[0]?.targets.map((target) => ({ ...target, basis: 'provisional' }));
  expect(course([], aQuality({ targets })).targets).toMatchObject([{ to: Date.UTC(2026, 2, 31) }]);
});

test('the rules of a site have a version of their own, and others are those of the number of levels', () => {
  const rulesOf = (system: Readonly<Record<string, unknown>>) => {
    const [one] = aQuality(system).systems;
    return one === undefined ? undefined : settingsOf(one).rules;
  };
  expect(rulesOf({})?.version).toBe('levels-1.1');
  const [one, other] = [['1-3s'], ['1-2s']].map((reject) => rulesOf({ rules: { reject } }));
  expect(one?.rules).toEqual([{ rule: '1-3s', verdict: 'reject' }]);
  expect(one?.version).not.toBe(other?.version);
});

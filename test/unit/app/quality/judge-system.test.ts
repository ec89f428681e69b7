import { expect, test } from '@jest/globals';
import { MemoryControlActions } from '../../../../lib/adapters/memory/control-actions.ts';
import { MemoryQcStore } from '../../../../lib/adapters/memory/qc-store.ts';
import { MemoryVerdictStore } from '../../../../lib/adapters/memory/verdict-store.ts';
import { courseOf, settingsOf } from '../../../../lib/app/quality/course-of.ts';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import { stepsOf } from '../../../../lib/app/quality/gate-course-of.ts';
import { judgeSystem } from '../../../../lib/app/quality/judge-system.ts';
import type { ControlAction } from '../../../../lib/model/control-action.ts';
import { measuredAt, type QcPoint } from '../../../../lib/model/qc-point.ts';
import { evaluate } from '../../../../lib/quality/evaluate.ts';
import { fc } from '../../../support/property.ts';
import { aPoint, aQuality, type ControlResult } from '../../../support/quality/controls.ts';

function aBench(system: Readonly<Record<string, unknown>> = {}) {
  const qc = new MemoryQcStore();
  const controlActions = new MemoryControlActions();
  const verdicts = new MemoryVerdictStore();
  const { materials, systems } = aQuality(system);
  const [first] = systems;
  if (first === undefined) throw new Error('no system');
  const known = { materials, system: first, timeZone: 'UTC' };
  let now = new Date('2026-03-10T00:00:00Z');
  const clock = () => now;
  const goTo = (time: string) => {
    now = new Date(time);
  };
  const judge = (point: QcPoint, under = known) =>
    judgeSystem(
      under,
      { id: point.messageId, since: measuredAt(point) ?? new Date(0) },
      { qc, verdicts, controlActions, clock },
    );
  const take = async (result: ControlResult) => {
    const point = aPoint(result);
    await qc.put([point]);
    return judge(point);
  };
  const versions = () => verdicts.versionsSince(systemHistory(first), new Date(0));
  const said = async () =>
    (await versions()).map(({ version, evaluation }) => `V${version} ${evaluation?.verdict ?? 'gone'}`);
  return { qc, verdicts, controlActions, known, judge, take, versions, said, goTo };
}

test('each control gets a verdict with its rules, points, target and rule set, and the message that caused it', async () => {
  const { take, versions } = aBench();
  await take({ value: '131' });
  expect(await versions()).toMatchObject([
    {
      version: 1,
      cause: aPoint({ value: '131' }).messageId,
      evaluation: {
        verdict: 'reject',
        ruleSet: 'levels-1.1',
        violations: [{ rule: '1-2s' }, { rule: '1-3s' }],
        points: [{ z: '3.10', target: expect.stringMatching(/^2026-03-01/) }],
      },
    },
  ]);
});

test.each([
  ['stop', 'start', 'unknown'],
  ['start', 'stop', 'stopped'],
] as const)(
  'of two actions of one time, %s counts before %s if it was documented before',
  (first, second, state) => {
    const { known } = aBench();
    const action = (kind: 'stop' | 'start', id: string, minute: string): ControlAction => ({
      ...{ id, kind, at: '2026-03-03T08:00:00Z', recordedAt: `2026-03-03T08:${minute}:00Z` },
      ...{ by: 'mara', why: 'maintenance' },
    });
    const stopped = action('stop', 'a', '00');
    const actions = [stopped, action(second, 'b', '05'), action(first, 'c', '04')];
    expect(stepsOf({ evaluations: [], removed: [] }, actions, known).at(-1)?.state).toBe(state);
  },
);

/** A good control on each of 100 days from 4 March on; returns the states of these days. */
async function hundredGoodDays({ take, goTo }: ReturnType<typeof aBench>): Promise<ReadonlySet<unknown>> {
  const states = new Set<unknown>();
  for (let day = 0; day < 100; day++) {
    const time = new Date(Date.UTC(2026, 2, 4 + day, 6)).toISOString();
    goTo(time);
    const { state } = await take({
      at: time.replaceAll(/[-:T]|\..*/g, ''),
      value: day % 2 === 0 ? '101' : '99',
    });
    states.add(state.steps.at(-1)?.state);
  }
  return states;
}

test('a failure that nobody answered does not grow old', async () => {
  const bench = aBench();
  await bench.take({ at: '20260303060000', value: '131' });
  expect(await hundredGoodDays(bench)).toEqual(new Set(['repeat-passed']));
  // an action answers it, however old it is
  await bench.controlActions.put(systemHistory(bench.known.system), {
    ...{ id: 'a', kind: 'calibration', at: '2026-06-12T07:00:00Z', recordedAt: '2026-06-12T07:00:00Z' },
    ...{ by: 'mara', why: 'recalibrated' },
  });
  bench.goTo('2026-06-12T08:00:00Z');
  const { state } = await bench.take({ at: '20260612080000', value: '101' });
  expect([state.steps.at(-1)?.state, state.unresolved]).toEqual(['good', undefined]);
});

test('a stop that nobody ended does not grow old', async () => {
  const bench = aBench();
  await bench.controlActions.put(systemHistory(bench.known.system), {
    ...{ id: 'a', kind: 'stop', at: '2026-03-03T07:00:00Z', recordedAt: '2026-03-03T07:00:00Z' },
    ...{ by: 'mara', why: 'leaking' },
  });
  expect(await hundredGoodDays(bench)).toEqual(new Set(['stopped']));
});

test('a late control re-opens the verdicts that it touches, and no others', async () => {
  const { take, said } = aBench();
  await take({ at: '20260303060000', value: '101' });
  await take({ at: '20260305060000', value: '122' });
  await take({ at: '20260304060000', value: '121' });
  expect(await said()).toEqual(['V1 accept', 'V1 warn', 'V1 warn', 'V2 reject']);
});

test('a control that joins an event changes its verdict; an event whose points went to another one is gone', async () => {
  const { take, said } = aBench({ levels: ['1'], replicates: 2 });
  await take({ at: '20260303061000', value: '101' });
  await take({ at: '20260303060000', value: '102' });
  expect(await said()).toEqual(['V1 accept', 'V1 accept', 'V2 gone']);
});

test('judging again writes nothing', async () => {
  const { take, judge, said } = aBench();
  await take({ value: '131' });
  const again = await judge(aPoint({ value: '131' }));
  expect([again.written, again.state.version, await said()]).toEqual([0, 1, ['V1 reject']]);
});

test('a changed target gives every verdict anew', async () => {
  const { take, judge, said, known } = aBench();
  await take({ at: '20260303060000', value: '101' });
  await take({ at: '20260304060000', value: '101' });
  const targets = known.system.targets.map((target) => ({ ...target, mean: '140' }));
  await judge(aPoint({ at: '20260304060000', value: '101' }), {
    ...known,
    system: { ...known.system, targets },
  });
  expect(await said()).toEqual(['V1 accept', 'V2 reject', 'V1 accept', 'V2 reject']);
});

test('of two workers that judge at once, the verdict that counts knows the points of both', async () => {
  const { qc, verdicts, controlActions, known, said } = aBench({ levels: ['1'], replicates: 2 });
  const [one, other] = [aPoint({ at: '20260303060000' }), aPoint({ at: '20260303061000', value: '131' })];
  await qc.put([one]);
  const clock = () => new Date('2026-03-10T00:00:00Z');
  const since = new Date('2026-03-03T06:00:00Z');
  let isMet = false;
  // the second worker stores its point and judges between the read and the write of the first
  const slow = {
    states: verdicts.states.bind(verdicts),
    versionsSince: verdicts.versionsSince.bind(verdicts),
    putState: verdicts.putState.bind(verdicts),
    append: async (...args: Parameters<typeof verdicts.append>) => {
      if (!isMet) {
        isMet = true;
        await qc.put([other]);
        await judgeSystem(known, { id: 'second', since }, { qc, verdicts, controlActions, clock });
      }
      return verdicts.append(...args);
    },
  };
  await judgeSystem(known, { id: 'first', since }, { qc, verdicts: slow, controlActions, clock });
  expect(await said()).toEqual(['V1 reject']);
});

test('a worker that died after its verdict goes on with the state', async () => {
  const { qc, verdicts, controlActions, known, judge } = aBench();
  const point = aPoint({ value: '131' });
  await qc.put([point]);
  const dying = {
    states: verdicts.states.bind(verdicts),
    versionsSince: verdicts.versionsSince.bind(verdicts),
    append: verdicts.append.bind(verdicts),
    putState: () => Promise.reject(new Error('killed')),
  };
  const clock = () => new Date('2026-03-10T00:00:00Z');
  const cause = { id: point.messageId, since: new Date('2026-03-03T06:00:00Z') };
  await expect(judgeSystem(known, cause, { qc, verdicts: dying, controlActions, clock })).rejects.toThrow(
    'killed',
  );
  const { written, state } = await judge(point);
  expect([written, state.steps.map((step) => step.state)]).toEqual([0, ['failed']]);
});

test('any order of arrival gives the same verdicts', async () => {
  const times = ['0306', '0307', '0406', '0407', '0506', '0507'];
  const arbitrary = fc
    .array(fc.constantFrom('99', '101', '115', '121', '79', '131', '<5'), { minLength: 6, maxLength: 6 })
    .map((values) => times.map((time, index) => ({ at: `202603${time}0000`, value: values[index] ?? '' })))
    .chain((results) => fc.shuffledSubarray(results, { minLength: results.length }));
  await fc.assert(
    fc.asyncProperty(arbitrary, async (results) => {
      const { qc, known, take, versions } = aBench();
      for (const result of results) await take(result);
      const newest = new Map((await versions()).map((one) => [one.event, one]));
      const stored = [...newest.values()].flatMap(({ evaluation }) => evaluation ?? []);
      const whole = evaluate(courseOf(qc.all(), known), settingsOf(known.system));
      expect(plain(stored)).toEqual(plain(whole));
    }),
    { numRuns: 40 },
  );
});

/** As they are stored: without what is undefined. */
const plain = (all: readonly object[]): unknown => JSON.parse(JSON.stringify(all));

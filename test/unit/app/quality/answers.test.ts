import { describe, expect, test } from '@jest/globals';
import { interpreterWith } from '../../../../lib/app/operate/interpret.ts';
import { documentAction } from '../../../../lib/app/quality/act-on-system.ts';
import { lotsNamed, proposeActivation } from '../../../../lib/app/quality/activate-lot.ts';
import { withActivation } from '../../../../lib/site/quality/write-activation.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { kitOfAnswers, kitTargets, knownControls, stripOfGrades } from '../../../support/quality/answers.ts';
import { day, result } from '../../../support/quality/bench.ts';
import { aControl } from '../../../support/quality/controls.ts';

const evening = Date.UTC(2026, 2, 3, 20);

/** A kit whose controls answer in words, and gate patients' results. */
function aKit(quality = kitOfAnswers({ gate: { mode: 'gate' } })) {
  const cloud = aMemoryCloud(undefined, { quality, since: evening });
  const take = (time: string, material: string, value: string, type = 'ST', unit = '') =>
    cloud.run(aControl({ at: `${day}${time}`, material, value, type, unit }));
  const seen = async () => {
    const { controls } = interpreterWith(cloud.dependencies);
    const found = await controls({
      ...{ id: 'rapid', since: evening - 86_400_000, until: evening + 3_600_000, from: 0, rows: 50 },
    });
    if (found === undefined) throw new Error('no test system');
    return found;
  };
  const holds = () => cloud.reports.all().map(({ report }) => report.holds);
  return { ...cloud, take, seen, holds, known: knownControls(quality) };
}

const rulesOf = (event: { readonly violations: readonly { readonly rule: string }[] } | undefined) =>
  event?.violations.map(({ rule }) => rule);

describe('a kit with answers', () => {
  test('is good when the negative and the positive control are right, in whatever spelling', async () => {
    const { take, seen, run, holds } = aKit();
    await take('060000', 'K1-negative', '260415000^Not detected^SCT', 'CWE');
    await run(result('060100'));
    expect(holds()).toEqual([['qc-missing']]);
    await take('060500', 'K1-positive', 'pos');
    expect(holds()).toEqual([[]]);
    const { state, events, results, statistics, ruleSet, chartName } = await seen();
    expect([state, ruleSet, chartName]).toEqual([
      'in-control',
      'expected.1',
      'Chart of right and wrong results',
    ]);
    expect(events).toMatchObject([
      {
        ...{ verdict: 'accept', violations: [], missing: [], flags: [] },
        points: [
          { level: 'negative', answer: 'Negative' },
          { level: 'positive', answer: 'Positive' },
        ],
      },
    ]);
    expect(results.map(({ value, answer, tone }) => [value, answer, tone])).toEqual([
      ['pos', 'Positive', 'accept'],
      ['Not detected (260415000)', 'Negative', 'accept'],
    ]);
    expect(statistics.map(({ level, answers }) => [level, answers])).toEqual([
      ['negative', { right: 1, share: '100.0', counts: [{ answer: 'Negative', count: 1 }] }],
      ['positive', { right: 1, share: '100.0', counts: [{ answer: 'Positive', count: 1 }] }],
    ]);
  });

  test.each([
    ['the negative control is positive', 'POS', 'POS', 'other-answer'],
    ['the positive control is negative', 'NEG', 'Not detected', 'other-answer'],
    ['the run is not valid', 'NEG', 'Invalid', 'invalid-run'],
    ['there was no control line', 'no internal control line', 'POS', 'invalid-run'],
  ])(
    'is rejected if %s: results are held, and what was delivered is looked back at',
    async (_, negative, positive, rule) => {
      const { take, seen, run, holds, verdicts } = aKit();
      await take('050000', 'K1-negative', 'NEG');
      await take('050000', 'K1-positive', 'POS');
      await run(result('053000'));
      await take('060000', 'K1-negative', negative);
      await take('060100', 'K1-positive', positive);
      await run(result('070000'));
      const { state, events } = await seen();
      expect([state, rulesOf(events[0])]).toEqual(['rejected', [rule]]);
      expect(holds()).toEqual([[], ['qc-failed']]);
      const [stored] = await verdicts.states([
        { source: 'analyzer', processingId: 'P', analyzer: 'c303', analyte: 'GLU' },
      ]);
      expect(stored?.lookBacks).toMatchObject([{ state: 'open' }]);
    },
  );

  test.each([
    ['NEG?', 'unknown-answer at OBX[1]-5'],
    ['', 'unknown-answer at OBX[1]-5'],
    ['not positive', 'unknown-answer at OBX[1]-5'],
  ])('cannot be judged by %j, and its place is said', async (value, words) => {
    const { take, seen } = aKit();
    await take('060000', 'K1-negative', value);
    await take('060100', 'K1-positive', 'POS');
    const { state, results, problems } = await seen();
    expect(state).toBe('cannot-judge');
    expect(results[1]).toMatchObject({ tone: 'cannot-judge', words });
    expect(problems).toMatchObject([{ problem: 'unknown-answer', count: 1 }]);
  });

  test('does not count when its controls are of two lots of the kit', async () => {
    const { take, seen, run, holds } = aKit();
    await take('060000', 'K1-negative', 'NEG');
    await take('060100', 'K2-positive', 'POS');
    await run(result('070000'));
    expect((await seen()).events).toMatchObject([{ verdict: 'accept', flags: ['mixed-lots'] }]);
    expect(holds()).toEqual([['qc-missing']]);
  });

  test('is good again after an action and a right pair of controls', async () => {
    const { take, seen, run, holds, dependencies, known } = aKit();
    await take('060000', 'K1-negative', 'NEG');
    await take('060000', 'K1-positive', 'Invalid');
    await run(result('070000'));
    await documentAction(
      known,
      { kind: 'other', at: new Date('2026-03-03T07:30:00Z') },
      { actor: 'mara', reason: 'new cassette', channel: 'command-line' },
      { ...dependencies, audit: { record: async () => undefined } as never, newId: () => 'id' },
    );
    await take('080000', 'K1-negative', 'NEG');
    await take('080000', 'K1-positive', 'Positive');
    expect((await seen()).state).toBe('in-control');
    // measured before the action: nobody knows whether it is right
    expect(holds()).toEqual([['qc-failed']]);
    await run(result('090000'));
    expect(holds()).toEqual([['qc-failed'], []]);
  });
});

test('a strip is right within one grade, and wrong if it is negative or two grades off', async () => {
  const { take, seen } = aKit(stripOfGrades());
  for (const [hour, value] of ['1+', '3+', '4+', '+-', 'Negative', '2^+'].entries()) {
    await take(`0${hour}0000`, 'K1-negative', 'Negative');
    await take(`0${hour}0100`, 'K1-positive', value, value.includes('^') ? 'SN' : 'ST');
  }
  const { events } = await seen();
  expect(events.toReversed().map((event) => rulesOf(event)?.join())).toEqual([
    ...['', '', 'beyond-grade', 'beyond-grade', 'beyond-grade', ''],
  ]);
});

test('an index is judged by its limits, in the unit of the target', async () => {
  const quality = kitOfAnswers({
    answers: undefined,
    targets: kitTargets({
      negative: { limits: { below: '0.90' }, unit: 'S/CO' },
      positive: { limits: { low: '1.5', high: '4.5' }, unit: 'S/CO' },
    }),
  });
  const { take, seen } = aKit(quality);
  const pairs = [
    ['0.2', '4.5', 'S/CO'],
    ['<0.10', '4.51', 'S/CO'],
    ['0.9', '2', 'S/CO'],
    ['0.2', '2', 'index'],
  ] as const;
  for (const [hour, [negative, positive, unit]] of pairs.entries()) {
    await take(`0${hour}0000`, 'K1-negative', negative, 'NM', unit);
    await take(`0${hour}0100`, 'K1-positive', positive, 'NM', unit);
  }
  const { events, statistics } = await seen();
  expect(events.toReversed().map(({ verdict, violations }) => [verdict, rulesOf({ violations })])).toEqual([
    ['accept', []],
    ['reject', ['beyond-limits']],
    ['reject', ['beyond-limits']],
    ['cannot-judge', []],
  ]);
  expect(events[0]?.points).toMatchObject([{ problem: 'other-unit' }, { problem: 'other-unit' }]);
  expect(statistics.map(({ answers, statistics: { n } }) => [n, answers])).toEqual([
    [3, { right: 2, share: '66.7', counts: [] }],
    [3, { right: 2, share: '66.7', counts: [] }],
  ]);
});

test('a new lot takes over what the lot in use must show, if its runs show it', async () => {
  const lots = [
    { material: 'kit', lot: 'K1', active: '2026-03-01T00:00:00Z', by: 'Ines' },
    { material: 'kit', lot: 'K2', parallel: '2026-03-01T00:00:00Z' },
  ];
  const quality = kitOfAnswers({
    ...{ lots, parallelRuns: 2 },
    targets: kitTargets({ negative: { answer: 'Negative' }, positive: { answer: 'Positive' } }),
  });
  const { take, dependencies, known } = aKit(quality);
  const propose = async () => {
    const [lot] = lotsNamed('K2', known.system);
    if (lot === undefined) throw new Error('no lot');
    return proposeActivation(
      known,
      { lot, at: new Date(evening), overlaps: false },
      { actor: 'mara', reason: 'K1 is used up', channel: 'command-line' },
      { ...dependencies, audit: { record: async () => undefined } as never, newId: () => 'id' },
    );
  };
  await take('060000', 'K2-negative', 'NEG');
  await take('060000', 'K2-positive', 'POS');
  await take('070000', 'K2-negative', 'NEG');
  await take('070000', 'K2-positive', 'faint');
  expect((await propose()).obstacles).toEqual([
    expect.stringMatching(/^level positive: the run \w+ cannot be judged \(unknown-answer\); exclude it/),
  ]);
  await take('080000', 'K2-positive', 'NEG');
  expect((await propose()).obstacles[1]).toContain('is Negative, expected Positive');
  const bench = aKit(quality);
  for (const hour of ['06', '07'])
    for (const level of ['negative', 'positive']) await bench.take(`${hour}0000`, `K2-${level}`, level);
  const [lot] = lotsNamed('K2', known.system);
  if (lot === undefined) throw new Error('no lot');
  const { obstacles, targets } = await proposeActivation(
    known,
    { lot, at: new Date(evening), overlaps: false },
    { actor: 'mara', reason: 'K1 is used up', channel: 'command-line' },
    { ...bench.dependencies, audit: { record: async () => undefined } as never, newId: () => 'id' },
  );
  expect(obstacles).toEqual([]);
  expect(targets).toMatchObject([
    { lot: 'K2', level: 'negative', answer: 'Negative', basis: 'assayed' },
    { lot: 'K2', level: 'positive', answer: 'Positive', basis: 'assayed' },
  ]);
  const file = `systems:
  - id: rapid
    lots:
      - { material: kit, lot: K2, parallel: 2026-03-01T00:00:00Z }
    targets:
      - { material: kit }
`;
  expect(withActivation(file, 'rapid', { lots: [], targets })).toContain('answer: "Positive"');
});

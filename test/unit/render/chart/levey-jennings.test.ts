import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../../lib/quality/evaluate.ts';
import type { ControlPoint, Target } from '../../../../lib/quality/point.ts';
import { chartPage } from '../../../../lib/render/chart/chart-page.ts';
import { type ChartContent, leveyJennings } from '../../../../lib/render/chart/levey-jennings.ts';
import { hostile } from '../../../support/cli.ts';
import { settingsOf, toCourse } from '../../../support/quality/vectors.ts';

function content(
  rows: readonly string[],
  change: (point: ControlPoint) => ControlPoint = (point) => point,
  reagentsOf: ChartContent['reagentsOf'] = () => '',
): ChartContent {
  const course = toCourse({ rows });
  const points = course.points.map(change);
  const settings = settingsOf({ rows });
  return {
    title: 'glucose',
    levels: settings.levels,
    evaluations: evaluate({ ...course, points }, settings),
    points,
    targets: course.targets,
    reagentsOf,
    timeText: (at) => new Date(at).toISOString(),
  };
}

const count = (text: string, part: string | RegExp): number => text.split(part).length - 1;
/** Without the legend, whose marks have no words. */
const marks = (svg: string, tone: string): number => count(svg, `<g class="point ${tone}"><title>`);

test('each state of a point has its own shape and words', () => {
  const svg = leveyJennings(content(['100', '120.1', '131', 'ERR', '100x']));
  expect(['accept', 'warn', 'reject', 'cannot-judge', 'excluded'].map((tone) => marks(svg, tone))).toEqual([
    1, 1, 1, 1, 1,
  ]);
  for (const words of ['within rules', 'warning', 'rejected', 'cannot be judged', 'excluded'])
    expect(svg).toContain(`>${words}</text>`);
  expect(svg).toContain('131 · z 3.10 · 1-2s 1-3s');
});

test('each level has a panel with the limits and the version of its target', () => {
  const svg = leveyJennings(content(['100 200']));
  expect(svg).toContain('level 1');
  expect(svg).toContain('lot A · mean 100, SD 10  · established · target 1');
  expect(svg).toContain('lot A · mean 200, SD 20  · established · target 1');
  expect(count(svg, 'class="limit ')).toBe(14);
});

test('a change of lot, target or reagent is a line with words', () => {
  const svg = leveyJennings(content(['100', '100B', 'target', '100B']));
  expect(count(svg, 'class="change target"')).toBe(3);
  // the last one would leave the drawing at the right
  expect(count(svg, 'class="change-words before"')).toBe(1);
  let used = 0;
  const reagents = leveyJennings(content(['100', '100', '100'], undefined, () => `R ${used++ < 1 ? 1 : 2}`));
  expect(count(reagents, 'class="change reagent"')).toBe(1);
  expect(reagents).toContain('reagent R 2');
});

describe('a chart of right and wrong results', () => {
  const at = (minutes: number): Partial<ControlPoint> => ({
    at: minutes * 60_000,
    receivedAt: minutes * 60_000,
  });
  const kit = (originOf?: ChartContent['originOf']): ChartContent => {
    const points = [
      { ...at(0), lot: 'A', value: 'NEG', answer: 'Negative' },
      { ...at(60), lot: 'A', value: 'POS', answer: 'Positive' },
      { ...at(120), lot: 'B', value: 'NEG', answer: 'Negative' },
    ].map(
      (one, index): ControlPoint => ({
        id: `p${index}`,
        level: '1',
        use: 'active',
        at: 0,
        receivedAt: 0,
        ...one,
      }),
    );
    const targets = ['A', 'B'].map(
      (lot): Target => ({
        ...{
          lot,
          level: '1',
          basis: 'assayed',
          mean: undefined,
          sd: undefined,
          unit: undefined,
          to: undefined,
        },
        ...{ scale: 'linear', from: 0, version: `v${lot}` },
        expected: { kind: 'answer', text: 'Negative', accepted: ['Negative'] },
      }),
    );
    const settings = { ...settingsOf({ rows: ['100'] }), levels: ['1'] };
    return {
      ...{ title: 'flu', levels: ['1'], points, targets, originOf, reagentsOf: () => '' },
      evaluations: evaluate({ points, targets, actions: [] }, settings),
      timeText: (time) => new Date(time).toISOString(),
    };
  };

  test('has a line with words where the lot changes, and says what became of each result', () => {
    const svg = leveyJennings(kit());
    expect(count(svg, 'class="change target"')).toBe(2);
    for (const words of ['lot A · Negative', 'lot B · Negative', 'assayed · target vB'])
      expect(svg).toContain(words);
    expect(svg).toContain('NEG · within rules</title>');
    expect(svg).toContain('POS · rejected · other-answer</title>');
    expect(svg).not.toContain('mean');
  });

  test.each([
    ['answers', kit],
    ['numbers', (originOf: ChartContent['originOf']) => ({ ...content(['100']), originOf })],
  ])('of %s has the words of origins above its first panel, not in it', (_, chart) => {
    const svg = leveyJennings(chart(() => ({ kind: 'hand', by: 'mara' })));
    const yOf = (words: RegExp): number => Number(words.exec(svg)?.[1]);
    const [origin, panel] = [yOf(/y="(\d+)">entered by hand</), yOf(/class="level" x="\d+" y="(\d+)"/)];
    expect(panel - origin).toBeGreaterThan(16);
  });
});

test('a point far away is drawn at the edge, and says its distance', () => {
  const svg = leveyJennings(content(['1000000']));
  expect(svg).toContain('z 99990.00');
  const [, drawn = ''] = /<g class="point reject"><title>[^<]*<\/title><path d="([^"]+)"/.exec(svg) ?? [];
  const places = (drawn.match(/[\d.]+/g) ?? []).map(Number);
  expect(places).toHaveLength(8);
  expect(Math.max(...places)).toBeLessThan(960);
});

test('words from outside stay words', () => {
  const nasty = `${hostile}"><script>alert('x')</script>&`;
  const named = content(
    ['100', 'ERR'],
    (point) => ({
      ...point,
      lot: nasty,
      unit: nasty,
      value: point.problem === undefined ? point.value : nasty,
    }),
    () => nasty,
  );
  for (const text of [leveyJennings({ ...named, title: nasty }), chartPage({ ...named, title: nasty })]) {
    expect(text).not.toContain('<script');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).toContain('&lt;script&gt;');
  }
});

test('an empty period is a chart without points', () => {
  expect(count(leveyJennings(content(['-'])), '<g class="point accept">')).toBe(1); // the legend
});

test('the page has a table row for each point', () => {
  const page = chartPage(content(['100 200', '131 200']));
  expect(count(page, '<tr>')).toBe(5);
  expect(page).toContain('<td>reject</td><td>1-2s 1-3s</td>');
});

test('the chart works on paper and on a dark screen', () => {
  const svg = leveyJennings(content(['100']));
  expect(svg).toContain('@media screen and (prefers-color-scheme:dark)');
  expect(svg).not.toMatch(/<image|<foreignObject|href=|url\(/);
});

test('a point that a person entered, and one that only a script made a control, have a shape and words of their own', () => {
  const plain = leveyJennings(content(['100', '100', '100']), '');
  expect(plain).not.toMatch(/by-hand|by-script|by hand|by the script/);
  const all = content(['100', '100', '100']);
  const [hand, script] = all.points.map(({ id }) => id);
  const marked: ChartContent = {
    ...all,
    originOf: (id) =>
      id === hand ? { kind: 'hand', by: hostile } : id === script ? { kind: 'script' } : undefined,
  };
  const svg = leveyJennings(marked, '');
  // one in the legend and one below the point
  expect([count(svg, 'class="by-hand"'), count(svg, 'class="by-script"')]).toEqual([2, 2]);
  expect(svg).toContain('>entered by hand</text>');
  expect(svg).toContain('>a control by the script alone</text>');
  expect(svg).toMatch(/<title>[^<]* · a control by the script alone<\/title>/);
  expect(svg).toMatch(/<title>[^<]* · entered by [^<]*<\/title>/);
  const table = chartPage(marked);
  expect(table).toContain('<td>a control by the script alone</td>');
  expect(table).toContain('<th scope="col">Origin</th>');
});

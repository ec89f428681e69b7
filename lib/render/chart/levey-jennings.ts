import type { Evaluation } from '../../quality/evaluate.ts';
import type { ControlPoint, Target } from '../../quality/point.ts';
import { escaped, originMarks, type PointOrigin, placed, shapes, style, type Tone } from './marks.ts';

/** What a chart shows of one test system. */
export interface ChartContent {
  readonly title: string;
  readonly levels: readonly string[];
  readonly evaluations: readonly Evaluation[];
  /** All points of the period, those that a person excluded among them. */
  readonly points: readonly ControlPoint[];
  readonly targets: readonly Target[];
  /** The lots of the reagents of a point, as one text. */
  readonly reagentsOf: (point: string) => string;
  /** Undefined: an instrument sent the point as a control. */
  readonly originOf?: ((point: string) => PointOrigin | undefined) | undefined;
  /** A time as the laboratory writes it. */
  readonly timeText: (at: number) => string;
}

/** A row of the table beside the chart, and a mark in it. */
export interface ChartRow {
  readonly point: ControlPoint;
  readonly tone: Tone;
  readonly z?: string | undefined;
  /** What was compared with what is expected, if the target is no mean and SD. */
  readonly answer?: string | undefined;
  readonly target?: string | undefined;
  /** Broken rules, or why the point cannot be judged. */
  readonly words: string;
}

/** The points in the order of measurement. Each has its tone and words. */
export function chartRows({ points, evaluations }: ChartContent): readonly ChartRow[] {
  const judged = new Map(
    evaluations.flatMap((evaluation) =>
      evaluation.points.map((one) => [one.id, { one, evaluation }] as const),
    ),
  );
  return points
    .toSorted((left, right) => left.at - right.at)
    .flatMap((point): ChartRow[] => {
      if (point.isExcluded === true) return [{ point, tone: 'excluded', words: 'excluded' }];
      const found = judged.get(point.id);
      if (found === undefined) return [];
      const { one, evaluation } = found;
      if (one.problem !== undefined)
        return [{ point, tone: 'cannot-judge', words: problemText(one.problem, point) }];
      const broken = evaluation.violations.filter((violation) => violation.points.includes(point.id));
      const tone = broken.some(({ verdict }) => verdict === 'reject')
        ? 'reject'
        : broken.length > 0
          ? 'warn'
          : 'accept';
      const words = [...new Set(broken.map(({ rule }) => rule))].join(' ');
      const { z, answer, target } = one;
      return [{ point, tone, z, ...(answer === undefined ? {} : { answer }), target, words }];
    });
}

/** An answer that nobody knows is looked up in its message. */
const problemText = (problem: string, { place }: ControlPoint): string =>
  problem === 'unknown-answer' && place !== undefined ? `${problem} at ${place}` : problem;

const WIDTH = 960;
const LEFT = 70;
const RIGHT = 20;
const HEAD = 76;
/** The second line of the legend. */
const ORIGINS = 22;
const PANEL = 220;
const GAP = 50;
/** Units of the drawing for each SD, and the SD that is drawn at most. */
const SD = 24;
const MOST = 4;
/** Words right of this share of the width would leave the drawing. */
const FAR = 0.6;

/**
 * The Levey-Jennings chart of a test system as an SVG document: one panel for each level, in SD of each point's target. In a
 * page with a style sheet of its own it has no `css`.
 */
export function leveyJennings(content: ChartContent, css = style): string {
  const rows = chartRows(content);
  const levels = [...new Set([...content.levels, ...rows.map(({ point }) => point.level)])];
  const origins = originsIn(rows, content);
  let height = HEAD + (origins.length > 0 ? ORIGINS : 0);
  const panels = levels.map((level) => {
    const top = height;
    const ofLevel = rows.filter(({ point }) => point.level === level);
    const isLanes = hasNoMean(level, content.targets);
    height += (isLanes ? LANES : PANEL) + GAP;
    return isLanes ? lanes(level, ofLevel, top, content) : panel(level, ofLevel, top, content);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="chart-title">
<title id="chart-title">${escaped(content.title)}</title>
${css === '' ? '' : `<style>${css}</style>`}
<text x="${LEFT}" y="22" class="title">${escaped(content.title)}</text>
${legend(origins)}
${panels.join('\n')}
</svg>
`;
}

/** Whether a level has no mean, so that its results have no distance from one. */
const hasNoMean = (level: string, targets: readonly Target[]): boolean => {
  const ofLevel = targets.filter((target) => target.level === level);
  return ofLevel.length > 0 && ofLevel.every(({ expected }) => expected !== undefined);
};

/** The name of the chart of a test system. */
export const chartName = ({ levels, targets }: Pick<ChartContent, 'levels' | 'targets'>): string =>
  levels.every((level) => hasNoMean(level, targets))
    ? 'Chart of right and wrong results'
    : 'Levey-Jennings chart';

const laneNames = ['right', 'wrong', 'no verdict'] as const;
const LANE = 34;
/** Words of changes stand above the lanes. */
const ABOVE = 28;
const LANES = ABOVE + laneNames.length * LANE;

const laneOf = (tone: Tone): number => (tone === 'accept' || tone === 'warn' ? 0 : tone === 'reject' ? 1 : 2);

/** Results that have no distance from a mean: right ones, wrong ones, and those that do not count. */
function lanes(level: string, rows: readonly ChartRow[], top: number, content: ChartContent): string {
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, rows.length);
  const yOf = (lane: number) => top + ABOVE + LANE * (lane + 0.5);
  const lines = laneNames.map(
    (name, lane) =>
      `<line class="limit limit-0" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${yOf(lane)}" y2="${yOf(lane)}"/><text class="axis" x="${LEFT - 6}" y="${yOf(lane) + 4}">${name}</text>`,
  );
  const marks = rows.map((row, index) =>
    marked(row, LEFT + step * (index + 0.5), yOf(laneOf(row.tone)), content),
  );
  const expected = new Set(
    content.targets.flatMap((target) => (target.level === level ? (target.expected?.text ?? []) : [])),
  );
  const name = `level ${level}: ${[...expected].join('; ')}`;
  return `<g aria-label="${escaped(name)}"><text class="level" x="${LEFT}" y="${top - 4}">${escaped(name)}</text>
${lines.join('\n')}
${changes(rows, content, (index) => LEFT + step * index, { top, bottom: top + LANES }).join('\n')}
${marks.join('\n')}
${ends(rows, top + LANES, content)}</g>`;
}

/** The mark of a result, with that of its origin. */
function marked(row: ChartRow, x: number, y: number, content: ChartContent): string {
  const mark = shapes[row.tone](x, y, describe(row, content));
  const origin = content.originOf?.(row.point.id);
  return origin === undefined ? mark : `${mark}${originMarks[origin.kind](x, y)}`;
}

/** The times of the first and of the last result. */
const ends = (rows: readonly ChartRow[], bottom: number, { timeText }: ChartContent): string =>
  [rows[0], rows.at(-1)]
    .map((row, index) =>
      row === undefined
        ? ''
        : `<text class="time-${index === 0 ? 'start' : 'end'}" x="${index === 0 ? LEFT : WIDTH - RIGHT}" y="${bottom + 14}">${escaped(timeText(row.point.at))}</text>`,
    )
    .join('');

const tones: readonly (readonly [Tone, string])[] = [
  ['accept', 'within rules'],
  ['warn', 'warning'],
  ['reject', 'rejected'],
  ['cannot-judge', 'cannot be judged'],
  ['excluded', 'excluded'],
];

const toneWords: ReadonlyMap<Tone, string> = new Map(tones);

/** The kinds of origins among the points. */
const originsIn = (rows: readonly ChartRow[], { originOf }: ChartContent): readonly PointOrigin['kind'][] => {
  const found = new Set(rows.map(({ point }) => originOf?.(point.id)?.kind));
  return (['hand', 'script'] as const).filter((kind) => found.has(kind));
};

const legend = (origins: readonly PointOrigin['kind'][]): string =>
  [
    ...tones.map(([tone, words], index) => {
      const x = LEFT + 6 + index * 150;
      return `${shapes[tone](x, 40, '')}<text x="${x + 12}" y="44">${words}</text>`;
    }),
    ...origins.map((kind, index) => {
      const x = LEFT + 6 + index * 150;
      return `${originMarks[kind](x, 52)}<text x="${x + 12}" y="62">${originWords[kind]}</text>`;
    }),
  ].join('\n');

const originWords: Readonly<Record<PointOrigin['kind'], string>> = {
  hand: 'entered by hand',
  script: 'a control by the script alone',
};

/** How a point came about, in words. Empty: an instrument sent it as a control. */
export function originText(
  origin: PointOrigin | undefined,
  timeText?: ((at: number) => string) | undefined,
): string {
  if (origin === undefined) return '';
  if (origin.kind === 'script') return originWords.script;
  const { by, at } = origin;
  return `entered by ${by}${at === undefined || timeText === undefined ? '' : ` at ${timeText(at)}`}`;
}

function panel(level: string, rows: readonly ChartRow[], top: number, content: ChartContent): string {
  const middle = top + PANEL / 2;
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, rows.length);
  const x = (index: number) => LEFT + step * (index + 0.5);
  const lines = Array.from({ length: 7 }, (_, index) => index - 3).map((times) => {
    const y = middle - times * SD;
    const name = times === 0 ? 'mean' : `${times > 0 ? '+' : ''}${times} SD`;
    return `<line class="limit limit-${Math.abs(times)}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/><text class="axis" x="${LEFT - 6}" y="${y + 4}">${name}</text>`;
  });
  const marks = rows.map((row, index) => marked(row, x(index), middle - heightOf(row) * SD, content));
  const name = level === '' ? 'unknown lot' : `level ${level}`;
  return `<g aria-label="${escaped(name)}"><text class="level" x="${LEFT}" y="${top - 4}">${escaped(name)}</text>
${lines.join('\n')}
${changes(rows, content, (index) => LEFT + step * index, { top, bottom: top + PANEL }).join('\n')}
${joined(rows, x, middle)}
${marks.join('\n')}
${ends(rows, top + PANEL, content)}</g>`;
}

/** In SD, for the eye; a point further away is drawn at the edge, one that cannot be judged below the limits. */
function heightOf({ z, tone }: ChartRow): number {
  if (z === undefined || tone === 'cannot-judge') return -MOST;
  return Math.max(-MOST, Math.min(MOST, Number(z)));
}

/** A line through the judged points of one target; it is broken where the target changes. */
function joined(rows: readonly ChartRow[], x: (index: number) => number, middle: number): string {
  const judged = rows.flatMap((row, index) => (row.z === undefined ? [] : [{ row, index }]));
  return [...Map.groupBy(judged, ({ row }) => `${row.point.lot} ${row.target}`).values()]
    .map((all) => all.map(({ row, index }) => placed(x(index), middle - heightOf(row) * SD)).join(' '))
    .map((points) => `<polyline class="course" points="${points}"/>`)
    .join('\n');
}

/** Lines where the lot, the target or the lot of a reagent changes, each with its words. */
function changes(
  rows: readonly ChartRow[],
  content: ChartContent,
  x: (index: number) => number,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): string[] {
  const found: string[] = [];
  let [target, reagents] = ['', ''];
  let count = 0;
  for (const [index, row] of rows.entries()) {
    const at = x(index);
    // words near the right edge stand at the left of their line
    const [side, from] = at > WIDTH * FAR ? ['change-words before', at - 3] : ['change-words', at + 3];
    const line = (kind: string, words: string, y: number) =>
      found.push(
        `<line class="change ${kind}" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/><text class="${side}" x="${from}" y="${y}">${escaped(words)}</text>`,
      );
    const inForce = row.target === undefined ? '' : `${row.point.lot} ${row.target}`;
    if (inForce !== '' && inForce !== target) {
      line('target', targetText(row, content.targets), top + 10 + (count++ % 2) * 12);
      target = inForce;
    }
    const used = content.reagentsOf(row.point.id);
    if (used !== '' && used !== reagents) {
      if (reagents !== '') line('reagent', `reagent ${used}`, bottom - 4);
      reagents = used;
    }
  }
  return found;
}

function targetText({ point, target }: ChartRow, targets: readonly Target[]): string {
  const found = targets.find(
    ({ lot, level, version }) => lot === point.lot && level === point.level && version === target,
  );
  const { mean = '', sd = '', unit = '', basis = '', expected } = found ?? {};
  const says = expected === undefined ? `mean ${mean}, SD ${sd}` : expected.text;
  return `lot ${point.lot} · ${says} ${unit} · ${basis} · target ${target}`;
}

const describe = (
  { point, tone, z, words }: ChartRow,
  { timeText, originOf }: Pick<ChartContent, 'timeText' | 'originOf'>,
): string =>
  [
    ...[
      timeText(point.at),
      `${point.value} ${point.unit ?? ''}`.trim(),
      z === undefined ? toneWords.get(tone) : `z ${z}`,
      words,
    ],
    originText(originOf?.(point.id), timeText),
  ]
    .filter((part) => part !== '')
    .join(' · ');

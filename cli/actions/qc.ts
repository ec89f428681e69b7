import { writeFile } from 'node:fs/promises';
import { chartOfControls } from '../../lib/app/operate/chart-of-controls.ts';
import { controlAdvice, flagWords } from '../../lib/app/operate/control-advice.ts';
import {
  controlStatistics,
  type LevelStatistics,
  lastMonths,
} from '../../lib/app/operate/control-statistics.ts';
import { type DueControl, dueControl } from '../../lib/app/operate/due-controls.ts';
import { countedUntil, dueReason, dueText } from '../../lib/app/operate/due-words.ts';
import { stateOf } from '../../lib/app/operate/list-controls.ts';
import { originOfPoints } from '../../lib/app/operate/origin-of-points.ts';
import { type JudgedControls, readControls } from '../../lib/app/operate/read-controls.ts';
import { systemEntry } from '../../lib/app/operate/system-entry.ts';
import { targetWords } from '../../lib/app/quality/course-of.ts';
import { lotId, systemHistory } from '../../lib/app/quality/find-lot.ts';
import { controlsOfNoSystem } from '../../lib/app/quality/site-systems.ts';
import { holdTexts } from '../../lib/model/reasons.ts';
import type { ControlState } from '../../lib/model/seen-controls.ts';
import type { GateStep } from '../../lib/model/verdict.ts';
import { closedNow, type GateReason, presentOf, stepNow } from '../../lib/quality/decide.ts';
import type { Evaluation } from '../../lib/quality/evaluate.ts';
import { chartPage } from '../../lib/render/chart/chart-page.ts';
import {
  type ChartContent,
  chartName,
  chartRows,
  leveyJennings,
  originText,
} from '../../lib/render/chart/levey-jennings.ts';
import { wholeTime } from '../../lib/shared/wall-clock.ts';
import type { Quality, TestSystem } from '../../lib/site/quality/schema.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, good, odd, type Printed, print, printJson, remark } from '../output.ts';
import { checkPeriod } from '../period.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';

interface QcOptions extends SystemOptions {
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly json?: boolean | undefined;
}

/** @throws UsageError if the quality files of the site are not known */
export function qualityOf({ quality }: Pick<ConnectedSystem, 'quality'>): Quality {
  if (quality === undefined)
    throw new UsageError('the quality files are read from the folder of the site: give it with --site');
  return quality;
}

/** @throws UsageError that lists the test systems, if there is none with this id */
export function systemOf({ systems }: Quality, id: string): TestSystem {
  const found = systems.find((system) => system.id === id);
  if (found !== undefined) return found;
  throw new UsageError(
    `the site has no test system ${id}`,
    systems.map((system) => system.id),
  );
}

const judged = (
  system: ConnectedSystem,
  one: TestSystem,
  { since, until }: Pick<QcOptions, 'since' | 'until'>,
) =>
  readControls(
    system,
    { materials: qualityOf(system).materials, system: one, timeZone: system.site.laboratory.timeZone },
    { since, until },
  );

export async function qcStatus(options: QcOptions): Promise<void> {
  const found = await withSystem(options, { writes: false }, async (system) => {
    const quality = qualityOf(system);
    const { systems } = quality;
    const states = await system.verdicts.states(systems.map(systemHistory));
    const now = system.clock();
    const all: SystemStatus[] = [];
    for (const [index, one] of systems.entries()) {
      const { evaluations } = await judged(system, one, options);
      const steps = states[index]?.steps ?? [];
      const { state, last } = stateOf(evaluations, now, stepNow(steps, now.getTime()));
      all.push({
        ...{ system: one.id, state, last },
        held: closedNow(steps, presentOf(steps, now.getTime()), one.gate),
        due: dueOf(one, steps, now),
      });
    }
    const { timeZone } = system.site.laboratory;
    return {
      all,
      ofNoSystem: await controlsOfNoSystem(quality, system.qc),
      timeText: timeIn(timeZone),
      systems,
    };
  });
  const { all, ofNoSystem, timeText } = found;
  if (
    all.some(
      ({ last, held, state }) => last?.isSatisfying !== true || held !== undefined || unanswered.has(state),
    ) ||
    ofNoSystem.length > 0
  )
    process.exitCode = exitCode.problem;
  if (options.json === true) return printJson({ systems: all, ofNoSystem });
  for (const [index, { system, state, last, held, due }] of all.entries()) {
    // before the last event: an accepted repeat that nobody answered does not open the gate
    if (held !== undefined)
      print`${bad('closed')} ${system}: results are held, ${held}: ${holdTexts[held].todo}`;
    else if (unanswered.has(state))
      print`${bad('not in control')} ${system}: ${unanswered.get(state)}; results are delivered all the same (mode ${found.systems[index]?.gate.mode})`;
    if (last === undefined) print`${odd('no control')} ${system}: no result of an active lot in the period`;
    else printEvaluation(last, timeText, system);
    print`  ${dueText(due, found.systems[index]?.due, timeText)}`;
  }
  for (const one of ofNoSystem) {
    print`${odd('of no test system')} ${one.source}: analyzer ${one.analyzer}, analyte ${one.analyte}, last in message ${one.messageId}`;
    print`  to judge them, add to systems in a quality file, with your levels, lots and targets:`;
    for (const line of systemEntry(one).split('\n')) print`  ${line}`;
  }
  if (all.length === 0) remark`the site has no test systems: docs/quality.md says how to add them`;
}

/** States that the last event alone does not tell, if results go on. */
const unanswered: ReadonlyMap<ControlState, string> = new Map([
  ['rejected', 'a control was rejected, and no complete one was good since then'],
  ['repeat-passed', 'a control was rejected, and nobody documented what was done before it was good again'],
]);

interface SystemStatus {
  readonly system: string;
  readonly state: ControlState;
  readonly last: Evaluation | undefined;
  /** Why results are held now. */
  readonly held: GateReason | undefined;
  /** When the next control is due, and why. */
  readonly due: Omit<DueControl, 'system'>;
}

function dueOf(one: TestSystem, steps: readonly GateStep[], now: Date): SystemStatus['due'] {
  const { system: _, ...due } = dueControl(one, stepNow(steps, now.getTime()), now);
  return due;
}

export async function qcEvents(id: string, options: QcOptions): Promise<void> {
  checkPeriod(options);
  const { controls, one, steps, timeText } = await withSystem(options, { writes: false }, async (system) => {
    const found = systemOf(qualityOf(system), id);
    const [state] = await system.verdicts.states([systemHistory(found)]);
    return {
      controls: await judged(system, found, options),
      ...{ one: found, steps: state?.steps ?? [], timeText: timeIn(system.site.laboratory.timeZone) },
    };
  });
  const counted = countedUntil(steps);
  const { evaluations, isCut } = controls;
  if (options.json === true)
    return printJson(evaluations.map((evaluation) => ({ ...evaluation, ...counted.get(evaluation.id) })));
  for (const evaluation of evaluations) {
    printEvaluation(evaluation, timeText);
    const { due, dueBy } = counted.get(evaluation.id) ?? {};
    if (due !== undefined) print`  counts until ${timeText(due)}: ${dueReason(dueBy, one.due)}`;
  }
  sayCut(isCut);
  if (evaluations.length === 0) remark`no control result in the period`;
}

export async function qcPoints(id: string, options: QcOptions): Promise<void> {
  const { controls, content } = await withChart(id, options);
  const rows = chartRows(content);
  if (options.json === true)
    return printJson(
      rows.map(({ point: { receivedAt: _, ...point }, ...row }) => ({
        ...point,
        at: new Date(point.at).toISOString(),
        ...row,
        origin: content.originOf?.(point.id),
      })),
    );
  for (const { point, tone, z, answer, target, words } of rows)
    print`${content.timeText(point.at)}  level ${point.level}  ${point.lot}  ${point.value} ${point.unit}  ${z ?? answer}  ${toned(tone)}  ${words}  ${target}  ${originText(content.originOf?.(point.id))}`;
  printAdvice(controls.evaluations);
  sayCut(controls.isCut);
  if (rows.length === 0) remark`no control result in the period`;
}

export async function qcChart(id: string, options: QcOptions & { readonly out: string }): Promise<void> {
  const { controls, content } = await withChart(id, options);
  await writeFile(options.out, options.out.endsWith('.html') ? chartPage(content) : leveyJennings(content));
  remark`${options.out}: ${content.points.length} points of ${id} (${chartName(content)})`;
  sayCut(controls.isCut);
}

interface StatisticsOptions extends SystemOptions {
  readonly months: number;
  readonly json?: boolean | undefined;
}

/** The statistics of one test system, or of all, by month of the laboratory. */
export async function qcStatistics(id: string | undefined, options: StatisticsOptions): Promise<void> {
  const found = await withSystem(options, { writes: false }, async (system) => {
    const quality = qualityOf(system);
    const { timeZone } = system.site.laboratory;
    const { months, since } = lastMonths(options.months, new Date(), timeZone);
    const wanted = new Set(months);
    const all: { readonly system: string; readonly isCut: boolean; readonly rows: LevelStatistics[] }[] = [];
    for (const one of id === undefined ? quality.systems : [systemOf(quality, id)]) {
      const controls = await judged(system, one, { since });
      const rows = controlStatistics(controls, one, timeZone).filter(({ month }) => wanted.has(month));
      all.push({ system: one.id, isCut: controls.isCut, rows });
    }
    return all;
  });
  if (options.json === true)
    return printJson(found.flatMap(({ system, rows }) => rows.map((row) => ({ system, ...row }))));
  for (const { system, rows } of found) for (const row of rows) printStatistics(system, row);
  sayCut(found.some(({ isCut }) => isCut));
  if (found.every(({ rows }) => rows.length === 0)) remark`no result of these months could be judged`;
}

function printStatistics(system: string, row: LevelStatistics): void {
  const { month, lot, level, target, statistics, bias, sigma, rejected, excluded, rules, answers } = row;
  const { n, mean, sd, cv } = statistics;
  if (answers !== undefined) {
    print`${month} ${system}  level ${level}  ${lot}  n ${n}  right ${answers.right} (${answers.share} %)  expected ${target.expected?.text} ${target.unit}`;
    const found = answers.counts.map(({ answer, count }) => `${answer} ${count}`);
    if (found.length > 0) print`  answers ${found.join(', ')}`;
  }
  if (answers === undefined) {
    print`${month} ${system}  level ${level}  ${lot}  n ${n}  mean ${mean}  SD ${sd ?? 'of one result unknown'} ${target.unit}`;
    print`  CV ${cv ?? 'unknown'} %  bias ${bias?.absolute ?? 'unknown'} (${bias?.percent ?? 'unknown'} %)  target ${target.mean} SD ${target.sd}, ${target.basis}`;
  }
  const broken = Object.entries(rules).map(([rule, count]) => `${rule} ${count}`);
  print`  rejected ${rejected}, excluded ${excluded}  ${broken.join(', ')}`;
  if (sigma === undefined) return;
  const { allowed, bias: drift } = sigma;
  const error = [
    ...(allowed.percent === undefined ? [] : [`${allowed.percent} %`]),
    ...(allowed.absolute === undefined ? [] : [allowed.absolute]),
  ].join(' or ');
  const few = sigma.isOfFew ? ', of fewer than 20 results' : '';
  print`  sigma ${sigma.sigma}${few}: allowed error ${error} (${allowed.origin}), bias ${drift.percent} % (${drift.origin})`;
}

export async function qcLots(
  options: SystemOptions & { readonly json?: boolean | undefined },
): Promise<void> {
  const systems = await withSystem(options, { writes: false }, async (system) => qualityOf(system).systems);
  const rows = systems.flatMap(({ id, lots, targets }) =>
    lots.map((lot) => ({
      system: id,
      ...lot,
      targets: targets.filter((target) => lotId(target) === lotId(lot)),
    })),
  );
  if (options.json === true) return printJson(rows);
  for (const { system, targets, ...lot } of rows) {
    const states = (['received', 'parallel', 'active', 'retired'] as const).flatMap((state) =>
      lot[state] === undefined ? [] : [`${state} ${lot[state]}`],
    );
    print`${system}  ${lotId(lot)}  ${states.join(', ')}`;
    for (const target of targets)
      print`  level ${target.level}: ${targetWords(target)} ${target.unit}  ${target.basis}  from ${target.from}`;
    if (targets.length > 0) continue;
    if (lot.parallel !== undefined && lot.active === undefined && lot.retired === undefined)
      print`  no target until it comes into use: labwire qc activate`;
    else print`  ${odd('no target')}: its results cannot be judged`;
  }
  if (rows.length === 0) remark`the test systems of the site have no lots`;
}

async function withChart(
  id: string,
  options: QcOptions,
): Promise<{ readonly controls: JudgedControls; readonly content: ChartContent }> {
  checkPeriod(options);
  return withSystem(options, { writes: false }, async (system) => {
    const one = systemOf(qualityOf(system), id);
    const controls = await judged(system, one, options);
    const timeText = timeIn(system.site.laboratory.timeZone);
    const content = chartOfControls(controls, one, {
      since: options.since,
      originOf: originOfPoints(controls, one.source, system.site),
      title: `${id}: controls until ${timeText((options.until ?? new Date()).getTime())}`,
      timeText,
    });
    return { controls, content };
  });
}

/** Times of the laboratory, for people. */
const timeIn =
  (zone: string) =>
  (at: number): string =>
    wholeTime(new Date(at), zone);

const toned = (tone: string): Printed =>
  tone === 'reject' ? bad(tone) : tone === 'accept' ? good(tone) : odd(tone);

function printEvaluation(evaluation: Evaluation, timeText: (at: number) => string, name?: string): void {
  const { verdict, end, use, violations, missing, flags, points } = evaluation;
  const rules = [...new Set(violations.map(({ rule }) => rule))].join(' ');
  const z = points.map((one) => `${one.level || '?'}: ${one.z ?? one.answer ?? one.problem}`).join(', ');
  const marks = [
    ...(use === 'parallel' ? ['parallel lot'] : []),
    ...(missing.length > 0 && use === 'active' ? [`incomplete, without level ${missing.join(', ')}`] : []),
    ...flags.map((flag) => flagWords.get(flag) ?? flag),
  ].join('; ');
  print`${toned(verdict)} ${name ?? ''} ${timeText(end)}  ${z}  ${rules}  ${marks}`;
  if (name !== undefined) printAdvice([evaluation]);
}

/** What to do, once for each reason. */
function printAdvice(evaluations: readonly Evaluation[]): void {
  const problems = new Set(
    evaluations.flatMap(({ points }) => points.flatMap(({ problem }) => problem ?? [])),
  );
  for (const problem of problems) print`  ${problem}: ${controlAdvice.get(problem)}`;
}

function sayCut(isCut: boolean): void {
  if (isCut) remark`older results were not read: the first events may lack some of their history`;
}

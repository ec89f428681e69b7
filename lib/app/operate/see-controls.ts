import type { ControlsRequest, SeenControls, SeenResult, SeenSystem } from '../../model/seen-controls.ts';
import { whoDid } from '../../model/who-did.ts';
import { closedNow, presentOf, stepNow } from '../../quality/decide.ts';
import { type ChartContent, chartName, chartRows, leveyJennings } from '../../render/chart/levey-jennings.ts';
import { wholeTime } from '../../shared/wall-clock.ts';
import type { Quality } from '../../site/quality/schema.ts';
import type { Site } from '../../site/site.ts';
import { systemHistory } from '../quality/find-lot.ts';
import { chartOfControls } from './chart-of-controls.ts';
import { controlAdvice } from './control-advice.ts';
import { controlStatistics } from './control-statistics.ts';
import { draftLots } from './draft-lots.ts';
import { dueControl } from './due-controls.ts';
import { countedUntil, dueText } from './due-words.ts';
import { type ControlsReader, listControls, stateOf } from './list-controls.ts';
import { originOfPoints } from './origin-of-points.ts';
import { type JudgedControls, readControls } from './read-controls.ts';

export interface SeeingDependencies extends ControlsReader {
  readonly quality?: Quality | undefined;
  readonly site: Pick<Site, 'laboratory' | 'sources'>;
}

/** Every test system of the site, for people. */
export async function seeSystems(
  dependencies: SeeingDependencies,
  now: Date,
): Promise<readonly SeenSystem[]> {
  const { quality, site } = dependencies;
  if (quality === undefined) return [];
  const { timeZone } = site.laboratory;
  const all = await listControls(quality, dependencies, { now, timeZone });
  return all.map(({ system: { id }, state, last, good, controls }) => ({
    ...{ id, state, last, good },
    drafts: draftLots(controls),
  }));
}

/** The controls of one test system, for people. Undefined if the site has no such test system. */
export async function seeControls(
  request: ControlsRequest,
  dependencies: SeeingDependencies,
): Promise<SeenControls | undefined> {
  const { quality, site, verdicts } = dependencies;
  const system = quality?.systems.find(({ id }) => id === request.id);
  if (quality === undefined || system === undefined) return undefined;
  const { timeZone } = site.laboratory;
  const [since, until] = [new Date(request.since), new Date(request.until)];
  const known = { materials: quality.materials, system, timeZone };
  const all = await readControls(dependencies, known, { since });
  const [stored] = await verdicts.states([systemHistory(system)]);
  const controls = ofLot(all, request.lot);
  const chart = chartOfControls(controls, system, {
    ...{ since, originOf: originOfPoints(controls, system.source, site) },
    title: `${system.id}: controls since ${wholeTime(since, timeZone)}`,
    timeText: (at) => wholeTime(new Date(at), timeZone),
  });
  const { evaluations, isCut } = controls;
  const steps = stored?.steps ?? [];
  const step = stepNow(steps, until.getTime());
  const counted = countedUntil(steps);
  return {
    due: dueText(dueControl(system, step, until), system.due, (at) => wholeTime(new Date(at), timeZone)),
    state: stateOf(all.evaluations, until, step).state,
    held: closedNow(steps, presentOf(steps, until.getTime()), system.gate),
    ruleSet: evaluations.at(-1)?.ruleSet,
    isCut,
    chart: chart.points.length === 0 ? undefined : leveyJennings(chart, ''),
    chartName: chartName(chart),
    targets: usedTargets(chart),
    events: evaluations
      .toReversed()
      .slice(0, request.rows)
      .map((event) => ({ ...event, ...counted.get(event.id) })),
    eventCount: evaluations.length,
    ...results(chart, controls, request),
    actions: actionsOf(controls).slice(0, request.rows),
    statistics: controlStatistics(controls, system, timeZone),
    problems: problemsOf(controls),
  };
}

function ofLot(controls: JudgedControls, lot: string | undefined): JudgedControls {
  if (lot === undefined) return controls;
  const { course, evaluations } = controls;
  return {
    ...controls,
    course: { ...course, points: course.points.filter((point) => point.lot === lot) },
    evaluations: evaluations.filter(({ points }) => points.some((point) => point.lot === lot)),
  };
}

/** The targets that judged results of the period. */
function usedTargets({ evaluations, targets }: ChartContent): SeenControls['targets'] {
  const nameOf = (lot: string, level: string, version = '') => JSON.stringify([lot, level, version]);
  const used = new Set(
    evaluations.flatMap(({ points }) => points.map(({ lot, level, target }) => nameOf(lot, level, target))),
  );
  return targets.filter(({ lot, level, version }) => used.has(nameOf(lot, level, version)));
}

function results(
  chart: ChartContent,
  { stored }: JudgedControls,
  { from, rows, point }: ControlsRequest,
): Pick<SeenControls, 'results' | 'resultCount'> {
  const all = chartRows(chart)
    .filter(({ point: { id } }) => point === undefined || id === point)
    .toReversed();
  return {
    resultCount: all.length,
    results: all.slice(from, from + rows).map(
      ({ point: { id, at, level, lot, value, unit }, tone, words, z, answer, target }): SeenResult => ({
        ...{ id, at, level, lot, value, unit, tone, words, z, answer, target },
        reagents: chart.reagentsOf(id),
        origin: chart.originOf?.(id),
        messageId: stored.get(id)?.messageId,
      }),
    ),
  };
}

function actionsOf({ actions, course }: JudgedControls): SeenControls['actions'] {
  const points = new Map(course.points.map((point) => [point.id, point]));
  return actions.toReversed().map((action) => {
    const { at, kind, why, point: id = '' } = action;
    const point = points.get(id);
    return {
      ...{ at: Date.parse(at), kind, by: whoDid(action), why },
      result: point && { at: point.at, value: `${point.value} ${point.unit ?? ''}`.trim() },
    };
  });
}

function problemsOf({ evaluations }: JudgedControls): SeenControls['problems'] {
  const problems = evaluations.flatMap(({ points }) => points.flatMap(({ problem }) => problem ?? []));
  return [...Map.groupBy(problems, (problem) => problem)].map(([problem, { length }]) => ({
    problem,
    count: length,
    advice: controlAdvice.get(problem) ?? '',
  }));
}

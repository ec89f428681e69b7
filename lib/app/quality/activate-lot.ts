import type { ControlAction } from '../../model/control-action.ts';
import { type CarriedTarget, crossOver } from '../../quality/crossover.ts';
import type { ControlPoint, Target } from '../../quality/point.ts';
import type { LotOfSystem, TargetOfSystem, TestSystem } from '../../site/quality/schema.ts';
import { type AuditDependencies, type Reader, recordRead } from '../operate/audited-read.ts';
import { type QcReader, readControls } from '../operate/read-controls.ts';
import { exclusionOf } from './exclusions.ts';
import { type KnownControls, lotId } from './find-lot.ts';

/** One run of a parallel lot. */
export interface ListedRun {
  readonly id: string;
  readonly level: string;
  readonly at: number;
  readonly value: string;
  readonly unit?: string | undefined;
  /** Who left it out, and why. Undefined: it counts. */
  readonly excluded?: Pick<ControlAction, 'by' | 'why'> | undefined;
}

/** What the site must say so that a lot is in use: it changes nothing by itself. */
export interface Activation {
  readonly lot: LotOfSystem;
  /** Every run of the lot beside the one in use, those that were excluded among them. */
  readonly runs: readonly ListedRun[];
  /** Why it is refused. Empty: the site may be changed. */
  readonly obstacles: readonly string[];
  readonly levels: readonly CarriedTarget[];
  /** The states of the lots that change, and the new targets. */
  readonly lots: readonly LotOfSystem[];
  readonly targets: readonly TargetOfSystem[];
}

export interface ActivationRequest {
  readonly lot: LotOfSystem;
  readonly at: Date;
  /** The lots of the material that are in use stay so. */
  readonly overlaps: boolean;
}

/** So many runs of each level, if the site says no other number. */
const PARALLEL_RUNS = 10;
/** With runs on fewer days a target is provisional. */
const ENOUGH_DAYS = 10;

/** The lots of a test system with this number, or with this material and number. */
export const lotsNamed = (name: string, { lots }: TestSystem): readonly LotOfSystem[] =>
  lots.filter((one) => one.lot === name || lotId(one) === name);

/**
 * Proposes that a parallel lot comes into use: with the mean of its runs, and the CV of the lot in use. Refused as long as a run is
 * missing or cannot be used. The audit entry of an activation that is not refused comes first.
 */
export async function proposeActivation(
  known: KnownControls,
  { lot, at, overlaps }: ActivationRequest,
  person: Reader,
  dependencies: QcReader & AuditDependencies,
): Promise<Activation> {
  const { system, timeZone } = known;
  const standing = stateObstacle(lot, at);
  if (standing !== undefined)
    return { lot, runs: [], obstacles: [standing], levels: [], lots: [], targets: [] };
  const period = { since: new Date(lot.parallel ?? at), until: at };
  const { course, actions, isCut } = await readControls(dependencies, known, period);
  const all = course.points
    .filter((point) => point.lot === lotId(lot) && point.use === 'parallel')
    .toSorted((one, other) => one.at - other.at);
  const inUse = system.lots.filter((one) => one.material === lot.material && isActive(one, at));
  const crossed = system.levels.map((level) =>
    crossOver(
      {
        level,
        runs: all.filter((run) => run.level === level),
        target: targetInUse(level, inUse, course.targets, at),
      },
      system.parallelRuns ?? PARALLEL_RUNS,
    ),
  );
  const obstacles = [
    ...(isCut ? ['there are too many results to read all runs of the lot'] : []),
    ...crossed.flatMap((one) => (one.ok ? [] : one.obstacles)),
  ];
  const runs = all.map((run) => listed(run, actions));
  if (obstacles.length > 0) return { lot, runs, obstacles, levels: [], lots: [], targets: [] };
  await recordRead(
    {
      ...{ action: 'document', resourceType: 'TestSystem', subject: system.id },
      ...{ parameters: ['activate'], patients: [], count: runs.length },
    },
    person,
    dependencies,
  );
  const levels = crossed.flatMap((one) => (one.ok ? one.target : []));
  const from = at.toISOString();
  const retired = overlaps ? [] : inUse.map((one) => ({ ...one, retired: from }));
  return {
    ...{ lot, runs, obstacles, levels },
    lots: [...retired, { ...lot, active: from, by: person.actor }],
    targets: levels.map(({ level, mean, sd, unit, scale, expected }) => ({
      ...{ material: lot.material, lot: lot.lot, level, unit, scale, from, by: person.actor },
      ...(expected === undefined
        ? {
            ...{ mean, sd },
            basis: daysOf(runs, level, timeZone) < ENOUGH_DAYS ? 'provisional' : 'established',
          }
        : sameAs(level, inUse, system, at)),
    })),
  };
}

function stateObstacle({ parallel, active, retired }: LotOfSystem, at: Date): string | undefined {
  const isSince = (time: string | undefined) => time !== undefined && Date.parse(time) <= at.getTime();
  if (isSince(retired)) return `the lot is retired since ${retired}`;
  if (active !== undefined) return `the lot is active since ${active}`;
  return isSince(parallel) ? undefined : 'the lot is not parallel: say in the site since when it is';
}

const isActive = ({ active, retired }: LotOfSystem, at: Date): boolean =>
  active !== undefined &&
  Date.parse(active) <= at.getTime() &&
  (retired === undefined || Date.parse(retired) > at.getTime());

/** The newest target of the level of a lot in use, if it has not expired. */
function targetInUse(
  level: string,
  inUse: readonly LotOfSystem[],
  targets: readonly Target[],
  at: Date,
): Target | undefined {
  const lots = new Set(inUse.map(lotId));
  return targets
    .filter((one) => lots.has(one.lot) && one.level === level && one.from <= at.getTime())
    .filter(({ to }) => to === undefined || to > at.getTime())
    .reduce<Target | undefined>(
      (newest, one) => (newest === undefined || one.from > newest.from ? one : newest),
      undefined,
    );
}

/** What the lot in use must show, the new one must show, too. */
function sameAs(
  level: string,
  inUse: readonly LotOfSystem[],
  { targets }: TestSystem,
  at: Date,
): Pick<TargetOfSystem, 'answer' | 'grade' | 'limits' | 'basis'> {
  const lots = new Set(inUse.map(lotId));
  const {
    answer,
    grade,
    limits,
    basis = 'assayed',
  } = targets
    .filter((one) => one.level === level && lots.has(lotId(one)) && Date.parse(one.from) <= at.getTime())
    .toSorted((one, other) => Date.parse(other.from) - Date.parse(one.from))[0] ?? {};
  return { answer, grade, limits, basis };
}

function listed(
  { id, level, at, value, unit, isExcluded }: ControlPoint,
  actions: readonly ControlAction[],
): ListedRun {
  const exclusion = isExcluded === true ? exclusionOf(new Set([id]), actions) : undefined;
  return {
    ...{ id, level, at, value, unit },
    ...(isExcluded === true ? { excluded: { by: exclusion?.by ?? '', why: exclusion?.why ?? '' } } : {}),
  };
}

function daysOf(runs: readonly ListedRun[], level: string, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const counted = runs.filter((run) => run.level === level && run.excluded === undefined);
  return new Set(counted.map(({ at }) => format.format(at))).size;
}

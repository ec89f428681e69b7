import type { ControlAction } from '../../model/control-action.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import { type Evaluation, evaluate } from '../../quality/evaluate.ts';
import { END_OF_TIME } from '../../shared/clock.ts';
import { courseOf, type SystemCourse, settingsOf } from '../quality/course-of.ts';
import { type KnownControls, systemHistory } from '../quality/find-lot.ts';

/** The controls of one test system in a period. */
export interface JudgedControls {
  readonly course: SystemCourse;
  /** Of events that end in the period, in their order. */
  readonly evaluations: readonly Evaluation[];
  readonly stored: ReadonlyMap<string, QcPoint>;
  /** What people did in the period, in order of time. */
  readonly actions: readonly ControlAction[];
  /** Older points exist that were not read, so the first events may lack some of their history. */
  readonly isCut: boolean;
}

/** Rules look back at events before the period. */
const LEAD_MS = 60 * 86_400_000;
/** A bound for one test system: two levels each hour for two months. */
const MOST = 3000;

export interface ControlPeriod {
  readonly since: Date;
  /** Default: everything that has come. The clock of an instrument may be ahead, so the present is no bound of measured times. */
  readonly until?: Date | undefined;
  /** The most results to read, the newest ones. */
  readonly most?: number | undefined;
}

export interface QcReader {
  readonly qc: Pick<QcStore, 'read'>;
  readonly controlActions: Pick<ControlActions, 'since'>;
}

/** Reads and judges the controls of a test system with two queries, at most 3,000 results. Nothing is written. */
export async function readControls(
  { qc, controlActions }: QcReader,
  known: KnownControls,
  { since, until = END_OF_TIME, most = MOST }: ControlPeriod,
): Promise<JudgedControls> {
  const period = { since: new Date(since.getTime() - LEAD_MS), until, most };
  const history = systemHistory(known.system);
  const [stored, actions] = await Promise.all([
    qc.read(history, period),
    controlActions.since(history, period.since),
  ]);
  const course = courseOf(stored, known, actions);
  const evaluations = evaluate(course, settingsOf(known.system));
  return {
    course,
    evaluations: evaluations
      .filter(({ end }) => end >= since.getTime())
      .map((one) => ({ ...one, points: one.points.toSorted(byLevelOf(known.system)) })),
    stored: new Map(stored.map((point) => [point.id, point])),
    actions: actions.filter(({ at }) => Date.parse(at) >= since.getTime()),
    isCut: stored.length === most,
  };
}

/** In the order that the site gives to levels, the unknown ones last. */
const byLevelOf =
  ({ levels }: KnownControls['system']) =>
  (one: { readonly level: string }, other: { readonly level: string }): number =>
    placeOf(levels, one.level) - placeOf(levels, other.level);

const placeOf = (levels: readonly string[], level: string): number =>
  levels.includes(level) ? levels.indexOf(level) : levels.length;

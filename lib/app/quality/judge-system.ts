import type { ControlAction } from '../../model/control-action.ts';
import { digestOf } from '../../model/identity.ts';
import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import {
  evaluationSchema,
  type GateStep,
  type Resolved,
  type StoredEvaluation,
  type SystemState,
  type Unresolved,
  type VerdictVersion,
} from '../../model/verdict.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { changedEvaluations } from '../../quality/changed-evaluations.ts';
import { evaluate } from '../../quality/evaluate.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { type Clock, END_OF_TIME } from '../../shared/clock.ts';
import { courseOf, type RemovedControl, settingsOf } from './course-of.ts';
import { type KnownControls, systemHistory } from './find-lot.ts';
import { courseOfGate, stepsOf } from './gate-course-of.ts';
import { lookBacksAfter } from './known-look-backs.ts';
import { withReagents } from './notice-due.ts';

export interface JudgeDependencies {
  readonly qc: Pick<QcStore, 'read'>;
  readonly verdicts: VerdictStore;
  readonly controlActions: Pick<ControlActions, 'since'>;
  readonly clock: Clock;
}

/** What makes a test system be judged again. */
export interface JudgeCause {
  /** A message or an action. */
  readonly id: string;
  /** The time of the earliest result or action that is new. */
  readonly since: Date;
}

export interface JudgedSystem {
  readonly state: SystemState;
  /** The number of versions of verdicts that were stored. */
  readonly written: number;
}

const DAY_MS = 86_400_000;
/** Rules look back so far, and a late result re-opens at most so much. */
const LEAD_MS = 60 * DAY_MS;
/** Two levels each hour for two months. */
const MOST_POINTS = 3000;
/** The longest event: a batch. A new point may join an event that began so long before it. */
const LONGEST_EVENT_MS = DAY_MS;
const BEGINNING = new Date(0);
const MOST_STEPS = 40;
const MOST_RESOLVED = 40;
/** From then on, before the present, a state may be read anew. */
const READ_ANEW_MS = 2 * LEAD_MS + LONGEST_EVENT_MS;
const MAX_CONFLICTS = 20;

/**
 * Judges the controls of a test system: stores a version of each verdict that is new or has changed, then the state of the
 * test system. Safe to repeat at any point and by several workers at once: the verdicts are read before the points, so
 * whoever stores a version knows every point that the version before it knew.
 */
export async function judgeSystem(
  known: KnownControls,
  cause: JudgeCause,
  dependencies: JudgeDependencies,
): Promise<JudgedSystem> {
  let written = 0;
  for (let tries = 0; tries < MAX_CONFLICTS; tries++) {
    const judged = await judgeOnce(known, cause, dependencies);
    written += judged.written;
    if (judged.state !== undefined) return { state: judged.state, written };
  }
  throw new AdapterError('TestSystemContended', 'transient', 'Too many workers on one test system at once');
}

async function judgeOnce(
  known: KnownControls,
  cause: JudgeCause,
  { qc, verdicts, controlActions, clock }: JudgeDependencies,
): Promise<{ readonly state?: SystemState; readonly written: number }> {
  const history = systemHistory(known.system);
  const now = clock();
  const judgedBy = judgedByOf(known);
  const [before] = await verdicts.states([history]);
  const oldest = now.getTime() - LEAD_MS;
  // other lots, targets or rules may change every verdict
  const isAnew = before?.judgedBy !== judgedBy;
  const since = (isAnew ? oldest : Math.max(cause.since.getTime(), oldest)) - LONGEST_EVENT_MS;
  const stored = await verdicts.versionsSince(history, new Date(since - LONGEST_EVENT_MS));
  const points = await qc.read(history, {
    since: new Date(since - LEAD_MS),
    until: END_OF_TIME,
    most: MOST_POINTS,
  });
  const actions = await controlActions.since(history, new Date(since - LEAD_MS));
  const { evaluations, removed } = judgedOf(points, actions, known);
  const changes = changesSince(since, stored, evaluations, { cause: cause.id, judgedAt: now.toISOString() });
  let written = 0;
  for (const change of changes) {
    // somebody else judged the event meanwhile, perhaps with a point that was not read here
    if (!(await verdicts.append(history, change))) return { written };
    written++;
  }
  const begin = readSince(points, since - LEAD_MS);
  const carried = carriedFrom(before, begin);
  const judged = { evaluations, removed, carried, begin };
  const state = stateOf(judged, points, actions, before, known, judgedBy, now);
  if (before !== undefined && canonicalJson(state) === canonicalJson({ ...before, version: state.version }))
    return { state: before, written };
  return (await verdicts.putState(history, state)) ? { state, written } : { written };
}

/**
 * The changes of the state before `until`, for results that are older than the stored ones. They are read from the beginning, so that a
 * failure that nobody answered and a stop are known however old they are. If that is more than is read, `state` tells what
 * stood before.
 */
export async function stepsBefore(
  until: number,
  state: SystemState,
  known: KnownControls,
  { qc, controlActions }: Pick<JudgeDependencies, 'qc' | 'controlActions'>,
): Promise<readonly GateStep[]> {
  const history = systemHistory(known.system);
  const points = await qc.read(history, {
    since: BEGINNING,
    until: new Date(until),
    most: MOST_POINTS,
  });
  const actions = await controlActions.since(history, BEGINNING);
  const carried = carriedFrom(state, readSince(points, BEGINNING.getTime()));
  return stepsOf({ ...judgedOf(points, actions, known), carried }, actions, known).filter(
    ({ at }) => at < until,
  );
}

interface Judged {
  readonly evaluations: readonly StoredEvaluation[];
  readonly removed: readonly RemovedControl[];
}

function judgedOf(
  points: readonly QcPoint[],
  actions: readonly ControlAction[],
  known: KnownControls,
): Judged {
  const course = courseOf(points, known, actions);
  // in the form in which they are stored, to be compared with those
  const evaluations = evaluate(course, settingsOf(known.system)).map((one) => evaluationSchema.parse(one));
  return { evaluations, removed: course.removed };
}

/** The versions to store of events that end at `since` or later. */
function changesSince(
  since: number,
  stored: readonly VerdictVersion[],
  evaluations: readonly StoredEvaluation[],
  made: Pick<VerdictVersion, 'cause' | 'judgedAt'>,
): readonly VerdictVersion[] {
  const newest = new Map(stored.map((version) => [version.event, version]));
  const isRecent = ({ end }: StoredEvaluation): boolean => end >= since;
  const before = [...newest.values()].flatMap(({ evaluation }) => evaluation ?? []).filter(isRecent);
  return changedEvaluations(before, evaluations.filter(isRecent)).map((changed) => ({
    ...made,
    event: changed.id,
    start: changed.after?.start ?? newest.get(changed.id)?.start ?? 0,
    version: (newest.get(changed.id)?.version ?? 0) + 1,
    evaluation: changed.after,
  }));
}

/** From when on everything is known. If there are more points than are read, the oldest ones are not. */
const readSince = (points: readonly QcPoint[], since: number): number =>
  points.length < MOST_POINTS
    ? since
    : points.reduce(
        (first, one) => Math.min(first, measuredAt(one)?.getTime() ?? first),
        END_OF_TIME.getTime(),
      );

/** What stood at `begin`, from when on everything is read anew. */
function carriedFrom(state: SystemState | undefined, begin: number): Unresolved {
  const { unresolved, resolved = [] } = state ?? {};
  const stood = [...resolved.filter(({ until }) => until >= begin), ...(unresolved ? [unresolved] : [])];
  const failed = stood.findLast(({ failing }) => failing !== undefined && failing.end < begin);
  const stopped = stood.findLast(({ stop }) => stop !== undefined && stop.at < begin);
  return {
    ...(failed === undefined ? {} : { failing: failed.failing, corrected: failed.corrected }),
    ...(stopped === undefined ? {} : { stop: stopped.stop }),
  };
}

/** What a later judgement that begins earlier or later may need: of the time before `begin` it is known already. */
const resolvedAfter = (
  before: readonly Resolved[],
  anew: readonly Resolved[],
  begin: number,
  now: Date,
): readonly Resolved[] =>
  [...before.filter(({ until }) => until < begin), ...anew]
    .filter(({ until }) => until > now.getTime() - READ_ANEW_MS)
    .slice(-MOST_RESOLVED);

function stateOf(
  judged: Judged & { readonly carried: Unresolved; readonly begin: number },
  points: readonly QcPoint[],
  actions: readonly ControlAction[],
  before: SystemState | undefined,
  known: KnownControls,
  judgedBy: string,
  now: Date,
): SystemState {
  const course = courseOfGate(judged, actions, known, before?.noticed);
  const all = course.steps.slice(-MOST_STEPS);
  const { unresolved } = course;
  const resolved = resolvedAfter(before?.resolved ?? [], course.resolved, judged.begin, now);
  const steps = withReagents(all, judged.evaluations, points, known.system);
  const events = new Set(steps.map(({ evidence }) => evidence));
  const noticed = before?.noticed?.filter(({ evidence }) => events.has(evidence)) ?? [];
  const version = (before?.version ?? 0) + 1;
  const lookBacks = lookBacksAfter(judged.evaluations, actions, before?.lookBacks ?? [], now);
  return {
    ...{ version, steps, judgedBy },
    ...(unresolved === undefined ? {} : { unresolved }),
    ...(resolved.length === 0 ? {} : { resolved: [...resolved] }),
    ...(noticed.length === 0 ? {} : { noticed }),
    ...(lookBacks.length === 0 ? {} : { lookBacks }),
  };
}

/** Everything that verdicts and states depend on besides the points. */
export const judgedByOf = ({ materials, system, timeZone }: KnownControls): string =>
  digestOf(canonicalJson([JUDGING, materials, system, timeZone])).slice(0, 16);

/**
 * Another number gives all verdicts anew. 2: copies, corrections and exclusions count as they do now. 3: an action `other` may have
 * changed the test system. 4: the start after a stop knows the reject before it. 5: a calibrator that no lot names decides nothing.
 */
const JUDGING = 5;

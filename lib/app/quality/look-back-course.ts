import { type ControlAction, systemActionKinds } from '../../model/control-action.ts';
import type { StoredEvaluation, VerdictVersion } from '../../model/verdict.ts';
import { lookBacks } from '../../quality/look-back.ts';
import type { RemovedControl } from './course-of.ts';
import { exclusionOf } from './exclusions.ts';
import type { KnownControls } from './find-lot.ts';
import { stepsOf } from './gate-course-of.ts';

/** What a look-back was from some time on. */
export interface LookBackTurn {
  /** When it became known. */
  readonly at: number;
  /** The message or the action by which it became known. */
  readonly cause: string;
  /** The end of the last event that opened the gate. Undefined: none was known. */
  readonly after?: number | undefined;
  /** The control is not rejected any more. */
  readonly isVoid: boolean;
}

/**
 * How the look-back of an event came about and changed, by the versions of the verdicts and the actions of people: a late control, an
 * exclusion or another target moves its lower bound or ends it. The first entry is the one that opened it; empty if the event
 * was never rejected.
 */
export function lookBackCourse(
  event: string,
  versions: readonly VerdictVersion[],
  actions: readonly ControlAction[],
  known: KnownControls,
): readonly LookBackTurn[] {
  const opened = versions.find((one) => one.event === event && one.evaluation?.verdict === 'reject');
  if (opened === undefined) return [];
  // nothing after the event moves its lower bound
  const before = actions.filter(({ at, kind }) => Date.parse(at) <= opened.start && isOfSystem(kind));
  const moments = [
    ...versions
      .filter((one) => one.start <= opened.start || one.event === event)
      .map(({ judgedAt, cause }) => ({ at: Date.parse(judgedAt), cause })),
    ...before.map(({ recordedAt, id }) => ({ at: Date.parse(recordedAt), cause: id })),
  ].sort((one, other) => one.at - other.at);
  const turns: LookBackTurn[] = [];
  for (const { at, cause } of moments.filter((one) => one.at >= Date.parse(opened.judgedAt))) {
    const turn = { at, cause, ...boundsThen(event, at, versions, actions, known) };
    const last = turns.at(-1);
    if (last === undefined && turn.isVoid) continue;
    if (last?.after !== turn.after || last?.isVoid !== turn.isVoid || last === undefined) turns.push(turn);
  }
  return turns;
}

const isOfSystem = (kind: ControlAction['kind']): boolean =>
  (systemActionKinds as readonly string[]).includes(kind);

function boundsThen(
  event: string,
  at: number,
  versions: readonly VerdictVersion[],
  actions: readonly ControlAction[],
  known: KnownControls,
): Pick<LookBackTurn, 'after' | 'isVoid'> {
  const newest = new Map(
    versions.filter(({ judgedAt }) => Date.parse(judgedAt) <= at).map((one) => [one.event, one]),
  );
  const events = [...newest.values()].flatMap(({ evaluation }) => evaluation ?? []);
  const done = actions.filter(({ recordedAt }) => Date.parse(recordedAt) <= at);
  const steps = stepsOf(
    { evaluations: events, removed: removedThen(events, versions, done, at) },
    done,
    known,
  );
  const { mode } = known.system.gate;
  const found = lookBacks(events, steps, () => 0, mode).find((one) => one.event === event);
  return { after: found?.after, isVoid: found === undefined };
}

/**
 * The controls that an active event had and that no event has any more: a person excluded them, or a message took them back. One in
 * whose place another result of the same time and level stands was corrected.
 */
function removedThen(
  events: readonly StoredEvaluation[],
  versions: readonly VerdictVersion[],
  actions: readonly ControlAction[],
  until: number,
): readonly RemovedControl[] {
  const standing = events.flatMap(({ points }) => points);
  const ids = new Set(standing.map(({ id }) => id));
  const places = new Set(standing.map(placeOf));
  const before = versions
    .filter(({ judgedAt }) => Date.parse(judgedAt) <= until)
    .flatMap(({ evaluation }) => (evaluation?.use === 'active' ? evaluation.points : []));
  const gone = new Map(before.filter(({ id }) => !ids.has(id)).map((point) => [point.id, point]));
  return [...gone.values()].flatMap((point) => {
    const exclusion = exclusionOf(new Set([point.id]), actions);
    if (exclusion === undefined && places.has(placeOf(point))) return [];
    return [{ id: exclusion?.id ?? point.id, at: point.at }];
  });
}

const placeOf = ({ at, level }: StoredEvaluation['points'][number]): string => `${at} ${level}`;

import type { ControlAction } from '../../model/control-action.ts';
import type { KnownLookBack } from '../../model/verdict.ts';
import type { GateEvent } from '../../quality/gate.ts';

const DAY_MS = 86_400_000;
/** Delivered results are listed so long. */
export const LOOK_BACK_DAYS = 35;

/**
 * The look-backs of a test system, the oldest first. One that was known and whose event is not rejected any more is void, and
 * stays.
 */
export function lookBacksAfter(
  events: readonly GateEvent[],
  actions: readonly ControlAction[],
  before: readonly KnownLookBack[],
  now: Date,
): KnownLookBack[] {
  const oldest = now.getTime() - LOOK_BACK_DAYS * DAY_MS;
  const rejected = events
    .filter(({ use, verdict }) => use !== 'parallel' && verdict === 'reject')
    .map(({ id, start }): KnownLookBack => {
      const own = actions.filter(({ event }) => event === id);
      return { event: id, at: start, state: isSigned(own) ? 'signed' : 'open' };
    });
  const standing = new Set(rejected.map(({ event }) => event));
  // events before the first one were not read
  const first = events[0]?.start ?? oldest;
  const others = before
    .filter(({ event }) => !standing.has(event))
    .map((one) => (one.at >= first ? { ...one, state: 'void' as const } : one));
  return [...rejected, ...others].filter(({ at }) => at >= oldest).sort((one, other) => one.at - other.at);
}

/** Nothing was decided after the second person signed. */
export function isSigned(own: readonly ControlAction[]): boolean {
  return inOrder(own).at(-1)?.kind === 'sign';
}

/** In the order in which they were documented. */
export const inOrder = (actions: readonly ControlAction[]): readonly ControlAction[] =>
  actions.toSorted((one, other) => compare(one.recordedAt, other.recordedAt));

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

import type { GateStep } from '../model/verdict.ts';
import { closedBy, type GateMode } from './decide.ts';
import type { GateEvent } from './gate.ts';
import type { Instant } from './point.ts';

/** The period of patients' results that a rejected event puts in doubt (42 CFR 493.1282(b)(2)). */
export interface LookBackBounds {
  /** The rejected event. */
  readonly event: string;
  readonly rejectedAt: Instant;
  /** The end of the last event that opened the gate; exclusive. Undefined: no good event is known. */
  readonly after: Instant | undefined;
  /**
   * Inclusive. The receipt of the last result of the rejected event: from then on results are held. If they are not, the next
   * stop, or the end of the next good event. Undefined: neither has come, so results still pass.
   */
  readonly until: Instant | undefined;
}

/**
 * The look-back of each rejected event, in order. A late control, or one that was judged again, moves the bounds or ends the
 * look-back, because they are a function of all events.
 */
export function lookBacks(
  events: readonly GateEvent[],
  steps: readonly GateStep[],
  receivedAt: (event: string) => Instant,
  mode: GateMode['mode'],
): readonly LookBackBounds[] {
  return events
    .filter(({ use, verdict }) => use !== 'parallel' && verdict === 'reject')
    .map(({ id, start, end }) => {
      const known = Math.max(end, receivedAt(id));
      return {
        event: id,
        rejectedAt: start,
        after: steps.findLast((step) => step.at <= start && isOpening(step))?.at,
        until: mode === 'watch' ? endOfFlow(end, known, events, steps) : known,
      };
    });
}

/** Until when results passed although a control was rejected: a test system that is only watched holds nothing but after a stop. */
function endOfFlow(
  rejectedAt: Instant,
  known: Instant,
  events: readonly GateEvent[],
  steps: readonly GateStep[],
): Instant | undefined {
  const isStopped = steps.findLast(({ at }) => at <= rejectedAt)?.state === 'stopped';
  if (isStopped) return known;
  const ends = [
    ...steps.filter(({ at, state }) => at > rejectedAt && state === 'stopped').map(({ at }) => at),
    ...events.filter((event) => event.isSatisfying && event.end > rejectedAt).map((event) => event.end),
  ];
  return ends.length === 0 ? undefined : Math.min(...ends);
}

const isOpening = (step: GateStep): boolean => closedBy(step, step.at) === undefined;

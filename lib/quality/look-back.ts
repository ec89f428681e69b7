import type { GateStep } from '../model/verdict.ts';
import { closedBy, type GateEvent } from './gate.ts';
import type { Instant } from './point.ts';

/** The period of patients' results that a rejected event puts in doubt (42 CFR 493.1282(b)(2)). */
export interface LookBackBounds {
  /** The rejected event. */
  readonly event: string;
  readonly rejectedAt: Instant;
  /** The end of the last event that opened the gate; exclusive. Undefined: no good event is known. */
  readonly after: Instant | undefined;
  /** The receipt of the last result of the rejected event: from then on results are held. Inclusive. */
  readonly until: Instant;
}

/**
 * The look-back of each rejected event, in order. A late control, or one that was judged again, moves the bounds or ends the
 * look-back, because they are a function of all events.
 */
export function lookBacks(
  events: readonly GateEvent[],
  steps: readonly GateStep[],
  receivedAt: (event: string) => Instant,
): readonly LookBackBounds[] {
  return events
    .filter(({ use, verdict }) => use !== 'parallel' && verdict === 'reject')
    .map(({ id, start, end }) => ({
      event: id,
      rejectedAt: start,
      after: steps.findLast((step) => step.at <= start && isOpening(step))?.at,
      until: Math.max(end, receivedAt(id)),
    }));
}

const isOpening = (step: GateStep): boolean => closedBy(step, step.at) === undefined;

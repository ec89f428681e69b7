import type { GateStep } from '../model/verdict.ts';
import { closedBy } from './decide.ts';
import type { Instant } from './point.ts';

/** A change of the state of a test system that somebody must hear of. */
export interface StateChange {
  readonly kind: 'rejected' | 'overdue' | 'not-judged';
  /** The event after which the state is another one. */
  readonly evidence: string;
}

/**
 * What became of a test system by now: each event that closed its gate, and the event after which a control is overdue. A
 * second rejected event in a row changes nothing.
 */
export function stateChanges(steps: readonly GateStep[], now: Instant): readonly StateChange[] {
  const closing = steps.flatMap((step, index): StateChange[] => {
    const kind = closingBy(step, steps[index - 1]);
    return kind === undefined || step.at > now ? [] : [{ kind, evidence: step.evidence }];
  });
  const last = steps.findLast(({ at }) => at <= now);
  if (last === undefined || closedBy(last, now) !== 'qc-overdue') return closing;
  return [...closing, { kind: 'overdue', evidence: last.evidence }];
}

function closingBy(
  { state, isOpen }: GateStep,
  before: GateStep | undefined,
): 'rejected' | 'not-judged' | undefined {
  if (state === 'failed') return before?.state === 'failed' ? undefined : 'rejected';
  const wasOpen = before?.state === 'good' || before?.isOpen === true;
  // a start after a stop is unknown, too
  const isDoubt = state === 'unknown' || (state === 'repeat-passed' && isOpen !== true);
  return wasOpen && isDoubt ? 'not-judged' : undefined;
}

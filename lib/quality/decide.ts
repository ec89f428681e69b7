import type { GateStep } from '../model/verdict.ts';
import type { Instant } from './point.ts';

export type GateReason = 'qc-failed' | 'qc-overdue' | 'qc-missing' | 'stopped';

/** Why a result of this moment is held. Undefined: the gate is open. A control counts until the minute when one is due. */
export function closedBy(step: GateStep | undefined, at: Instant): GateReason | undefined {
  if (step === undefined || step.state === 'unknown') return 'qc-missing';
  if (step.state === 'stopped') return 'stopped';
  if (step.state === 'failed' || (step.state === 'repeat-passed' && step.isOpen !== true)) return 'qc-failed';
  return step.due !== undefined && at > step.due ? 'qc-overdue' : undefined;
}

/** The step that counts at a moment. */
export const stepAt = (steps: readonly GateStep[], at: Instant): GateStep | undefined =>
  steps.findLast((step) => step.at <= at);

/**
 * The moment that counts as now: a control that has come is not waited for, although the clock of its instrument is some
 * minutes ahead.
 */
export const presentOf = (steps: readonly GateStep[], now: Instant): Instant =>
  Math.max(now, steps.at(-1)?.at ?? now);

/** The step that counts now. */
export const stepNow = (steps: readonly GateStep[], now: Instant): GateStep | undefined =>
  stepAt(steps, presentOf(steps, now));

/** Why no result passes now. Undefined: results that wait for the test system may be delivered. */
export function closedNow(
  steps: readonly GateStep[],
  now: Instant,
  { mode }: Pick<GateMode, 'mode'>,
): GateReason | undefined {
  const reason = closedBy(stepAt(steps, now), now);
  if (mode === 'gate' || mode === 'bracket') return reason;
  return mode === 'watch' && reason === 'stopped' ? reason : undefined;
}

export interface GateMode {
  /** `open`: nothing is held. `watch`: only a stop holds. `bracket`: a result also waits for the next good control. */
  readonly mode: 'open' | 'watch' | 'gate' | 'bracket';
  /**
   * What becomes of a result that was measured while the gate was closed, and before a calibration or another action that
   * changed the test system. `hold`: no later control speaks for it. `lift`: the next good control lifts its hold.
   */
  readonly beforeReset: 'hold' | 'lift';
}

/** The decision on one result, with its evidence. */
export interface GateDecision {
  /** Undefined: the result may be delivered. */
  readonly reason?: GateReason | undefined;
  /** The event or action that decided. Undefined: there is none yet. */
  readonly evidence?: string | undefined;
  /** No later control lifts the hold. */
  readonly isFinal?: true;
}

export interface GateMoment {
  readonly measuredAt: Instant;
  readonly now: Instant;
  /** Whether a later control may release the result. Default: each may. */
  readonly speaksFor?: ((step: GateStep) => boolean) | undefined;
}

/**
 * Decides on a result by the state when it was measured, then by the state now. A result of which the next control was rejected is
 * as one that was measured after the reject: nobody knows when the failure began. A hold is lifted by the next event that opens
 * the gate; a stop is lifted by a person alone.
 */
export function decide(steps: readonly GateStep[], moment: GateMoment, settings: GateMode): GateDecision {
  const { mode } = settings;
  const { measuredAt, now } = moment;
  const [then, last] = [stepAt(steps, measuredAt), stepAt(steps, now)];
  const [closedThen, closed] = [closedBy(then, measuredAt), closedNow(steps, now, settings)];
  if (mode === 'open') return {};
  if (closedThen === 'stopped') return { reason: 'stopped', evidence: then?.evidence, isFinal: true };
  if (closed === 'stopped') return { reason: 'stopped', evidence: last?.evidence };
  if (mode === 'watch') return {};
  const { opened, rejected } = nextControl(steps, moment);
  const isWaiting = closedThen !== undefined || rejected !== undefined || mode === 'bracket';
  const isReset = (step: GateStep | undefined): boolean =>
    settings.beforeReset === 'hold' && (step?.reset ?? Number.NEGATIVE_INFINITY) >= measuredAt;
  if (isWaiting && (opened === undefined || isReset(opened))) {
    const held =
      closedThen !== undefined
        ? { reason: closedThen, evidence: then?.evidence }
        : {
            reason: rejected === undefined ? (closed ?? 'qc-missing') : 'qc-failed',
            evidence: (rejected ?? last)?.evidence,
          };
    return { ...held, ...(isReset(last) ? { isFinal: true } : {}) };
  }
  if (closed !== undefined) return { reason: closed, evidence: last?.evidence };
  return { evidence: (isWaiting ? opened : then)?.evidence };
}

interface NextControl {
  /** The first event after a result that opened the gate and speaks for the result, too. */
  readonly opened: GateStep | undefined;
  /** A reject between the result and that event. */
  readonly rejected: GateStep | undefined;
}

function nextControl(
  steps: readonly GateStep[],
  { measuredAt, now, speaksFor = () => true }: GateMoment,
): NextControl {
  const after = steps.filter(({ at }) => at > measuredAt && at <= now);
  const opened = after.find((step) => closedBy(step, step.at) === undefined && speaksFor(step));
  const between = opened === undefined ? after : after.slice(0, after.indexOf(opened));
  // a reject during a stop is no step of its own
  const isRejected = ({ state, failing }: GateStep): boolean =>
    state === 'failed' || (failing !== undefined && failing > measuredAt);
  return { opened, rejected: between.find(isRejected) };
}

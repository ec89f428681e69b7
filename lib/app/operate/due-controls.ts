import type { DueCause, GateStep } from '../../model/verdict.ts';
import type { TestSystem } from '../../site/quality/schema.ts';

/**
 * Why a test system needs a control. `failed`: something was rejected, so an action and then a control. `missing`: no good control is
 * known. `due`: at a time. `none`: none is due while a person has stopped it.
 */
export type DueState = 'failed' | 'missing' | 'due' | 'none';

export interface DueControl {
  readonly system: TestSystem;
  readonly kind: DueState;
  /** When it is or was due. Undefined: at once, or never. */
  readonly at?: number | undefined;
  /** What made it due. Undefined: the clock. */
  readonly by?: DueCause | undefined;
  /** The site does not say when one is due, so it is a day after the last good one. */
  readonly isAssumed: boolean;
  /** A control is needed now. */
  readonly isNow: boolean;
  /** When the state began: a good event, a reject, a stop. */
  readonly since?: number | undefined;
}

const DAY_MS = 86_400_000;

/** When a test system in this state needs its next control. `step`: the one that counts now. */
export function dueControl(system: TestSystem, step: GateStep | undefined, now: Date): DueControl {
  const known = { system, since: step?.at, isAssumed: false };
  if (step === undefined || step.state === 'unknown') return { ...known, kind: 'missing', isNow: true };
  if (step.state === 'stopped') return { ...known, kind: 'none', isNow: false };
  if (step.state === 'good' || step.isOpen === true) {
    const at = step.due ?? step.at + DAY_MS;
    return {
      ...known,
      kind: 'due',
      at,
      by: step.dueBy,
      isAssumed: step.due === undefined,
      isNow: at < now.getTime(),
    };
  }
  return { ...known, kind: 'failed', isNow: true };
}

/** By time: what is needed now first, the longest overdue first; what nobody knows the time of before it. */
export const byDue = (one: DueControl, other: DueControl): number => rankOf(one) - rankOf(other);

const rankOf = ({ kind, at = Number.MIN_SAFE_INTEGER }: DueControl): number =>
  kind === 'none' ? Number.MAX_SAFE_INTEGER : at;

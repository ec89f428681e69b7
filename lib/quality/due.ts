import type { DueNotice, GateStep } from '../model/verdict.ts';

/** The step with a control due at `at`, unless one is due earlier or the step opens nothing. */
export function dueEarlier(step: GateStep, { at, by }: Pick<DueNotice, 'at' | 'by'>): GateStep {
  const isOpening = step.state === 'good' || step.isOpen === true;
  if (!isOpening || (step.due !== undefined && step.due <= at)) return step;
  return { ...step, due: at, dueBy: by };
}

/** The notices with another one: of each event and cause, the earliest counts. Undefined: the new one says nothing new. */
export function withNotice(
  noticed: readonly DueNotice[],
  notice: DueNotice,
): readonly DueNotice[] | undefined {
  const isSame = ({ evidence, by }: DueNotice) => evidence === notice.evidence && by === notice.by;
  if (noticed.some((one) => isSame(one) && one.at <= notice.at)) return undefined;
  return [...noticed.filter((one) => !isSame(one)), notice];
}

/**
 * Whether a result has a lot that the control was not measured with, of a substance that the control names. A control without
 * reagents tells nothing.
 */
export function isOtherReagent(
  ofResult: readonly Reagent[],
  ofControl: readonly string[] | undefined,
): boolean {
  if (ofControl === undefined) return false;
  const known = new Set(ofControl);
  const substances = new Set(ofControl.map((text) => (JSON.parse(text) as [string, string])[0]));
  return ofResult.some((one) => substances.has(one.substance) && !known.has(reagentName(one)));
}

export interface Reagent {
  readonly substance: string;
  readonly lot: string;
}

export const reagentName = ({ substance, lot }: Reagent): string => JSON.stringify([substance, lot]);

import type { DueCause, GateStep } from '../../model/verdict.ts';
import type { DueKind, TestSystem } from '../../site/quality/schema.ts';
import type { DueControl } from './due-controls.ts';

/** The rules of a site, in words. A new kind of rule has its line here. */
const rules: {
  readonly [Every in DueKind['every']]: (rule: Extract<DueKind, { readonly every: Every }>) => string;
} = {
  day: ({ at }) => `each day until ${at}`,
  hours: ({ hours }) => `every ${hours} hours`,
  shift: ({ at }) => `each shift: ${at.join(', ')}`,
  patients: ({ patients }) => `after ${patients} patients' results`,
  reagent: () => 'after a new reagent',
  calibration: () => 'after a calibration',
};

const ruleText = (rule: DueKind): string => (rules[rule.every] as (one: DueKind) => string)(rule);

/** When controls of a test system are due, as the site says it. */
export const dueRules = (due: TestSystem['due']): string =>
  (due ?? []).map(ruleText).join(', ') || 'no rule: a day after the last good control';

const byClock: ReadonlySet<DueKind['every']> = new Set(['day', 'hours', 'shift']);

export const dueCauses: Readonly<Record<DueCause, string>> = {
  patients: 'enough patients were measured',
  reagent: 'the reagent was changed',
  calibration: 'it was calibrated',
};

/** Why a control is due at the time at which it is. Undefined `by`: by the clock. */
export const dueReason = (by: DueCause | undefined, due: TestSystem['due']): string =>
  by === undefined ? dueRules((due ?? []).filter(({ every }) => byClock.has(every))) : dueCauses[by];

/** Until when the last control counts and why, or what is needed now, as a sentence without a full stop. */
export function dueText(
  { kind, at, by, isNow }: Pick<DueControl, 'kind' | 'at' | 'by' | 'isNow'>,
  due: TestSystem['due'],
  timeText: (at: number) => string,
): string {
  if (kind === 'none') return 'no control is due while it is stopped';
  if (kind === 'failed') return 'a control is due now: document an action, then run it';
  if (kind === 'missing' || at === undefined) return 'a control is due now: no good one is known';
  const reason = dueReason(by, due);
  return isNow
    ? `a control is due since ${timeText(at)}: ${reason}`
    : `the last control counts until ${timeText(at)}: ${reason}`;
}

/** Until when an event counted, and why, by the id of the event. Of events that opened no gate nothing is told. */
export const countedUntil = (
  steps: readonly GateStep[],
): ReadonlyMap<string, Pick<GateStep, 'due' | 'dueBy'>> =>
  new Map(
    steps.flatMap(({ evidence, due, dueBy }) => (due === undefined ? [] : [[evidence, { due, dueBy }]])),
  );

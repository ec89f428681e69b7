import { type ControlAction, changesSystem } from '../../model/control-action.ts';
import type { DueNotice, GateStep, Unresolved } from '../../model/verdict.ts';
import { type GateAction, type GateCourse, type GateEvent, gateCourse } from '../../quality/gate.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import type { RemovedControl } from './course-of.ts';
import { dueAfter } from './due-after.ts';
import type { KnownControls } from './find-lot.ts';

/** The changes of the state of a test system, and what stands at their end. */
export function courseOfGate(
  {
    evaluations,
    removed,
    carried,
  }: {
    readonly evaluations: readonly GateEvent[];
    readonly removed: readonly RemovedControl[];
    readonly carried?: Unresolved | undefined;
  },
  actions: readonly ControlAction[],
  { system, timeZone }: KnownControls,
  noticed: readonly DueNotice[] = [],
): GateCourse {
  const { repeat } = system.gate;
  const out = removed.map(({ id, at }) => ({ id, at, kind: 'removed' as const, resets: false }));
  const done = actions.toSorted(byDocumentation).flatMap((action) => toGateAction(action, system));
  return gateCourse(evaluations, [...done, ...out], {
    ...{ repeat, noticed, carried },
    dueAfter: dueAfter(system.due, timeZone),
  });
}

/** The changes of the state of a test system, by its events, the controls that were taken out, and what people did. */
export const stepsOf = (...course: Parameters<typeof courseOfGate>): readonly GateStep[] =>
  courseOfGate(...course).steps;

/** Actions of one minute count in the order in which they were documented. */
const byDocumentation = (one: ControlAction, other: ControlAction): number =>
  one.recordedAt < other.recordedAt ? -1 : Number(one.recordedAt > other.recordedAt);

function toGateAction(action: ControlAction, { due = [] }: TestSystem): GateAction[] {
  const { id, kind } = action;
  const at = Date.parse(action.at);
  if (kind === 'exclude' || kind === 'include' || kind === 'dispose' || kind === 'sign') return [];
  const isSwitch = kind === 'stop' || kind === 'start';
  const demands = demandOf(action);
  const isDemanded = due.some(({ every }) => every === demands);
  return [
    {
      ...{ id, at, kind: isSwitch ? kind : 'corrective', resets: changesSystem(action) },
      ...(isDemanded ? { demands } : {}),
    },
  ];
}

function demandOf({ kind }: ControlAction): GateAction['demands'] {
  if (kind === 'calibration') return kind;
  return kind === 'reagent-change' ? 'reagent' : undefined;
}

import type { ControlAction } from '../../model/control-action.ts';

/** What people decided about one control result: its exclusions, and what took them back, in their order. */
export const exclusionsOf = (
  ids: ReadonlySet<string>,
  actions: readonly ControlAction[],
): readonly ControlAction[] =>
  actions
    .filter(({ kind, point }) => isAboutResult(kind) && point !== undefined && ids.has(point))
    .toSorted(inOrder);

/** The exclusion that holds: the last decision about the result. `ids`: all statements of it. Undefined: it counts. */
export function exclusionOf(
  ids: ReadonlySet<string>,
  actions: readonly ControlAction[],
): ControlAction | undefined {
  const last = exclusionsOf(ids, actions).at(-1);
  return last?.kind === 'exclude' ? last : undefined;
}

const isAboutResult = (kind: ControlAction['kind']): boolean => kind === 'exclude' || kind === 'include';

const inOrder = (one: ControlAction, other: ControlAction): number =>
  one.recordedAt < other.recordedAt ? -1 : Number(one.recordedAt > other.recordedAt);

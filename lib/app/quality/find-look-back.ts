import type { ControlAction } from '../../model/control-action.ts';
import type { KnownLookBack, StoredEvaluation } from '../../model/verdict.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { type KnownControls, systemHistory } from './find-lot.ts';
import { inOrder } from './known-look-backs.ts';
import { type LookBack, type LookBackDependencies, readLookBacks } from './look-back.ts';
import { type LookBackTurn, lookBackCourse } from './look-back-course.ts';

/** A look-back with everything that people did about it. */
export interface FoundLookBack {
  readonly known: KnownLookBack;
  /** Undefined if it is void. */
  readonly lookBack: LookBack | undefined;
  /** The verdict that rejected the event, or that stands now. */
  readonly verdict: StoredEvaluation | undefined;
  readonly course: readonly LookBackTurn[];
  /** Decisions and signatures, in their order. They are kept when a look-back is void. */
  readonly decisions: readonly ControlAction[];
  /** What people did about the test system, by which bounds may have moved. */
  readonly actions: ReadonlyMap<string, ControlAction>;
}

const DAY_MS = 86_400_000;
/** A test system may have been good for long before. */
const LEAD_DAYS = 35;

/** The look-back of an event. Undefined if the event was not rejected in the last 35 days. */
export async function findLookBack(
  known: KnownControls,
  event: string,
  dependencies: LookBackDependencies & { readonly verdicts: Pick<VerdictStore, 'states' | 'versionsSince'> },
): Promise<FoundLookBack | undefined> {
  const history = systemHistory(known.system);
  const [state] = await dependencies.verdicts.states([history]);
  const one = state?.lookBacks?.find((lookBack) => lookBack.event === event);
  if (one === undefined) return undefined;
  const since = new Date(one.at - LEAD_DAYS * DAY_MS);
  const [all, versions, actions] = await Promise.all([
    one.state === 'void' ? [] : readLookBacks(known, new Date(one.at), dependencies),
    dependencies.verdicts.versionsSince(history, since),
    dependencies.controlActions.since(history, since),
  ]);
  return {
    known: one,
    lookBack: all.find(({ bounds }) => bounds.event === event),
    verdict: versions.findLast((version) => version.event === event)?.evaluation,
    course: lookBackCourse(event, versions, actions, known),
    decisions: inOrder(actions.filter((action) => action.event === event)),
    actions: new Map(actions.map((action) => [action.id, action])),
  };
}

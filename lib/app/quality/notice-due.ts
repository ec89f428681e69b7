import type { Reagent as UsedReagent } from '../../model/observation.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import type { DueNotice, GateStep, StoredEvaluation } from '../../model/verdict.ts';
import type { MeasuredResults } from '../../ports/measured-results.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { closedBy, stepAt } from '../../quality/decide.ts';
import { dueEarlier, isOtherReagent, type Reagent, reagentName, withNotice } from '../../quality/due.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import { systemHistory } from './find-lot.ts';

export interface NoticeDependencies {
  readonly measured: Pick<MeasuredResults, 'nth'>;
  readonly verdicts: Pick<VerdictStore, 'states' | 'putState'>;
}

/** A result whose test system may have a control due because of it. */
export interface NoticedResult {
  readonly measuredAt: number;
  readonly reagents: readonly UsedReagent[];
}

/**
 * Whether a patient's result shows that a control is due: so many results were delivered since the last control, or the
 * result has another lot of a reagent. A test system with a rule `patients` costs one query for each day since its last
 * control; another one costs nothing.
 */
export async function noticeOf(
  { measuredAt, reagents }: NoticedResult,
  steps: readonly GateStep[],
  { id, due = [] }: Pick<TestSystem, 'id' | 'due'>,
  { measured }: Pick<NoticeDependencies, 'measured'>,
): Promise<DueNotice | undefined> {
  const step = stepAt(steps, measuredAt);
  if (step === undefined || closedBy(step, measuredAt) !== undefined) return undefined;
  const { evidence } = step;
  // one millisecond before, so that the result itself waits for a control
  if (isOtherReagent(namesOf(reagents), step.reagents))
    return { evidence, at: measuredAt - 1, by: 'reagent' };
  const most = due.find((rule) => rule.every === 'patients')?.patients;
  const last = most === undefined ? undefined : await measured.nth(id, new Date(step.at), most);
  return last === undefined || last >= measuredAt ? undefined : { evidence, at: last, by: 'patients' };
}

/** The steps of which a result has shown something. */
export const noticedIn = (steps: readonly GateStep[], notice: DueNotice): readonly GateStep[] =>
  steps.map((step) => (step.evidence === notice.evidence ? dueEarlier(step, notice) : step));

const MAX_CONFLICTS = 20;

/**
 * Stores what a result has shown in the state of its test system, so that everybody sees that a control is due. Safe to repeat,
 * and by several workers at once. `version`: that of the state that was seen. Returns the version that differs from it by the notice
 * alone; the same one if there is none.
 */
export async function storeNotice(
  notice: DueNotice,
  { system, version: seen }: { readonly system: TestSystem; readonly version: number },
  { verdicts }: Pick<NoticeDependencies, 'verdicts'>,
): Promise<number> {
  const history = systemHistory(system);
  for (let tries = 0; tries < MAX_CONFLICTS; tries++) {
    const [state] = await verdicts.states([history]);
    // the event is older than the stored steps, or has become another one
    if (state?.steps.some(({ evidence }) => evidence === notice.evidence) !== true) return seen;
    const noticed = withNotice(state.noticed ?? [], notice);
    if (noticed === undefined) return seen;
    const version = state.version + 1;
    const next = { ...state, version, steps: noticedIn(state.steps, notice), noticed };
    if (await verdicts.putState(history, { ...next, steps: [...next.steps], noticed: [...noticed] }))
      return state.version === seen ? version : seen;
  }
  throw new AdapterError('TestSystemContended', 'transient', 'Too many workers on one test system at once');
}

/** The steps with the lots of the reagents of their events, if a new lot makes a control due. */
export function withReagents(
  steps: readonly GateStep[],
  evaluations: readonly StoredEvaluation[],
  points: readonly QcPoint[],
  { due = [] }: Pick<TestSystem, 'due'>,
): GateStep[] {
  if (!due.some(({ every }) => every === 'reagent')) return [...steps];
  const stored = new Map(points.map((point) => [point.id, point]));
  const events = new Map(evaluations.map((one) => [one.id, one]));
  return steps.map((step) => {
    const used = events.get(step.evidence)?.points.flatMap(({ id }) => stored.get(id)?.reagents ?? []) ?? [];
    const names = [...new Set(namesOf(used).map(reagentName))].sort();
    return names.length === 0 ? step : { ...step, reagents: names };
  });
}

/** Whether a control was measured with the lots of the reagents of a result. */
export const speaksForLotsOf =
  (reagents: readonly UsedReagent[]): ((step: GateStep) => boolean) =>
  (step) =>
    !isOtherReagent(namesOf(reagents), step.reagents);

/** Those with a lot. The code of the substance tells reagents apart, or their type if there is none. */
const namesOf = (reagents: readonly UsedReagent[]): readonly Reagent[] =>
  reagents.flatMap(({ substance, type, lot }) =>
    lot === undefined || lot === ''
      ? []
      : [{ substance: substance?.codings[0]?.code ?? substance?.text ?? type ?? '', lot }],
  );

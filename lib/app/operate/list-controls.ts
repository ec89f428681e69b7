import type { ControlState } from '../../model/seen-controls.ts';
import type { GateStep } from '../../model/verdict.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { stepNow } from '../../quality/decide.ts';
import type { Evaluation } from '../../quality/evaluate.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import { systemHistory } from '../quality/find-lot.ts';
import { type JudgedControls, type QcReader, readControls } from './read-controls.ts';

export interface ControlsReader extends QcReader {
  readonly verdicts: Pick<VerdictStore, 'states'>;
}

export interface SystemControls {
  readonly system: TestSystem;
  readonly state: ControlState;
  /** The last event of active lots. */
  readonly last?: Evaluation | undefined;
  /** The last event that counts as quality control that was run. */
  readonly good?: Evaluation | undefined;
  readonly controls: JudgedControls;
}

const DAY_MS = 86_400_000;
/** Further back than this nothing is read. */
const PERIOD_DAYS = 31;
/** Events that are read of each test system: rules look back at twelve results of a level. */
const EVENTS = 30;
/** Test systems that are read at once. */
const AT_ONCE = 10;

/**
 * The state of every test system, in the order of the site. Of each, the newest results and the actions are read with two queries; the states,
 * with one request for up to 100.
 */
export async function listControls(
  { systems, materials }: Quality,
  reader: ControlsReader,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<readonly SystemControls[]> {
  const since = new Date(now.getTime() - PERIOD_DAYS * DAY_MS);
  const states = await reader.verdicts.states(systems.map(systemHistory));
  const read = async (system: TestSystem, index: number): Promise<SystemControls> => {
    const most = EVENTS * system.levels.length * system.replicates;
    const known = { materials, system, timeZone };
    const controls = await readControls(reader, known, { since, most });
    const step = stepNow(states[index]?.steps ?? [], now.getTime());
    return { system, controls, ...stateOf(controls.evaluations, now, step) };
  };
  const found: SystemControls[] = [];
  for (let at = 0; at < systems.length; at += AT_ONCE) {
    const some = systems.slice(at, at + AT_ONCE).map((system, index) => read(system, at + index));
    found.push(...(await Promise.all(some)));
  }
  return found;
}

/**
 * The state after these events, which are in their order, and by the step of the gate that counts now. Points that were
 * stored before verdicts were have no step.
 */
export function stateOf(
  evaluations: readonly Evaluation[],
  now: Date,
  step?: GateStep,
): Pick<SystemControls, 'state' | 'last' | 'good'> {
  const deciding = evaluations.filter(({ use }) => use !== 'parallel');
  const good = deciding.findLast(({ isSatisfying }) => isSatisfying);
  const known = { last: deciding.at(-1), good };
  const state = step === undefined ? stateByEvents(deciding, good, now) : stateByGate(step, known.last, now);
  return { ...known, state };
}

function stateByGate(step: GateStep, last: Evaluation | undefined, now: Date): ControlState {
  if (step.state === 'stopped') return 'stopped';
  if (step.state === 'failed') return 'rejected';
  if (step.state === 'repeat-passed' && step.isOpen !== true) return 'repeat-passed';
  if (step.state === 'unknown') return last?.verdict === 'cannot-judge' ? 'cannot-judge' : 'no-control';
  return isInControl(step, now) ? 'in-control' : 'overdue';
}

/** Whether the gate is open, and no control is due. If the site does not say when one is, it is due after a day. */
export const isInControl = ({ state, isOpen, at, due }: GateStep, now: Date): boolean =>
  (state === 'good' || isOpen === true) && !isPast(due ?? at + DAY_MS, now);

function stateByEvents(
  deciding: readonly Evaluation[],
  good: Evaluation | undefined,
  now: Date,
): ControlState {
  const since = deciding.slice(good === undefined ? 0 : deciding.indexOf(good) + 1);
  const is = (verdict: Evaluation['verdict']) => since.some((one) => one.verdict === verdict);
  if (is('reject')) return 'rejected';
  if (is('cannot-judge')) return 'cannot-judge';
  if (good === undefined) return 'no-control';
  return isPast(good.end + DAY_MS, now) ? 'overdue' : 'in-control';
}

const isPast = (at: number, now: Date): boolean => at < now.getTime();

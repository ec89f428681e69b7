import type { Evaluation } from '../../quality/evaluate.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import { type JudgedControls, type QcReader, readControls } from './read-controls.ts';

/**
 * The state of a test system. `rejected` lasts until a complete event is good. `overdue`: the last one is older than a day.
 * `no-control`: there is none in the period.
 */
export type ControlState = 'rejected' | 'cannot-judge' | 'overdue' | 'no-control' | 'in-control';

/** By how much they ask for a person. */
export const controlStates: readonly ControlState[] = [
  'rejected',
  'cannot-judge',
  'overdue',
  'no-control',
  'in-control',
];

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

/** The state of every test system, in the order of the site. Of each, the newest results are read with one query. */
export async function listControls(
  { systems, materials }: Quality,
  reader: QcReader,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<readonly SystemControls[]> {
  const since = new Date(now.getTime() - PERIOD_DAYS * DAY_MS);
  const read = async (system: TestSystem): Promise<SystemControls> => {
    const most = EVENTS * system.levels.length * system.replicates;
    const known = { materials, system, timeZone };
    const controls = await readControls(reader, known, { since, until: now, most });
    return { system, controls, ...stateOf(controls.evaluations, now) };
  };
  const found: SystemControls[] = [];
  for (let at = 0; at < systems.length; at += AT_ONCE)
    found.push(...(await Promise.all(systems.slice(at, at + AT_ONCE).map(read))));
  return found;
}

/** The state after these events, which are in their order. */
export function stateOf(
  evaluations: readonly Evaluation[],
  now: Date,
): Pick<SystemControls, 'state' | 'last' | 'good'> {
  const deciding = evaluations.filter(({ use }) => use !== 'parallel');
  const good = deciding.findLast(({ isSatisfying }) => isSatisfying);
  const since = deciding.slice(good === undefined ? 0 : deciding.indexOf(good) + 1);
  const is = (verdict: Evaluation['verdict']) => since.some((one) => one.verdict === verdict);
  const known = { last: deciding.at(-1), good };
  if (is('reject')) return { ...known, state: 'rejected' };
  if (is('cannot-judge')) return { ...known, state: 'cannot-judge' };
  if (good === undefined) return { ...known, state: 'no-control' };
  return { ...known, state: good.end < now.getTime() - DAY_MS ? 'overdue' : 'in-control' };
}

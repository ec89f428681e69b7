import type { ReportedSystem } from '../../model/reported-system.ts';
import type { SystemState } from '../../model/verdict.ts';
import { awaken, type WaitDependencies } from '../process/waiting.ts';
import type { KnownControls } from './find-lot.ts';
import { type JudgeDependencies, judgedByOf, judgeSystem } from './judge-system.ts';
import { pastOf } from './past-of.ts';

/** A test system as the table has it. */
export interface KeptSystem {
  /** Undefined: no control was judged yet. */
  readonly stored: SystemState | undefined;
  /** Undefined: it was never inspected. */
  readonly reported: ReportedSystem | undefined;
}

export interface FollowedSystem {
  readonly state: SystemState | undefined;
  /** What the inspection keeps of it. */
  readonly follows: Pick<ReportedSystem, 'system' | 'judgedBy' | 'again'>;
}

/** A deployment replaces one function after the other: until then, results may be read by the former site. */
const DEPLOYMENT_MS = 15 * 60_000;

/**
 * The state of a test system by the site that is deployed. If its lots, targets, rules, gate or id are others than at the last
 * inspection, it is judged anew, and the results that wait for it are queued, once more when the deployment is over: it counts
 * without another control. The queue entries come first. Who reads one judges by the new site, so it is safe to stop after them
 * and to repeat all of it.
 */
export async function followSite(
  known: KnownControls,
  { stored, reported }: KeptSystem,
  now: Date,
  dependencies: JudgeDependencies & WaitDependencies,
): Promise<FollowedSystem> {
  const { id: system } = known.system;
  const judgedBy = judgedByOf(known);
  const isJudged = stored === undefined || stored.judgedBy === judgedBy;
  const isNew = reported?.judgedBy !== judgedBy || !isJudged;
  const again = isNew ? now.getTime() + DEPLOYMENT_MS : reported.again;
  const isOver = again !== undefined && again <= now.getTime();
  const follows = { system, judgedBy, ...(again === undefined || isOver ? {} : { again }) };
  if (!isNew && !isOver) return { state: stored, follows };
  const systems = [...new Set([system, reported?.system ?? system])].flatMap((id) => [id, pastOf(id)]);
  // the queue drops an entry whose cause it has seen
  const cause = `site-${judgedBy}-${now.getTime()}`;
  await awaken({ messageId: cause, group: '' }, { patients: [], aliases: [], systems }, dependencies);
  if (isJudged) return { state: stored, follows };
  const { state } = await judgeSystem(known, { id: cause, since: now }, dependencies);
  return { state, follows };
}

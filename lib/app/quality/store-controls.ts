import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import type { SystemState } from '../../model/verdict.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import { closedNow, presentOf } from '../../quality/decide.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import type { Site } from '../../site/site.ts';
import { type JudgeDependencies, judgeSystem } from './judge-system.ts';
import { pastOf } from './past-of.ts';
import { type SiteSystems, systemsOf, underSystem } from './site-systems.ts';
import { changesOthers } from './standing-controls.ts';

export interface ControlDependencies extends JudgeDependencies {
  readonly qc: QcStore;
  readonly site: Site;
  readonly quality?: Quality | undefined;
}

/**
 * Stores the control results of a message, then judges each test system of the site that they check. Returns what
 * held results may have waited for: the ids of those whose gate is open now, and `pastOf` those whose past has changed.
 */
export async function storeControls(
  points: readonly QcPoint[],
  messageId: string,
  dependencies: ControlDependencies,
): Promise<readonly string[]> {
  const { qc, quality, site, clock } = dependencies;
  if (quality === undefined) {
    await qc.put(points);
    return [];
  }
  const systems = systemsOf(quality);
  const named = points.map((point) => underSystem(point, systems));
  await qc.put(
    named,
    named.filter((point) => isOfNoSystem(point, systems)),
  );
  const awaited: string[] = [];
  for (const [system, ofSystem] of bySystem(named, systems)) {
    const { state } = await judgeSystem(
      { materials: quality.materials, system, timeZone: site.laboratory.timeZone },
      { id: messageId, since: earliestOf(ofSystem) },
      dependencies,
    );
    if (system.gate.mode === 'open') continue;
    if (isLate(ofSystem, state)) awaited.push(pastOf(system.id));
    const closed = closedNow(state.steps, presentOf(state.steps, clock().getTime()), system.gate);
    if (closed === undefined) awaited.push(system.id);
  }
  return awaited;
}

/** Something is known of the time after one of the points, or one of them changes what was known. */
const isLate = (points: readonly QcPoint[], { steps }: SystemState): boolean =>
  points.some(changesOthers) || earliestOf(points).getTime() < (steps.at(-1)?.at ?? Number.NEGATIVE_INFINITY);

/** Nobody judges it, although its source has test systems. */
const isOfNoSystem = (point: QcPoint, { find, isKnown }: SiteSystems): boolean =>
  point.processingId === 'P' && isKnown(point.source) && find(point) === undefined;

function bySystem(
  points: readonly QcPoint[],
  { find }: SiteSystems,
): ReadonlyMap<TestSystem, readonly QcPoint[]> {
  const found = new Map<TestSystem, QcPoint[]>();
  for (const point of points) {
    const system = find(point);
    if (system !== undefined) found.set(system, [...(found.get(system) ?? []), point]);
  }
  return found;
}

/** A point with a wrong clock is ordered by its receipt, so either time may count. */
function earliestOf(points: readonly QcPoint[]): Date {
  const times = points.flatMap((point) => [
    measuredAt(point)?.getTime() ?? 0,
    point.receivedAt === undefined ? 0 : Date.parse(point.receivedAt),
  ]);
  return new Date(Math.min(...times));
}

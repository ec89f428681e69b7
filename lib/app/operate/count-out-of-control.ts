import type { VerdictStore } from '../../ports/verdict-store.ts';
import { stepAt } from '../../quality/gate.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Quality } from '../../site/quality/schema.ts';
import { systemHistory } from '../quality/find-lot.ts';
import { isInControl } from './list-controls.ts';

export interface CountingDependencies {
  readonly verdicts: Pick<VerdictStore, 'states'>;
  readonly quality?: Quality | undefined;
  readonly clock: Clock;
}

/**
 * How many test systems are stopped, rejected, repeated without an action, overdue or not to be judged. Those that never had a
 * control that could be judged are not counted. One request for 100 test systems; none for a site without any.
 */
export async function countOutOfControl({ verdicts, quality, clock }: CountingDependencies): Promise<number> {
  const systems = quality?.systems ?? [];
  if (systems.length === 0) return 0;
  const now = clock();
  const states = await verdicts.states(systems.map(systemHistory));
  return states
    .map((state) => stepAt(state?.steps ?? [], now.getTime()))
    .filter((step) => step !== undefined && !isInControl(step, now)).length;
}

import type { SystemState } from '../../model/verdict.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { stepNow } from '../../quality/decide.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import { systemHistory } from '../quality/find-lot.ts';
import { LOOK_BACK_DAYS } from '../quality/known-look-backs.ts';
import { type DueControl, dueControl } from './due-controls.ts';
import { isInControl } from './list-controls.ts';

export interface CountingDependencies {
  readonly verdicts: Pick<VerdictStore, 'states'>;
  readonly quality?: Quality | undefined;
  readonly clock: Clock;
}

export interface ControlCounts {
  /** Test systems that are in any state but `in-control`, as the page of the controls lists them. */
  readonly outOfControl: number;
  /** Test systems that need a control now. */
  readonly controlsDue: number;
  /** Look-backs that nobody has signed. */
  readonly openLookBacks: number;
}

/** A test system with its stored state. */
export interface StoredSystem {
  readonly system: TestSystem;
  readonly state: SystemState | undefined;
}

const underWay = new WeakMap<CountingDependencies['verdicts'], Promise<readonly StoredSystem[]>>();

/**
 * The stored state of every test system: one request for 100 of them, none for a site without any. Whoever asks while it is read
 * gets the same answer.
 */
export function storedSystems({ verdicts, quality }: CountingDependencies): Promise<readonly StoredSystem[]> {
  const systems = quality?.systems ?? [];
  if (systems.length === 0) return Promise.resolve([]);
  const standing = underWay.get(verdicts);
  if (standing !== undefined) return standing;
  const reading = verdicts
    .states(systems.map(systemHistory))
    .then((states) => systems.map((system, index) => ({ system, state: states[index] })))
    .finally(() => underWay.delete(verdicts));
  underWay.set(verdicts, reading);
  return reading;
}

export async function countControls(dependencies: CountingDependencies): Promise<ControlCounts> {
  const now = dependencies.clock();
  const all = await storedSystems(dependencies);
  const due = dueControls(all, now);
  const outOfControl = all.filter(({ state }) => {
    const step = stepNow(state?.steps ?? [], now.getTime());
    return step === undefined || !isInControl(step, now);
  });
  return {
    outOfControl: outOfControl.length,
    controlsDue: due.filter(({ isNow }) => isNow).length,
    openLookBacks: all.flatMap((one) => knownLookBacks(one, now)).filter(({ state }) => state === 'open')
      .length,
  };
}

export const dueControls = (all: readonly StoredSystem[], now: Date): readonly DueControl[] =>
  all.map(({ system, state }) => dueControl(system, stepNow(state?.steps ?? [], now.getTime()), now));

/** The look-backs of a test system that are listed: of the last 35 days, and only where results are decided by controls. */
export const knownLookBacks = ({ system, state }: StoredSystem, now: Date) =>
  system.gate.mode === 'open'
    ? []
    : (state?.lookBacks ?? []).filter(({ at }) => at >= now.getTime() - LOOK_BACK_DAYS * DAY_MS);

const DAY_MS = 86_400_000;

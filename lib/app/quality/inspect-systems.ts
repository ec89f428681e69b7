import type { ReportedSystem } from '../../model/reported-system.ts';
import type { GateStep, KnownLookBack } from '../../model/verdict.ts';
import type { ReportedSystems } from '../../ports/reported-systems.ts';
import { type StateChange, stateChanges } from '../../quality/state-changes.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import type { WaitDependencies } from '../process/waiting.ts';
import { type KnownControls, systemHistory } from './find-lot.ts';
import { followSite } from './follow-site.ts';
import type { JudgeDependencies } from './judge-system.ts';
import { type LookBackDependencies, readLookBacks } from './look-back.ts';

export interface InspectionDependencies extends LookBackDependencies, JudgeDependencies, WaitDependencies {
  readonly controlActions: LookBackDependencies['controlActions'];
  readonly reported: ReportedSystems;
  readonly quality: Quality;
  readonly site: { readonly laboratory: { readonly timeZone: string } };
}

/** How many test systems changed their state since the last inspection, and how many look-backs became late. */
export interface Inspection {
  readonly rejected: number;
  readonly overdue: number;
  readonly notJudged: number;
  readonly lookBacksLate: number;
  /** Stores what was found. Call it after it was reported: a crash between the two reports it twice. */
  keep(): Promise<void>;
}

/** A look-back is late after so many hours, unless the site says another number. */
const LOOK_BACK_HOURS = 24;
const HOUR_MS = 3_600_000;

/**
 * Compares the states of all test systems of the site with what was reported of them. Safe to repeat, and to leave out for hours:
 * it looks at states, not at times. Two requests for up to 100 test systems; look-backs are read once, when they become late, and
 * a test system is judged once after each change of its description in the site.
 */
export async function inspectSystems(now: Date, dependencies: InspectionDependencies): Promise<Inspection> {
  const { quality, verdicts, reported, site } = dependencies;
  const { materials } = quality;
  const histories = quality.systems.map(systemHistory);
  const [states, before] = await Promise.all([verdicts.states(histories), reported.of(histories)]);
  const counts = { rejected: 0, overdue: 0, notJudged: 0, lookBacksLate: 0 };
  const changed: (readonly [TestSystem, ReportedSystem])[] = [];
  for (const [index, system] of quality.systems.entries()) {
    const known = before[index];
    const described: KnownControls = { materials, system, timeZone: site.laboratory.timeZone };
    const kept = { stored: states[index], reported: known };
    const { state, follows } = await followSite(described, kept, now, dependencies);
    const { steps = [], lookBacks = [] } = state ?? {};
    const changes = stateChanges(steps, now.getTime());
    for (const { kind } of changes.filter((one) => isNews(one, changes, steps, known)))
      counts[kind === 'not-judged' ? 'notJudged' : kind]++;
    const due = dueLookBacks(lookBacks, system, now, known);
    if (due.length > 0) counts.lookBacksLate += await countLate(due, system, dependencies);
    const next = { ...reportOf(changes, lookBacks, due, known), ...follows };
    if (!isSame(next, known)) changed.push([system, next]);
  }
  return {
    ...counts,
    keep: async () => {
      // another inspection may have stored the same meanwhile
      for (const [system, next] of changed) await reported.put(systemHistory(system), next);
    },
  };
}

/** Of a test system that was never inspected, only what counts now is news. */
function isNews(
  { kind, evidence }: StateChange,
  changes: readonly StateChange[],
  steps: readonly GateStep[],
  known: ReportedSystem | undefined,
): boolean {
  if (kind === 'overdue') return known?.overdue !== evidence;
  if (known !== undefined) return !known.closing.includes(evidence);
  const isClosed = ['failed', 'unknown', 'repeat-passed'].includes(steps.at(-1)?.state ?? 'good');
  return isClosed && changes.findLast((one) => one.kind !== 'overdue')?.evidence === evidence;
}

/** The open look-backs that are late now and were not looked at, also those of a control that was rejected during a stop. */
function dueLookBacks(
  lookBacks: readonly KnownLookBack[],
  { gate }: TestSystem,
  now: Date,
  known: ReportedSystem | undefined,
): readonly KnownLookBack[] {
  const lateMs = (gate.lookBackHours ?? LOOK_BACK_HOURS) * HOUR_MS;
  return lookBacks.filter(
    ({ state, at, event }) =>
      state === 'open' &&
      at + lateMs <= now.getTime() &&
      at > now.getTime() - DELIVERED_KEPT_MS &&
      known?.lookBacks.includes(event) !== true,
  );
}

/** Delivered results are listed for so long. */
const DELIVERED_KEPT_MS = 35 * 24 * HOUR_MS;

async function countLate(
  due: readonly KnownLookBack[],
  system: TestSystem,
  dependencies: InspectionDependencies,
): Promise<number> {
  const { quality, site } = dependencies;
  const known = { materials: quality.materials, system, timeZone: site.laboratory.timeZone };
  const since = new Date(Math.min(...due.map(({ at }) => at)));
  const events = new Set(due.map(({ event }) => event));
  const all = await readLookBacks(known, since, dependencies);
  return all.filter(
    ({ bounds, rows, signed }) => events.has(bounds.event) && rows.length > 0 && signed === undefined,
  ).length;
}

function reportOf(
  changes: readonly StateChange[],
  lookBacks: readonly KnownLookBack[],
  due: readonly KnownLookBack[],
  known: ReportedSystem | undefined,
): ReportedSystem {
  const standing = new Set(lookBacks.map(({ event }) => event));
  const closing = changes.filter(({ kind }) => kind !== 'overdue').map(({ evidence }) => evidence);
  const overdue = changes.find(({ kind }) => kind === 'overdue')?.evidence;
  const told = [...(known?.lookBacks ?? []), ...due.map(({ event }) => event)];
  return {
    version: (known?.version ?? 0) + 1,
    closing,
    ...(overdue === undefined ? {} : { overdue }),
    lookBacks: told.filter((event) => standing.has(event)),
  };
}

const isSame = (next: ReportedSystem, known: ReportedSystem | undefined): boolean =>
  known !== undefined &&
  next.judgedBy === known.judgedBy &&
  next.again === known.again &&
  next.overdue === known.overdue &&
  next.closing.join() === known.closing.join() &&
  next.lookBacks.join() === known.lookBacks.join();

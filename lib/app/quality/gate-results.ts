import type { HoldReason } from '../../model/hold-reason.ts';
import type { Observation } from '../../model/observation.ts';
import type { GatedResult, ReportPart, ReportVersion } from '../../model/report.ts';
import type { GateStep } from '../../model/verdict.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { decide, presentOf } from '../../quality/gate.ts';
import { currentParts, isSamePlace } from '../../reports/parts.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import type { Site } from '../../site/site.ts';
import { shownVersion } from '../file/earlier-versions.ts';
import { systemHistory } from './find-lot.ts';
import { type JudgeDependencies, judgedByOf, judgeSystem, stepsBefore } from './judge-system.ts';
import {
  type NoticeDependencies,
  type NoticedResult,
  noticedIn,
  noticeOf,
  speaksForLotsOf,
  storeNotice,
} from './notice-due.ts';
import { type AwaitedState, pastOf } from './past-of.ts';
import { systemsOf } from './site-systems.ts';

export interface GateDependencies extends JudgeDependencies, NoticeDependencies {
  readonly verdicts: VerdictStore;
  readonly reports: Pick<ReportStore, 'latest' | 'version'>;
  readonly site: Site;
  readonly quality?: Quality | undefined;
}

/** How a message comes to the gate. */
export interface GatePassage {
  /** Holds that a person has lifted for the message. */
  readonly released: readonly HoldReason[];
  /** The reports in which an earlier reading of the message filed something. */
  readonly filedIn: readonly string[];
}

export interface GatedParts {
  readonly parts: readonly IncomingPart[];
  /** The version of the state of each test system that decided, by its id. */
  readonly states: ReadonlyMap<string, number>;
}

/**
 * Decides on patients' results by the controls of their test systems, and holds those whose gate is closed. A site without
 * test systems, and a message without a result of a gated one, makes no request; any other message makes one. A result
 * that is in charts is not held by a later reading of its message: what was delivered is for the look-back.
 */
export async function gateResults(
  parts: readonly IncomingPart[],
  passage: GatePassage,
  dependencies: GateDependencies,
): Promise<GatedParts> {
  const { quality } = dependencies;
  const systems = quality === undefined ? [] : gatedSystems(parts, quality);
  if (quality === undefined || systems.length === 0) return { parts, states: new Map() };
  const passed = await passedBefore(parts, passage, dependencies);
  const gates = await gatesOf(systems, quality, dependencies);
  const now = dependencies.clock().getTime();
  const find = systemsOf(quality);
  const gated: IncomingPart[] = [];
  for (const incoming of parts) {
    const { processingId, part } = incoming;
    const decisions: GatedResult[] = [];
    for (const observation of part.observations) {
      const system = find({ source: part.source, processingId, observation });
      const gate = system === undefined ? undefined : gates.get(system);
      if (system === undefined || gate === undefined || isTakenBack(observation)) continue;
      const earlier = passed.get(placeOf(part, observation));
      if (earlier !== undefined) {
        decisions.push(...earlier);
        continue;
      }
      const measuredAt = measuredAtOf(observation, part, system);
      const { reagents = [] } = observation;
      const steps = await gate.stepsFor({ measuredAt, reagents });
      const moment = { measuredAt, now: presentOf(steps, now), speaksFor: speaksForLotsOf(reagents) };
      const { reason, ...decision } = decide(steps, moment, system.gate);
      const isReleased = reason !== undefined && passage.released.includes(reason);
      decisions.push({
        ...{ at: observation.at, system: system.id, measuredAt, ...decision },
        ...(reason === undefined ? {} : isReleased ? { released: reason } : { reason }),
      });
    }
    gated.push(decisions.length === 0 ? incoming : { ...incoming, part: withGate(part, decisions) });
  }
  return { parts: gated, states: new Map([...gates].map(([{ id }, { version }]) => [id, version])) };
}

/**
 * What a filed part waits for at its test systems, each with the version of the state that was seen; undefined if the part on
 * file was decided by an earlier state. A hold that no later control lifts ends only if the past turns out to be another one.
 */
export function controlsAwaited(
  part: ReportPart,
  { report }: ReportVersion,
  states: ReadonlyMap<string, number>,
): ReadonlyMap<string, AwaitedState> {
  const onFile = currentParts(report.parts).find((one) => isSamePlace(one, part));
  const held = new Set(report.holds);
  const waiting = (onFile?.gate ?? []).filter(({ reason }) => reason !== undefined && held.has(reason));
  return new Map(
    waiting.map((one) => {
      const now = part.gate?.find(({ at }) => at === one.at);
      const isSame = now?.reason === one.reason && now?.evidence === one.evidence;
      const { system, isFinal } = one;
      return [
        isFinal === true ? pastOf(system) : system,
        { system, version: isSame ? states.get(system) : undefined },
      ];
    }),
  );
}

function gatedSystems(parts: readonly IncomingPart[], quality: Quality): readonly TestSystem[] {
  const find = systemsOf(quality);
  const found = parts.flatMap(({ part: { observations, source }, processingId }) =>
    observations.flatMap((observation) => find({ source, processingId, observation }) ?? []),
  );
  return [...new Set(found)].filter(({ gate }) => gate.mode !== 'open');
}

interface SystemGate {
  version: number;
  /** The changes of the state from before that result on, with what it shows about them. */
  readonly stepsFor: (result: NoticedResult) => Promise<readonly GateStep[]>;
}

/** The states of test systems, as the site's lots, targets and settings of today give them. */
async function gatesOf(
  systems: readonly TestSystem[],
  { materials }: Quality,
  dependencies: GateDependencies,
): Promise<ReadonlyMap<TestSystem, SystemGate>> {
  const { timeZone } = dependencies.site.laboratory;
  const states = await dependencies.verdicts.states(systems.map(systemHistory));
  const gates = new Map<TestSystem, SystemGate>();
  for (const [index, system] of systems.entries()) {
    const known = { materials, system, timeZone };
    const stored = states[index];
    const cause = { id: 'site', since: dependencies.clock() };
    const state =
      stored?.judgedBy === judgedByOf(known) ? stored : (await judgeSystem(known, cause, dependencies)).state;
    let steps: readonly GateStep[] = state.steps;
    const stepsSince = async (measuredAt: number): Promise<readonly GateStep[]> => {
      const [first] = steps;
      if (first === undefined || first.at <= measuredAt) return steps;
      return [...(await stepsBefore(first.at, measuredAt, known, dependencies)), ...steps];
    };
    const gate: SystemGate = {
      version: state.version,
      stepsFor: async (result) => {
        const since = await stepsSince(result.measuredAt);
        const notice = await noticeOf(result, since, system, dependencies);
        if (notice === undefined) return since;
        gate.version = await storeNotice(notice, { system, version: gate.version }, dependencies);
        steps = noticedIn(steps, notice);
        return noticedIn(since, notice);
      },
    };
    gates.set(system, gate);
  }
  return gates;
}

/** OBX-19 if it has a time of day, otherwise MSH-7. A clock that is ahead of the receipt counts as the receipt. */
function measuredAtOf(
  { analyzed }: Observation,
  { watermark: { messageTime, receivedTime } }: ReportPart,
  { skewMinutes }: TestSystem,
): number {
  const at = analyzed?.iso.includes('T') === true ? Date.parse(analyzed.iso) : messageTime;
  return at > receivedTime + skewMinutes * 60_000 ? receivedTime : at;
}

/** A result that is taken back or was cancelled states no value. */
const isTakenBack = ({ status }: Observation): boolean => ['W', 'D', 'X'].includes(status ?? '');

const gateReasons: ReadonlySet<string> = new Set(['qc-failed', 'qc-overdue', 'qc-missing', 'stopped']);

const placeOf = ({ messageId, at }: ReportPart, observation: Observation): string =>
  `${messageId} ${at} ${observation.at}`;

/**
 * The decisions on results of the message that are in charts, by place; none if the reading that let them pass did not ask
 * the gate. A result that passed and was not sent, because another one held its report, is decided anew.
 */
async function passedBefore(
  parts: readonly IncomingPart[],
  { filedIn }: GatePassage,
  dependencies: Pick<GateDependencies, 'reports'>,
): Promise<ReadonlyMap<string, readonly GatedResult[]>> {
  const passed = new Map<string, readonly GatedResult[]>();
  const own = new Set(parts.map(({ part }) => part.messageId));
  for (const key of new Set(filedIn)) {
    const [shown] = await shownVersion(await dependencies.reports.latest(key), dependencies);
    const sent = currentParts(shown?.report.parts ?? []);
    for (const part of sent.filter((one) => own.has(one.messageId) && one.isWithdrawn !== true))
      for (const observation of part.observations) {
        const isHeld = observation.holds?.some((hold) => gateReasons.has(hold)) === true;
        const decisions = part.gate?.filter(({ at }) => at === observation.at) ?? [];
        if (!isHeld) passed.set(placeOf(part, observation), decisions);
      }
  }
  return passed;
}

/** The part with the decisions, and its results with the holds that these put on the report while they stand. */
function withGate(part: ReportPart, decisions: readonly GatedResult[]): ReportPart {
  const reasons = new Map(decisions.map(({ at, reason }) => [at, reason]));
  const observations = part.observations.map((observation) => {
    const reason = reasons.get(observation.at);
    return reason === undefined
      ? observation
      : { ...observation, holds: [...(observation.holds ?? []), reason] };
  });
  return { ...part, observations, gate: [...decisions] };
}

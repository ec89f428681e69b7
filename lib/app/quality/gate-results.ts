import { gateReasons, type HoldReason } from '../../model/hold-reason.ts';
import type { Observation } from '../../model/observation.ts';
import type { GatedResult, ReportPart } from '../../model/report.ts';
import type { GateStep } from '../../model/verdict.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UnreadControl, UnreadControls } from '../../ports/unread-controls.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import { decide, type GateDecision, presentOf } from '../../quality/decide.ts';
import { currentParts } from '../../reports/parts.ts';
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
import { isNumberedAsControl } from './numbered-as-control.ts';
import { holdsResults, systemsOf } from './site-systems.ts';

export interface GateDependencies extends JudgeDependencies, NoticeDependencies {
  readonly verdicts: VerdictStore;
  readonly reports: Pick<ReportStore, 'latest' | 'version'>;
  readonly unread: Pick<UnreadControls, 'of' | 'waiting'>;
  readonly site: Site;
  readonly quality?: Quality | undefined;
}

/** How a message comes to the gate. */
export interface GatePassage {
  /** Holds that a person has lifted for the message. */
  readonly released: readonly HoldReason[];
  /** The reports in which an earlier reading of the message filed something. */
  readonly filedIn: readonly string[];
  /** The marks of the source's controls, as they were read with the message. Undefined: they are read now. */
  readonly unread?: readonly UnreadControl[] | undefined;
}

export interface GatedParts {
  readonly parts: readonly IncomingPart[];
  /** The version of the state of each test system that decided, by its id. */
  readonly states: ReadonlyMap<string, number>;
}

/**
 * Decides on patients' results by the controls of their test systems, and holds those whose gate is closed, those that came
 * after a control that has not been read yet, those of a gated test whose analyzer no test system has, and those that have the number of
 * a control. A site without
 * test systems, and a message without a result of a gated one, makes no request; any other message makes one. A result
 * that is in charts is not held by a later reading of its message: what was delivered is for the look-back.
 */
export async function gateResults(
  all: readonly IncomingPart[],
  passage: GatePassage,
  dependencies: GateDependencies,
): Promise<GatedParts> {
  const { quality } = dependencies;
  if (quality === undefined) return { parts: all, states: new Map() };
  const parts = passage.released.includes('unknown-role')
    ? all
    : all.map((one) =>
        isNumberedAsControl(one.part, quality) ? { ...one, part: ofUnknownRole(one.part) } : one,
      );
  const { find, gatesOfTest } = systemsOf(quality);
  const systems = gatedSystems(parts, quality);
  if (systems.length === 0 && !hasStrangers(parts, quality)) return { parts, states: new Map() };
  const passed = await passedBefore(parts, passage, dependencies);
  const { gates, unread } = await gatesOf(systems, parts, passage.unread, quality, dependencies);
  const now = dependencies.clock().getTime();
  const gated: IncomingPart[] = [];
  for (const incoming of parts) {
    const { processingId, part } = incoming;
    const decisions: GatedResult[] = [];
    for (const observation of part.observations) {
      const system = find({ source: part.source, processingId, observation });
      const gate = system === undefined ? undefined : gates.get(system);
      const [ofTest] =
        system === undefined ? gatesOfTest({ source: part.source, processingId, observation }) : [];
      if ((gate === undefined && ofTest === undefined) || isTakenBack(observation)) continue;
      const earlier = passed.get(placeOf(part, observation));
      if (earlier !== undefined) {
        decisions.push(...earlier);
        continue;
      }
      const of = system ?? ofTest;
      if (of === undefined) continue;
      const measuredAt = measuredAtOf(observation, part, of);
      const decided =
        system === undefined || gate === undefined
          ? { reason: 'qc-no-system' as const }
          : await decideAt({ measuredAt, reagents: observation.reagents ?? [] }, system, gate, {
              now,
              unread,
            });
      const { reason, ...decision } = decided;
      const isReleased = reason !== undefined && passage.released.includes(reason);
      decisions.push({
        ...{ at: observation.at, measuredAt, ...decision },
        ...(system === undefined ? {} : { system: system.id }),
        ...(reason === undefined ? {} : isReleased ? { released: reason } : { reason }),
      });
    }
    gated.push(decisions.length === 0 ? incoming : { ...incoming, part: withGate(part, decisions) });
  }
  return { parts: gated, states: new Map([...gates].map(([{ id }, { version }]) => [id, version])) };
}

interface Decision extends Omit<GateDecision, 'reason'> {
  readonly reason?: GatedResult['reason'];
}

/** A result that would pass waits until each control that came before it has been read. */
async function decideAt(
  result: NoticedResult,
  system: TestSystem,
  gate: SystemGate,
  { now, unread }: { readonly now: number; readonly unread: UnreadControl | undefined },
): Promise<Decision> {
  const { measuredAt, reagents } = result;
  const steps = await gate.stepsFor(result);
  const moment = { measuredAt, now: presentOf(steps, now), speaksFor: speaksForLotsOf(reagents) };
  const decision = decide(steps, moment, system.gate);
  return decision.reason === undefined && holdsResults(system) && unread !== undefined
    ? { reason: 'qc-unread', evidence: unread.messageId }
    : decision;
}

function gatedSystems(parts: readonly IncomingPart[], quality: Quality): readonly TestSystem[] {
  const { find } = systemsOf(quality);
  const found = parts.flatMap(({ part: { observations, source }, processingId }) =>
    observations.flatMap((observation) => find({ source, processingId, observation }) ?? []),
  );
  return [...new Set(found)].filter(({ gate }) => gate.mode !== 'open');
}

/** Whether a result is of a gated test and of an analyzer that no test system has. */
function hasStrangers(parts: readonly IncomingPart[], quality: Quality): boolean {
  const { find, gatesOfTest } = systemsOf(quality);
  return parts.some(({ part: { observations, source }, processingId }) =>
    observations.some((observation) => {
      const names = { source, processingId, observation };
      return find(names) === undefined && gatesOfTest(names).length > 0;
    }),
  );
}

interface SystemGate {
  version: number;
  /** The changes of the state from before that result on, with what it shows about them. */
  readonly stepsFor: (result: NoticedResult) => Promise<readonly GateStep[]>;
}

interface Gates {
  readonly gates: ReadonlyMap<TestSystem, SystemGate>;
  /** A control that was received before the message and waits to be read. */
  readonly unread: UnreadControl | undefined;
}

/** The clocks of two machines that receive messages may differ by so much. */
const CLOCKS_MS = 1000;

/** The states of test systems, as the site's lots, targets and settings of today give them, and what is not read yet. */
async function gatesOf(
  systems: readonly TestSystem[],
  parts: readonly IncomingPart[],
  marks: readonly UnreadControl[] | undefined,
  { materials }: Quality,
  dependencies: GateDependencies,
): Promise<Gates> {
  const [own] = parts;
  if (systems.length === 0 || own === undefined) return { gates: new Map(), unread: undefined };
  const { timeZone } = dependencies.site.laboratory;
  const { source, messageId, watermark } = own.part;
  // before the states, so that a control that is judged between the two is in them
  const before = (systems.some(holdsResults) ? (marks ?? (await dependencies.unread.of(source))) : []).filter(
    (one) => one.messageId !== messageId && one.receivedAt <= watermark.receivedTime + CLOCKS_MS,
  );
  const waiting = await newestUnread(source, before, dependencies);
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
      return [...(await stepsBefore(first.at, state, known, dependencies)), ...steps];
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
  return { gates, unread: waiting };
}

/** Of one request. */
const MARKS_AT_ONCE = 100;

/**
 * The last control that was received and is not read. A result waits for that one alone: when it has been read, most others have,
 * too. If a result waited for any of them, each of a backlog would have all results read again.
 */
async function newestUnread(
  source: string,
  marks: readonly UnreadControl[],
  { unread }: Pick<GateDependencies, 'unread'>,
): Promise<UnreadControl | undefined> {
  const newestFirst = marks.toSorted((a, b) => b.receivedAt - a.receivedAt);
  for (let at = 0; at < newestFirst.length; at += MARKS_AT_ONCE) {
    const [newest] = await unread.waiting(source, newestFirst.slice(at, at + MARKS_AT_ONCE));
    if (newest !== undefined) return newest;
  }
  return undefined;
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

/** A person says whether it is a patient's. */
const ofUnknownRole = (part: ReportPart): ReportPart => ({
  ...part,
  holds: [...new Set([...part.holds, 'unknown-role' as const])],
});

const holdsOfGate: ReadonlySet<string> = new Set(gateReasons);

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
        const isHeld = observation.holds?.some((hold) => holdsOfGate.has(hold)) === true;
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

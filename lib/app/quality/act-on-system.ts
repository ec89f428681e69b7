import type { ControlAction, SystemActionKind } from '../../model/control-action.ts';
import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import { doerOf } from '../../model/who-did.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import { closedNow, type GateReason, presentOf } from '../../quality/decide.ts';
import {
  type AuditDependencies,
  type AuditedRead,
  type Reader,
  recordRead,
} from '../operate/audited-read.ts';
import { awaken, type WaitDependencies } from '../process/waiting.ts';
import { type KnownControls, systemHistory } from './find-lot.ts';
import { type JudgeDependencies, judgeSystem } from './judge-system.ts';
import { pastOf } from './past-of.ts';

export interface ActDependencies extends JudgeDependencies, AuditDependencies, WaitDependencies {
  readonly controlActions: ControlActions;
}

export interface ActionRequest {
  readonly kind: SystemActionKind;
  readonly at: Date;
}

/** The state of a test system after an action. */
export interface ActedOn {
  readonly action: ControlAction;
  readonly state: string;
  /** Undefined: the gate is open. */
  readonly closed: GateReason | undefined;
  /** The number of verdicts that changed. */
  readonly changed: number;
}

/**
 * Documents an action of a person, judges the test system again, and queues the results that may be released now. The audit entry
 * comes first: if it cannot be written, nothing is done.
 */
export async function documentAction(
  known: KnownControls,
  { kind, at }: ActionRequest,
  person: Reader,
  dependencies: ActDependencies,
): Promise<ActedOn> {
  const action = { ...about(person, dependencies), kind, at: at.toISOString() };
  await recordRead(auditOf(known, action), person, dependencies);
  return carryOutAction(known, action, dependencies);
}

/** Excludes a control result from events, windows and statistics. It stays on the chart. */
export const excludePoint = deciding('exclude');

/** Takes back the exclusion of a control result: it counts again. Both stay on file. */
export const includePoint = deciding('include');

function deciding(kind: 'exclude' | 'include') {
  return async (
    known: KnownControls,
    point: QcPoint,
    person: Reader,
    dependencies: ActDependencies,
  ): Promise<ActedOn> => {
    const action = decisionAbout(point, kind, person, dependencies);
    await recordRead(auditOf(known, action), person, dependencies);
    return carryOutAction(known, action, dependencies, measuredAt(point) ?? new Date(0));
  };
}

/** The action that excludes a control result, or takes its exclusion back. */
export function decisionAbout(
  { id: point }: Pick<QcPoint, 'id'>,
  kind: 'exclude' | 'include',
  person: Reader,
  dependencies: Pick<ActDependencies, 'clock' | 'newId'>,
): ControlAction {
  const stamp = about(person, dependencies);
  return { ...stamp, kind, at: stamp.recordedAt, point };
}

/** What the audit log says of an action. */
export const auditOf = ({ system }: KnownControls, { kind }: Pick<ControlAction, 'kind'>): AuditedRead => ({
  ...{ action: 'document', resourceType: 'TestSystem', subject: system.id },
  ...{ parameters: [kind], patients: [], count: 1 },
});

const DAY_MS = 86_400_000;
const LEAD_DAYS = 60;

/** The control result with this id, or with an id that begins so; undefined if none or several have it. */
export async function findPoint(
  id: string,
  { system }: KnownControls,
  { qc, clock }: { readonly qc: Pick<QcStore, 'read'>; readonly clock: () => Date },
): Promise<QcPoint | undefined> {
  const now = clock().getTime();
  const period = { since: new Date(now - LEAD_DAYS * DAY_MS), until: new Date(now + DAY_MS), most: 3000 };
  const found = (await qc.read(systemHistory(system), period)).filter((point) => point.id.startsWith(id));
  return found.length === 1 ? found[0] : undefined;
}

/** Who acts, when and why, as every action has it. */
export const about = (
  person: Reader,
  { clock, newId }: Pick<ActDependencies, 'clock' | 'newId'>,
): Pick<ControlAction, 'id' | 'by' | 'name' | 'why' | 'recordedAt'> => ({
  ...{ id: newId(), ...doerOf(person), why: person.reason },
  recordedAt: clock().toISOString(),
});

/**
 * Stores an action, judges the test system again, and queues the results that may be released now. The caller has written the
 * audit entry. `since`: the time from which something is new; default: that of the action.
 */
export async function carryOutAction(
  known: KnownControls,
  action: ControlAction,
  dependencies: Omit<ActDependencies, 'audit' | 'newId'>,
  since = new Date(action.at),
): Promise<ActedOn> {
  await dependencies.controlActions.put(systemHistory(known.system), action);
  return countAction(known, action, dependencies, since);
}

/** Judges the test system again after an action that is on file, and queues the results that may be released now. */
export async function countAction(
  known: KnownControls,
  action: ControlAction,
  dependencies: Omit<ActDependencies, 'audit' | 'newId'>,
  since = new Date(action.at),
): Promise<ActedOn> {
  const { system } = known;
  const { clock } = dependencies;
  const { state, written } = await judgeSystem(known, { id: action.id, since }, dependencies);
  const closed = closedNow(state.steps, presentOf(state.steps, clock().getTime()), system.gate);
  const systems = [pastOf(system.id), ...(closed === undefined ? [system.id] : [])];
  await awaken({ messageId: action.id, group: '' }, { patients: [], aliases: [], systems }, dependencies);
  return { action, state: state.steps.at(-1)?.state ?? 'unknown', closed, changed: written };
}

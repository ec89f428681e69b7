import type { ControlAction, SystemActionKind } from '../../model/control-action.ts';
import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import { closedNow, type GateReason, presentOf } from '../../quality/gate.ts';
import { type AuditDependencies, type Reader, recordRead } from '../operate/audited-read.ts';
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
  return actOn(known, action, at, person, dependencies);
}

/** Excludes a control result from events, windows and statistics. It stays on the chart. */
export async function excludePoint(
  known: KnownControls,
  point: QcPoint,
  person: Reader,
  dependencies: ActDependencies,
): Promise<ActedOn> {
  const stamp = about(person, dependencies);
  const action = { ...stamp, kind: 'exclude' as const, at: stamp.recordedAt, point: point.id };
  const from = measuredAt(point) ?? new Date(0);
  return actOn(known, action, from, person, dependencies);
}

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

const about = (
  { actor: by, reason: why }: Reader,
  { clock, newId }: Pick<ActDependencies, 'clock' | 'newId'>,
): Pick<ControlAction, 'id' | 'by' | 'why' | 'recordedAt'> => ({
  ...{ id: newId(), by, why },
  recordedAt: clock().toISOString(),
});

async function actOn(
  known: KnownControls,
  action: ControlAction,
  since: Date,
  person: Reader,
  dependencies: ActDependencies,
): Promise<ActedOn> {
  const { system } = known;
  const { controlActions, clock } = dependencies;
  const audited = { action: 'document' as const, resourceType: 'TestSystem', subject: system.id };
  await recordRead({ ...audited, parameters: [action.kind], patients: [], count: 1 }, person, dependencies);
  await controlActions.put(systemHistory(system), action);
  const { state, written } = await judgeSystem(known, { id: action.id, since }, dependencies);
  const closed = closedNow(state.steps, presentOf(state.steps, clock().getTime()), system.gate);
  const systems = [pastOf(system.id), ...(closed === undefined ? [system.id] : [])];
  await awaken({ messageId: action.id, group: '' }, { patients: [], aliases: [], systems }, dependencies);
  return { action, state: state.steps.at(-1)?.state ?? 'unknown', closed, changed: written };
}

import type { ControlAction } from '../../model/control-action.ts';
import { measuredAt } from '../../model/qc-point.ts';
import { whoDid } from '../../model/who-did.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { MeasuredResult, MeasuredResults } from '../../ports/measured-results.ts';
import { type LookBackBounds, lookBacks } from '../../quality/look-back.ts';
import type { Clock } from '../../shared/clock.ts';
import { isSameUser } from '../../shared/same-user.ts';
import { type AuditedRead, type Reader, recordRead } from '../operate/audited-read.ts';
import { type QcReader, readControls } from '../operate/read-controls.ts';
import { type ActDependencies, about } from './act-on-system.ts';
import { type KnownControls, systemHistory } from './find-lot.ts';
import { stepsOf } from './gate-course-of.ts';
import { judgeSystem } from './judge-system.ts';
import { inOrder, isSigned } from './known-look-backs.ts';

export interface LookBackDependencies extends QcReader {
  readonly controlActions: ControlActions;
  readonly measured: MeasuredResults;
  readonly clock: Clock;
}

export interface LookBackRow extends MeasuredResult {
  /** What was decided about it last. */
  readonly decision?: ControlAction | undefined;
}

/** The results that a rejected control puts in doubt, with what people decided about them. */
export interface LookBack {
  readonly bounds: LookBackBounds;
  /** No good event is known: the results of the day before the reject are listed. */
  readonly isUnbounded: boolean;
  readonly rows: readonly LookBackRow[];
  /** The second person. Undefined if somebody decided, or another result came, after the last signature. */
  readonly signed?: ControlAction | undefined;
  /** The last signature, which does not count any more. */
  readonly outdated?: ControlAction | undefined;
  /** The newest decision or signature; undefined if there is none. */
  readonly newest?: ControlAction | undefined;
}

const DAY_MS = 86_400_000;

/** The look-backs of the events that were rejected since then, the oldest first. */
export async function readLookBacks(
  known: KnownControls,
  since: Date,
  dependencies: LookBackDependencies,
): Promise<readonly LookBack[]> {
  const { controlActions, measured, clock } = dependencies;
  // its results are not recorded
  if (known.system.gate.mode === 'open') return [];
  const { course, evaluations, stored } = await readControls(dependencies, known, { since: earlier(since) });
  const actions = await controlActions.since(systemHistory(known.system), earlier(since));
  const points = new Map(evaluations.map(({ id, points: all }) => [id, all]));
  const receivedAt = (event: string): number =>
    (points.get(event) ?? []).reduce((latest, { id, at }) => {
      const point = stored.get(id);
      const received =
        point?.receivedAt ?? (point === undefined ? undefined : measuredAt(point)?.toISOString());
      return Math.max(latest, at, received === undefined ? 0 : Date.parse(received));
    }, 0);
  const found: LookBack[] = [];
  const steps = stepsOf({ evaluations, removed: course.removed }, actions, known);
  for (const bounds of lookBacks(evaluations, steps, receivedAt, known.system.gate.mode)) {
    if (bounds.rejectedAt < since.getTime()) continue;
    const after = new Date(bounds.after ?? bounds.rejectedAt - DAY_MS);
    const until = bounds.until === undefined ? clock() : new Date(bounds.until);
    const results = await measured.between(known.system.id, after, until);
    const own = inOrder(actions.filter(({ event }) => event === bounds.event));
    const decisions = new Map(own.flatMap((one) => (one.kind === 'dispose' ? [[one.row, one]] : [])));
    const rows = results.map((row) => ({ ...row, decision: decisions.get(rowName(row)) }));
    const signature = own.findLast(({ kind }) => kind === 'sign');
    const counts = isSigned(own) && rows.every(({ decision }) => decision !== undefined);
    found.push({
      ...{ bounds, isUnbounded: bounds.after === undefined, rows, newest: own.at(-1) },
      ...(counts ? { signed: signature } : { outdated: signature }),
    });
  }
  return found;
}

/** A test system may have been good for long before the period. */
const earlier = (since: Date): Date => new Date(since.getTime() - 35 * DAY_MS);

/** The name of a result in a look-back. */
export const rowName = ({ messageId, at }: Pick<MeasuredResult, 'messageId' | 'at'>): string =>
  `${messageId}-${at}`;

export interface Disposition {
  readonly event: string;
  /** See `rowName`. */
  readonly rows: readonly string[];
  readonly disposition: NonNullable<ControlAction['disposition']>;
}

type DecideDependencies = ActDependencies;

/** What the audit log says of decisions about a look-back. */
export const lookBackAudit = (event: string, kind: 'dispose' | 'sign', count: number): AuditedRead => ({
  ...{ action: 'document', resourceType: 'LookBack', subject: event, parameters: [kind] },
  ...{ patients: [], count },
});

/** Writes down what a person decided about results. Nothing is delivered again by it. */
export async function dispose(
  known: KnownControls,
  decision: Disposition,
  person: Reader,
  dependencies: DecideDependencies,
): Promise<void> {
  await recordRead(lookBackAudit(decision.event, 'dispose', decision.rows.length), person, dependencies);
  await putDispositions(known, decision, person, dependencies);
}

const AT_ONCE = 10;

/** As `dispose`, for a caller that has written the audit entry. */
export async function putDispositions(
  known: KnownControls,
  { event, rows, disposition }: Disposition,
  person: Reader,
  dependencies: DecideDependencies,
): Promise<void> {
  const decided = about(person, dependencies);
  const actions = rows.map(
    (row): ControlAction => ({
      ...{ ...decided, id: dependencies.newId(), kind: 'dispose', at: decided.recordedAt },
      ...{ event, row, disposition },
    }),
  );
  const history = systemHistory(known.system);
  for (let from = 0; from < actions.length; from += AT_ONCE)
    await Promise.all(
      actions.slice(from, from + AT_ONCE).map((one) => dependencies.controlActions.put(history, one)),
    );
  await judgeSystem(known, { id: decided.id, since: dependencies.clock() }, dependencies);
}

/** Why a look-back cannot be signed. Undefined: it can. */
export function obstacleToSign({ bounds, rows, signed }: LookBack, by: string): string | undefined {
  if (signed !== undefined) return `it was signed by ${whoDid(signed)}`;
  if (bounds.until === undefined)
    return 'results still pass: stop the test system, or run the controls until they are good';
  const open = rows.filter(({ decision }) => decision === undefined).length;
  if (open > 0) return `${open} of its results ${open === 1 ? 'has' : 'have'} no decision`;
  if (rows.some(({ decision }) => decision !== undefined && isSameUser(decision.by, by)))
    return 'a second person signs: you decided about its results';
  return undefined;
}

/** Closes a look-back. The caller asks `obstacleToSign` first. */
export async function sign(
  known: KnownControls,
  event: string,
  person: Reader,
  dependencies: DecideDependencies,
): Promise<void> {
  await recordRead(lookBackAudit(event, 'sign', 1), person, dependencies);
  await putSignature(known, event, person, dependencies);
}

/** As `sign`, for a caller that has written the audit entry. */
export async function putSignature(
  known: KnownControls,
  event: string,
  person: Reader,
  dependencies: DecideDependencies,
): Promise<void> {
  const signed = about(person, dependencies);
  await dependencies.controlActions.put(systemHistory(known.system), {
    ...{ ...signed, kind: 'sign', at: signed.recordedAt, event },
  });
  await judgeSystem(known, { id: signed.id, since: dependencies.clock() }, dependencies);
}

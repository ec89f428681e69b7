import {
  type ActedOn,
  type ActionRequest,
  documentAction,
  excludePoint,
  findPoint,
  includePoint,
} from '../../lib/app/quality/act-on-system.ts';
import { exclusionOf } from '../../lib/app/quality/exclusions.ts';
import { type KnownControls, systemHistory } from '../../lib/app/quality/find-lot.ts';
import { UsageError } from '../exit.ts';
import { print, printJson } from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';
import { qualityOf, systemOf } from './qc.ts';

interface ActOptions extends SystemOptions, ReasonOptions {
  readonly json?: boolean | undefined;
}

const knownOf = (system: ConnectedSystem, id: string): KnownControls => {
  const quality = qualityOf(system);
  return {
    materials: quality.materials,
    system: systemOf(quality, id),
    timeZone: system.site.laboratory.timeZone,
  };
};

const DAY_MS = 86_400_000;
/** Controls and actions of before are not judged anew. */
const MOST_DAYS = 60;

/** @throws UsageError if the action is in the future, or too old to count */
export async function qcAction(
  id: string,
  options: ActOptions & { readonly kind: ActionRequest['kind']; readonly at?: Date | undefined },
): Promise<void> {
  const { kind, at = new Date() } = options;
  if (at.getTime() > Date.now())
    throw new UsageError('the action is in the future: give --at with the time at which it was done');
  if (at.getTime() < Date.now() - MOST_DAYS * DAY_MS)
    throw new UsageError(
      `the action is more than ${MOST_DAYS} days old, so it would change nothing: is the time right?`,
    );
  const person = readerOf(options);
  const done = await withSystem(options, { writes: true }, (system) =>
    documentAction(knownOf(system, id), { kind, at }, person, system),
  );
  printDone(id, done, options);
}

const decisions = { exclude: excludePoint, include: includePoint };

/**
 * Excludes a control result, or takes its exclusion back.
 * @throws UsageError if no control result of the last 60 days, or several, have an id that begins so, or if it was decided already
 */
export async function qcDecide(
  kind: keyof typeof decisions,
  id: string,
  pointId: string,
  options: ActOptions,
): Promise<void> {
  const person = readerOf(options);
  const done = await withSystem(options, { writes: true }, async (system) => {
    const known = knownOf(system, id);
    const point = await findPoint(pointId, known, system);
    if (point === undefined)
      throw new UsageError(
        `no single control result of ${id} in the last 60 days has an id that begins with ${pointId}: labwire qc points ${id} --json lists the ids`,
      );
    const actions = await system.controlActions.since(systemHistory(known.system), new Date(0));
    const exclusion = exclusionOf(new Set([point.id]), actions);
    if (kind === 'exclude' && exclusion !== undefined)
      throw new UsageError(`the result is excluded already, since ${exclusion.recordedAt}`);
    if (kind === 'include' && exclusion === undefined) throw new UsageError('the result is not excluded');
    return decisions[kind](known, point, person, system);
  });
  printDone(id, done, options);
}

function printDone(id: string, { action, state, closed, changed }: ActedOn, { json }: ActOptions): void {
  if (json === true) {
    printJson({ system: id, ...action, state, closed, changed });
    return;
  }
  print`${action.kind} ${action.at}  documented by ${action.by}`;
  print`${id} is ${state}${closed === undefined ? ': no result is held for it' : `: results are held as ${closed}`}`;
  print`${changed} verdicts changed`;
}

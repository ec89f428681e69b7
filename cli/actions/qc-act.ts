import {
  type ActedOn,
  type ActionRequest,
  documentAction,
  excludePoint,
  findPoint,
} from '../../lib/app/quality/act-on-system.ts';
import type { KnownControls } from '../../lib/app/quality/find-lot.ts';
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

/** @throws UsageError if the action is in the future */
export async function qcAction(
  id: string,
  options: ActOptions & { readonly kind: ActionRequest['kind']; readonly at?: Date | undefined },
): Promise<void> {
  const { kind, at = new Date() } = options;
  if (at.getTime() > Date.now())
    throw new UsageError('the action is in the future: give --at with the time at which it was done');
  const person = readerOf(options);
  const done = await withSystem(options, { writes: true }, (system) =>
    documentAction(knownOf(system, id), { kind, at }, person, system),
  );
  printDone(id, done, options);
}

/** @throws UsageError if no control result of the last 60 days, or several, have an id that begins so */
export async function qcExclude(id: string, pointId: string, options: ActOptions): Promise<void> {
  const person = readerOf(options);
  const done = await withSystem(options, { writes: true }, async (system) => {
    const known = knownOf(system, id);
    const point = await findPoint(pointId, known, system);
    if (point === undefined)
      throw new UsageError(
        `no single control result of ${id} in the last 60 days has an id that begins with ${pointId}: labwire qc points ${id} --json lists the ids`,
      );
    return excludePoint(known, point, person, system);
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

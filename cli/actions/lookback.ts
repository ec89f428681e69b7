import type { KnownControls } from '../../lib/app/quality/find-lot.ts';
import {
  type Disposition,
  dispose,
  type LookBack,
  obstacleToSign,
  readLookBacks,
  rowName,
  sign,
} from '../../lib/app/quality/look-back.ts';
import { whoDid } from '../../lib/model/who-did.ts';
import { UsageError } from '../exit.ts';
import { print, printJson, remark } from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';
import { qualityOf, systemOf } from './qc.ts';

interface LookBackOptions extends SystemOptions {
  readonly since: Date;
  readonly json?: boolean | undefined;
}

const knownOf = (connected: ConnectedSystem, id: string): KnownControls => {
  const quality = qualityOf(connected);
  const { timeZone } = connected.site.laboratory;
  return { materials: quality.materials, system: systemOf(quality, id), timeZone };
};

const read = (connected: ConnectedSystem, known: KnownControls, { since }: LookBackOptions) =>
  readLookBacks(known, since, connected);

export async function lookBackList(options: LookBackOptions): Promise<void> {
  const all = await withSystem(options, { writes: false }, async (connected) => {
    const found: { readonly system: string; readonly lookBack: LookBack }[] = [];
    for (const { id } of qualityOf(connected).systems)
      for (const lookBack of await read(connected, knownOf(connected, id), options))
        found.push({ system: id, lookBack });
    return found;
  });
  if (options.json === true) {
    printJson(all.map(({ system, lookBack }) => ({ system, ...lookBack })));
    return;
  }
  for (const { system, lookBack } of all) printHead(system, lookBack);
  if (all.length === 0) remark`no control was rejected in the period`;
}

export async function lookBackShow(system: string, event: string, options: LookBackOptions): Promise<void> {
  const found = await withSystem(options, { writes: false }, (connected) =>
    find(connected, system, event, options),
  );
  if (options.json === true) {
    printJson({ system, ...found });
    return;
  }
  printHead(system, found);
  for (const row of found.rows) {
    const { decision } = row;
    const words =
      decision === undefined ? 'open' : `${decision.disposition} by ${whoDid(decision)}: ${decision.why}`;
    print`  ${timeText(row.measuredAt)}  ${rowName(row)}  ${words}`;
  }
}

/** @throws UsageError if a result is not in the look-back */
export async function lookBackDispose(
  system: string,
  event: string,
  options: LookBackOptions &
    ReasonOptions & { readonly as: Disposition['disposition']; readonly row?: string | undefined },
): Promise<void> {
  const person = readerOf(options);
  const count = await withSystem(options, { writes: true }, async (connected) => {
    const { bounds, rows } = await find(connected, system, event, options);
    const names = rows.filter(({ decision }) => decision === undefined).map(rowName);
    const chosen =
      options.row === undefined ? names : rows.map(rowName).filter((name) => name === options.row);
    if (chosen.length === 0) throw new UsageError('the look-back has no such open result');
    const known = knownOf(connected, system);
    await dispose(known, { event: bounds.event, rows: chosen, disposition: options.as }, person, connected);
    return chosen.length;
  });
  if (options.json === true) printJson({ system, event, disposition: options.as, results: count });
  else print`${count} results: ${options.as}`;
}

/** @throws UsageError if the look-back cannot be signed */
export async function lookBackSign(
  system: string,
  event: string,
  options: LookBackOptions & ReasonOptions,
): Promise<void> {
  const person = readerOf(options);
  await withSystem(options, { writes: true }, async (connected) => {
    const found = await find(connected, system, event, options);
    const obstacle = obstacleToSign(found, person.actor);
    if (obstacle !== undefined) throw new UsageError(`the look-back cannot be signed: ${obstacle}`);
    await sign(knownOf(connected, system), found.bounds.event, person, connected);
  });
  if (options.json === true) printJson({ system, event, signedBy: person.actor });
  else print`signed by ${person.actor}`;
}

/** @throws UsageError if no look-back of the period, or several, are of an event whose id begins so */
async function find(
  connected: ConnectedSystem,
  system: string,
  event: string,
  options: LookBackOptions,
): Promise<LookBack> {
  const all = await read(connected, knownOf(connected, system), options);
  const found = all.filter(({ bounds }) => bounds.event.startsWith(event));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UsageError(
    `no single rejected event of ${system} in the period begins with ${event}`,
    all.map(({ bounds }) => bounds.event),
  );
}

function printHead(system: string, { bounds, isUnbounded, rows, signed }: LookBack): void {
  const open = rows.filter(({ decision }) => decision === undefined).length;
  const state = signed === undefined ? `${open} open` : `signed by ${whoDid(signed)}`;
  const from = isUnbounded ? 'no good control before; one day' : `after ${timeText(bounds.after ?? 0)}`;
  const until = bounds.until === undefined ? 'results still pass' : `until ${timeText(bounds.until)}`;
  print`${system}  ${bounds.event}  rejected ${timeText(bounds.rejectedAt)}  ${from}  ${until}  ${rows.length} results, ${state}`;
}

const timeText = (at: number): string => new Date(at).toISOString();

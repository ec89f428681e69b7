import { listDeliveries, type UnknownDestination } from '../../lib/app/operate/list-deliveries.ts';
import { chooseRedeliveries, redeliverReports } from '../../lib/app/operate/redeliver-reports.ts';
import type { Delivery } from '../../lib/model/delivery.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, good, print, printJson, printJsonLine, printText, quiet, remark, strong } from '../output.ts';
import { actorOf, type ReasonOptions, readerOf } from '../reader.ts';
import { type SystemOptions, withSystem } from '../system.ts';
import { paintDelivery } from './show.ts';

interface DeliveriesOptions extends SystemOptions, ReasonOptions {
  readonly destination?: string | undefined;
  /** Includes the destinations' answers, which may contain patient data. */
  readonly answers?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Lists the parked updates; for one report, its state at each destination. */
export async function deliveries(report: string | undefined, options: DeliveriesOptions): Promise<void> {
  const reader = options.answers === true ? readerOf(options) : undefined;
  await withSystem(options, { writes: reader !== undefined }, async (system) => {
    const found = await listDeliveries({ report, destination: options.destination }, system, reader);
    if (found.kind === 'unknown-destination') throw noDestination(options, found);
    if (options.json === true) printJson(found.deliveries);
    else printDeliveries(found.deliveries, report);
  });
}

const noDestination = (
  { destination }: { readonly destination?: string | undefined },
  { known }: UnknownDestination,
): UsageError =>
  new UsageError(
    `the site delivers to no destination ${destination}; it delivers to ${known.join(', ') || 'none'}`,
  );

const LONGEST_ANSWER = 500;

export function printDeliveries(found: readonly Delivery[], report: string | undefined): void {
  if (found.length === 0) printText(nothing(report));
  for (const [destination, ofOne] of Map.groupBy(found, (one) => one.destination)) {
    print`${strong(`${destination}: ${ofOne.length}`)}`;
    for (const { reportKey, version, state, changedAt, failure } of ofOne) {
      print`  ${reportKey}  v${version}  ${paintDelivery(state)}  ${changedAt}  ${failure?.code}`;
      if (failure?.answer !== undefined)
        printText(quiet(`    ${failure.answer.slice(0, LONGEST_ANSWER).replaceAll(/\s+/g, ' ')}`));
    }
  }
}

const nothing = (report: string | undefined) =>
  quiet(report === undefined ? 'no update is parked' : 'this report was sent to no destination');

interface RedeliverOptions extends DeliveriesOptions {
  readonly parked?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Queues the newest version of reports again. */
export async function redeliver(reports: readonly string[], options: RedeliverOptions): Promise<void> {
  if (reports.length > 0 === (options.parked === true))
    throw new UsageError('give the keys of the reports, or --parked for every update that was refused');
  await withSystem(options, { writes: options.dryRun !== true }, async (system) => {
    const choice = {
      destination: options.destination,
      reports: options.parked === true ? undefined : reports,
    };
    const chosen = await chooseRedeliveries(choice, system);
    if (chosen.kind === 'unknown-destination') throw noDestination(options, chosen);
    const { redeliveries } = chosen;
    const updates = redeliveries.length === 1 ? '1 update' : `${redeliveries.length} updates`;
    if (redeliveries.length === 0) remark`no update is parked`;
    else if (options.dryRun === true) print`${updates} would be sent again`;
    else if (await isConfirmed(`Send ${updates} again?`, options))
      for await (const done of redeliverReports(redeliveries, actorOf(options), system)) {
        if (done.kind === 'refused') process.exitCode = exitCode.problem;
        if (options.json === true) printJsonLine(done);
        else
          print`${done.destination}  ${done.reportKey}  ${done.kind === 'queued' ? good(`v${done.version} queued`) : bad(done.reason)}`;
      }
  });
}

import { listDeliveries, type UnknownDestination } from '../../lib/app/operate/list-deliveries.ts';
import type { Delivery } from '../../lib/model/delivery.ts';
import { UsageError } from '../exit.ts';
import { print, printJson, printText, quiet, strong } from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
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
    if (
      report !== undefined &&
      found.deliveries.length === 0 &&
      (await system.reports.latest(report)) === undefined
    )
      throw new UsageError(`there is no report ${report}: labwire show ID lists the reports of a message`);
    if (options.json === true) printJson(found.deliveries);
    else printDeliveries(found.deliveries, report);
  });
}

export const noDestination = (
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

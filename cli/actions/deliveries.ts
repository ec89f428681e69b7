import { redeliver as redeliverReport } from '../../lib/app/deliver/redeliver.ts';
import { isDelivered } from '../../lib/destinations/kinds.ts';
import type { Delivery } from '../../lib/model/delivery.ts';
import { digestOf } from '../../lib/model/identity.ts';
import { patientsOf, type ReasonOptions, readerOf, reasonOf, writeDown } from '../audited.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, good, odd, printJson, quiet, strong } from '../output.ts';
import { type ConnectedSystem, connect, type SystemOptions } from '../system.ts';

interface DeliveriesOptions extends SystemOptions, ReasonOptions {
  readonly destination?: string;
  /** What the destinations answered: it may be about the patient. */
  readonly answers?: boolean;
  readonly json?: boolean;
}

/** What destinations refused; of a report that is named, how far each destination is with it. */
export async function deliveries(report: string | undefined, options: DeliveriesOptions): Promise<void> {
  const system = connect(options);
  try {
    const destinations = destinationsOf(system, options.destination);
    const found: Delivery[] = [];
    for (const destination of destinations)
      if (report === undefined) found.push(...(await Array.fromAsync(system.deliveries.parked(destination))));
      else
        found.push(...[await system.deliveries.get(destination, report)].filter((one) => one !== undefined));
    if (options.answers === true) await writeDownAnswers(found, options, system);
    const shown = options.answers === true ? found : found.map(withoutAnswer);
    if (options.json === true) printJson(shown);
    else print(shown, report);
  } finally {
    system.close();
  }
}

const withoutAnswer = ({ failure, ...delivery }: Delivery): Delivery => ({
  ...delivery,
  ...(failure === undefined ? {} : { failure: { code: failure.code } }),
});

async function writeDownAnswers(
  found: readonly Delivery[],
  options: DeliveriesOptions,
  system: ConnectedSystem,
): Promise<void> {
  const reason = reasonOf(options);
  const patients = await patientsOf(
    found.map(({ reportKey: key }) => ({ key })),
    system,
  );
  await writeDown(
    system,
    { action: 'read', resourceType: 'Delivery', patients, count: found.length },
    { actor: readerOf(options), reason },
  );
}

function destinationsOf({ site }: ConnectedSystem, only: string | undefined): string[] {
  const ids = site.destinations.filter(isDelivered).map(({ id }) => id);
  if (only !== undefined && !ids.includes(only))
    throw new UsageError(`the site delivers to no destination ${only}: it has ${ids.join(', ') || 'none'}`);
  return only === undefined ? ids : [only];
}

function print(found: readonly Delivery[], report: string | undefined): void {
  if (found.length === 0)
    console.log(report === undefined ? 'nothing is parked' : 'no destination was sent this report');
  for (const [destination, ofOne] of Map.groupBy(found, (one) => one.destination)) {
    console.log(strong(`${destination}: ${ofOne.length}`));
    for (const { reportKey, version, state, changedAt, failure } of ofOne) {
      const paint = state === 'delivered' ? good : state === 'parked' ? bad : odd;
      console.log(`  ${reportKey}  v${version}  ${paint(state)}  ${changedAt}  ${failure?.code ?? ''}`);
      if (failure?.answer !== undefined)
        console.log(quiet(`    ${failure.answer.slice(0, 500).replaceAll(/\s+/g, ' ')}`));
    }
  }
}

interface RedeliverOptions extends DeliveriesOptions {
  readonly parked?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Sends the newest version of reports once more. */
export async function redeliver(reports: readonly string[], options: RedeliverOptions): Promise<void> {
  if (reports.length > 0 === (options.parked === true))
    throw new UsageError('say which reports: their keys, or --parked for what was refused');
  const system = connect(options);
  try {
    const chosen = await choose(reports, options, system);
    if (chosen.length === 0) console.error('nothing is parked');
    if (chosen.length === 0) return;
    if (options.dryRun === true) {
      console.log(`${chosen.length} would be sent again`);
      return;
    }
    const updates = chosen.length === 1 ? 'update' : 'updates';
    if (!(await isConfirmed(`Send ${chosen.length} ${updates} again?`, options))) return;
    const wish = digestOf(`${readerOf(options)} ${system.clock().toISOString()}`).slice(0, 16);
    for (const { destination, reportKey } of chosen) {
      const outcome = await redeliverReport({ destination, reportKey, redelivery: wish }, system);
      if (outcome.kind === 'refused') process.exitCode = exitCode.problem;
      if (options.json === true) console.log(JSON.stringify({ destination, reportKey, ...outcome }));
      else
        console.log(
          `${destination}  ${reportKey}  ${outcome.kind === 'queued' ? good(`v${outcome.version} queued`) : bad(outcome.reason)}`,
        );
    }
  } finally {
    system.close();
  }
}

async function choose(
  reports: readonly string[],
  { destination }: RedeliverOptions,
  system: ConnectedSystem,
): Promise<{ destination: string; reportKey: string }[]> {
  const destinations = destinationsOf(system, destination);
  if (reports.length > 0)
    return destinations.flatMap((one) => reports.map((reportKey) => ({ destination: one, reportKey })));
  const parked: Delivery[] = [];
  for (const one of destinations) parked.push(...(await Array.fromAsync(system.deliveries.parked(one))));
  return parked.map((one) => ({ destination: one.destination, reportKey: one.reportKey }));
}

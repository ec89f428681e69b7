import { chooseRedeliveries, type RedeliveryChoice } from '../../lib/app/operate/choose-redeliveries.ts';
import { redeliverReports } from '../../lib/app/operate/redeliver-reports.ts';
import {
  type PeriodOfReports,
  placeFrom,
  placeText,
  reportsOfPeriod,
} from '../../lib/app/operate/reports-of-period.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, endProgress, good, print, printJsonLine, progress, remark } from '../output.ts';
import { patientKeyAt } from '../patient-option.ts';
import { checkPeriod } from '../period.ts';
import { actorOf, type ReasonOptions, readerOf } from '../reader.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';
import { interruption } from '../until-interrupted.ts';
import { noDestination } from './deliveries.ts';

interface RedeliverOptions extends SystemOptions, ReasonOptions {
  readonly destination?: string | undefined;
  readonly parked?: boolean | undefined;
  /** A number in the form of PID-3. */
  readonly patient?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly all?: boolean | undefined;
  /** Where a walk over a period goes on. */
  readonly after?: string | undefined;
  readonly rate: number;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Queues the newest version of reports again, for EHRs that are sent updates and for those that read a queue. */
export async function redeliver(reports: readonly string[], options: RedeliverOptions): Promise<void> {
  const choice = choiceOf(reports, options);
  const effect = { writes: options.dryRun !== true || choice.kind === 'patient' };
  await withSystem(options, effect, (system) =>
    choice.kind === 'period' ? sendPeriod(choice, options, system) : sendChosen(choice, options, system),
  );
}

type Choice =
  | RedeliveryChoice
  | (PeriodOfReports & { readonly kind: 'period'; readonly destination: string });

/** @throws UsageError unless exactly one choice is made */
function choiceOf(reports: readonly string[], options: RedeliverOptions): Choice {
  const { destination, parked, patient, since, until, all, after } = options;
  const made = [
    reports.length > 0,
    parked === true,
    patient !== undefined,
    since !== undefined,
    all === true,
  ];
  if (made.filter(Boolean).length !== 1 || (until !== undefined && since === undefined))
    throw new UsageError(
      'say which reports: give their keys, or --parked, --patient NUMBER, --since TIME (and --until TIME), or --all',
    );
  const isPeriod = since !== undefined || all === true;
  if (after !== undefined && !isPeriod) throw new UsageError('--after goes with --since or --all');
  if (parked === true) return { kind: 'parked', destination };
  if (reports.length > 0) return { kind: 'reports', reports, destination };
  if (destination === undefined)
    throw new UsageError('name the destination: --destination ID. The others need not hear it again');
  if (patient !== undefined)
    return { kind: 'patient', destination, key: patientKeyAt(patient), reader: readerOf(options) };
  const place = after === undefined ? undefined : placeFrom(after);
  if (after !== undefined && place === undefined)
    throw new UsageError(
      '--after is no place: copy it from the line that the command printed when it stopped',
    );
  if (since !== undefined) checkPeriod({ since, until });
  return {
    ...{ kind: 'period', destination, after: place },
    // a walk begins after a time
    since: since === undefined ? undefined : new Date(since.getTime() - 1).toISOString(),
    until: place?.until ?? (until ?? new Date()).toISOString(),
  };
}

async function sendChosen(
  choice: RedeliveryChoice,
  options: RedeliverOptions,
  system: ConnectedSystem,
): Promise<void> {
  const chosen = await chooseRedeliveries(choice, system);
  if (chosen.kind === 'unknown-destination') throw noDestination(options, chosen);
  const { redeliveries } = chosen;
  const updates = redeliveries.length === 1 ? '1 update' : `${redeliveries.length} updates`;
  if (redeliveries.length === 0)
    remark`${choice.kind === 'parked' ? 'no update is parked' : 'no report is found'}`;
  else if (options.dryRun === true) print`${updates} would be sent again`;
  else if (await isConfirmed(`Send ${updates} again?`, options))
    for await (const done of redeliverReports(redeliveries, paceOf(options), system)) {
      if (done.kind === 'refused') process.exitCode = exitCode.problem;
      if (options.json === true) printJsonLine(done);
      else
        print`${done.destination}  ${done.reportKey}  ${done.kind === 'queued' ? good(`v${done.version} queued`) : bad(done.reason)}`;
    }
}

/** Walks the reports of a period, in memory of one page. Whatever stops it, it says where to go on. */
async function sendPeriod(
  choice: Extract<Choice, { kind: 'period' }>,
  options: RedeliverOptions,
  system: ConnectedSystem,
): Promise<void> {
  const { destination } = choice;
  const known = system.site.destinations.map(({ id }) => id);
  if (!known.includes(destination)) throw noDestination(options, { kind: 'unknown-destination', known });
  if (options.dryRun === true) return countPeriod(choice, system);
  if (
    !(await isConfirmed(`Send every report of the period to ${destination}? --dry-run counts them.`, options))
  )
    return;
  let [sent, refused] = [0, 0];
  let [last, isWhole] = [choice.after, false];
  const interrupted = interruption();
  try {
    const walk = walkOf(choice, system);
    for await (const { place, ...done } of redeliverReports(walk, paceOf(options), system)) {
      last = place;
      // a filter that keeps some of a period out is no fault
      if (done.kind === 'queued') sent++;
      else refused++;
      if (options.json === true) printJsonLine(done);
      progress(`${sent + refused} reports read, ${sent} updates queued`);
      if (interrupted.isAsked()) break;
    }
    isWhole = !interrupted.isAsked();
  } finally {
    interrupted.end();
    endProgress();
    if (!isWhole) {
      process.exitCode = exitCode.problem;
      remark`stopped after ${sent + refused} reports, of which ${sent} are queued; go on with ${last === undefined ? 'the same command' : `--after ${placeText(last)}`}`;
    }
  }
  if (isWhole && options.json !== true)
    print`${sent} updates queued${refused === 0 ? '' : `, ${refused} not for this destination`}`;
}

async function countPeriod(
  choice: Extract<Choice, { kind: 'period' }>,
  system: ConnectedSystem,
): Promise<void> {
  let count = 0;
  for await (const _ of walkOf(choice, system)) progress(`${++count} reports found`);
  endProgress();
  if (count === 0) remark`no report is found`;
  else print`${count === 1 ? '1 update' : `${count} updates`} would be sent again`;
}

async function* walkOf(choice: Extract<Choice, { kind: 'period' }>, system: ConnectedSystem) {
  const { destination } = choice;
  for await (const found of reportsOfPeriod(choice, system)) yield { destination, ...found };
}

const paceOf = (options: RedeliverOptions) => ({ actor: actorOf(options), ratePerSecond: options.rate });

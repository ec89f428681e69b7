import {
  chooseRedeliveries,
  type Redelivery,
  type RedeliveryChoice,
} from '../../lib/app/operate/choose-redeliveries.ts';
import { redeliverReports } from '../../lib/app/operate/redeliver-reports.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, endProgress, good, print, printJsonLine, progress, remark } from '../output.ts';
import { patientKeyAt } from '../patient-option.ts';
import { checkPeriod } from '../period.ts';
import { actorOf, type ReasonOptions, readerOf } from '../reader.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';
import { noDestination } from './deliveries.ts';

interface RedeliverOptions extends SystemOptions, ReasonOptions {
  readonly destination?: string | undefined;
  readonly parked?: boolean | undefined;
  /** A number in the form of PID-3. */
  readonly patient?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly all?: boolean | undefined;
  readonly rate: number;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Queues the newest version of reports again, for EHRs that are sent updates and for those that read a queue. */
export async function redeliver(reports: readonly string[], options: RedeliverOptions): Promise<void> {
  const choice = choiceOf(reports, options);
  await withSystem(
    options,
    { writes: options.dryRun !== true || choice.kind === 'patient' },
    async (system) => {
      const chosen = await chooseRedeliveries(choice, system);
      endProgress();
      if (chosen.kind === 'unknown-destination') throw noDestination(options, chosen);
      const { redeliveries } = chosen;
      const updates = redeliveries.length === 1 ? '1 update' : `${redeliveries.length} updates`;
      if (redeliveries.length === 0)
        remark`${choice.kind === 'parked' ? 'no update is parked' : 'no report is found'}`;
      else if (options.dryRun === true) print`${updates} would be sent again`;
      else if (await isConfirmed(`Send ${updates} again?`, options))
        await send(redeliveries, options, system);
    },
  );
}

/** @throws UsageError unless exactly one choice is made */
function choiceOf(reports: readonly string[], options: RedeliverOptions): RedeliveryChoice {
  const { destination, parked, patient, since, until, all } = options;
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
  if (parked === true) return { kind: 'parked', destination };
  if (reports.length > 0) return { kind: 'reports', reports, destination };
  if (destination === undefined)
    throw new UsageError('name the destination: --destination ID. The others need not hear it again');
  if (patient !== undefined)
    return { kind: 'patient', destination, key: patientKeyAt(patient), reader: readerOf(options) };
  const period = { since: since ?? new Date(0), until };
  checkPeriod(period);
  return {
    ...{ kind: 'period', destination, since: period.since, until: until ?? new Date() },
    onRead: (messages, found) => progress(`${messages} messages read, ${found} reports found`),
  };
}

/** Sends them in their order. What stops it halfway says where to go on. */
async function send(
  redeliveries: readonly Redelivery[],
  options: RedeliverOptions,
  system: ConnectedSystem,
): Promise<void> {
  // a filter that keeps some of a period out is no fault
  const isPeriod = redeliveries.some(({ receivedAt }) => receivedAt !== undefined);
  let [sent, refused] = [0, 0];
  let last: Redelivery | undefined;
  try {
    const pace = { actor: actorOf(options), ratePerSecond: options.rate };
    for await (const done of redeliverReports(redeliveries, pace, system)) {
      last = done;
      if (done.kind === 'queued') sent++;
      else refused++;
      if (options.json === true) printJsonLine(done);
      else if (isPeriod) progress(`${sent + refused}/${redeliveries.length}`);
      else
        print`${done.destination}  ${done.reportKey}  ${done.kind === 'queued' ? good(`v${done.version} queued`) : bad(done.reason)}`;
    }
  } finally {
    endProgress();
    if (sent + refused < redeliveries.length && last?.receivedAt !== undefined)
      remark`stopped after ${sent + refused} of ${redeliveries.length}; go on with --since ${last.receivedAt}`;
  }
  if (isPeriod && options.json !== true)
    print`${sent} updates queued${refused === 0 ? '' : `, ${refused} not for this destination`}`;
  if (!isPeriod && refused > 0) process.exitCode = exitCode.problem;
}

import type { IdentityStore } from '../../ports/identity-store.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import { type AuditDependencies, type Reader, recordRead } from './audited-read.ts';
import { type DeliveryDependencies, deliveredTo, type UnknownDestination } from './list-deliveries.ts';
import { everyKeyOf, type ReportsOfPatient } from './read-patient.ts';
import { messagesOfPeriod } from './search-messages.ts';

/** A report that is to be sent to one destination again. */
export interface Redelivery {
  readonly destination: string;
  readonly reportKey: string;
  /** When the first message of the period that names the report was received; only for a period. */
  readonly receivedAt?: string;
}

/** What is sent again. */
export type RedeliveryChoice = { readonly destination?: string | undefined } & (
  | { readonly kind: 'parked' }
  | { readonly kind: 'reports'; readonly reports: readonly string[] }
  /** Every report of a patient, under every number of the patient. The choice is written to the audit log. */
  | { readonly kind: 'patient'; readonly destination: string; readonly key: string; readonly reader: Reader }
  /** Every report of which a message was received in the period, in the order of receipt. */
  | {
      readonly kind: 'period';
      readonly destination: string;
      readonly since: Date;
      readonly until: Date;
      readonly onRead?: ((messages: number, reports: number) => void) | undefined;
    }
);

export interface ChoiceDependencies extends DeliveryDependencies, AuditDependencies {
  readonly messages: Pick<MessageIndex, 'records' | 'receivedBetween' | 'withControlId' | 'heldUnder'>;
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: ReportsOfPatient & Pick<ReportStore, 'reportsOf'>;
  readonly clock: Clock;
}

export type ChosenRedeliveries =
  | { readonly kind: 'chosen'; readonly redeliveries: readonly Redelivery[] }
  | UnknownDestination;

/** Lists the redeliveries that a choice selects, each once. Nothing is sent. */
export async function chooseRedeliveries(
  choice: RedeliveryChoice,
  dependencies: ChoiceDependencies,
): Promise<ChosenRedeliveries> {
  const { site, deliveries } = dependencies;
  const chosen = destinationsOf(site, choice);
  if (chosen.kind !== 'chosen') return chosen;
  const redeliveries: Redelivery[] = [];
  for (const destination of chosen.destinations)
    if (choice.kind === 'parked')
      for await (const { reportKey } of deliveries.parked(destination))
        redeliveries.push({ destination, reportKey });
    else for await (const one of reportsIn(choice, dependencies)) redeliveries.push({ destination, ...one });
  return { kind: 'chosen', redeliveries };
}

/** An EHR that reads its queue itself refuses nothing, so it has nothing parked; it is sent only what it is named for. */
function destinationsOf(site: Site, { kind, destination }: RedeliveryChoice): ReturnType<typeof deliveredTo> {
  if (kind === 'parked' || destination === undefined) return deliveredTo(site, destination);
  const known = site.destinations.map(({ id }) => id);
  return known.includes(destination)
    ? { kind: 'chosen', destinations: [destination] }
    : { kind: 'unknown-destination', known };
}

async function* reportsIn(
  choice: Exclude<RedeliveryChoice, { kind: 'parked' }>,
  dependencies: ChoiceDependencies,
): AsyncGenerator<Omit<Redelivery, 'destination'>> {
  if (choice.kind === 'reports') for (const reportKey of new Set(choice.reports)) yield { reportKey };
  else if (choice.kind === 'patient')
    for (const reportKey of await reportsOfPerson(choice, dependencies)) yield { reportKey };
  else {
    const seen = new Set<string>();
    let messages = 0;
    for await (const { receivedAt, reports } of messagesOfPeriod(choice, dependencies)) {
      choice.onRead?.(++messages, seen.size);
      for (const { key: reportKey } of reports)
        if (!seen.has(reportKey)) {
          seen.add(reportKey);
          yield { reportKey, receivedAt };
        }
    }
  }
}

async function reportsOfPerson(
  { key, reader }: Extract<RedeliveryChoice, { kind: 'patient' }>,
  dependencies: ChoiceDependencies,
): Promise<readonly string[]> {
  const patients = await everyKeyOf(key, dependencies);
  const keys = (await Promise.all(patients.map((one) => dependencies.reports.reportsOf(one)))).flat();
  await recordRead(
    { action: 'search', resourceType: 'Delivery', parameters: ['patient'], patients, count: keys.length },
    reader,
    dependencies,
  );
  return [...new Set(keys)];
}

import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { Site } from '../../site/site.ts';
import { type AuditDependencies, type Reader, recordRead } from './audited-read.ts';
import { type DeliveryDependencies, deliveredTo, type UnknownDestination } from './list-deliveries.ts';
import { everyKeyOf, type ReportsOfPatient } from './read-patient.ts';

/** A report that is to be sent to one destination again. */
export interface Redelivery {
  readonly destination: string;
  readonly reportKey: string;
}

/** What is sent again. A period is walked instead: see `reportsOfPeriod`. */
export type RedeliveryChoice = { readonly destination?: string | undefined } & (
  | { readonly kind: 'parked' }
  | { readonly kind: 'reports'; readonly reports: readonly string[] }
  /** Every report of a patient, under every number of the patient. The choice is written to the audit log. */
  | { readonly kind: 'patient'; readonly destination: string; readonly key: string; readonly reader: Reader }
);

export interface ChoiceDependencies extends DeliveryDependencies, AuditDependencies {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: ReportsOfPatient & Pick<ReportStore, 'reportsOf'>;
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
    else
      for (const reportKey of await reportsIn(choice, dependencies))
        redeliveries.push({ destination, reportKey });
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

const reportsIn = async (
  choice: Exclude<RedeliveryChoice, { kind: 'parked' }>,
  dependencies: ChoiceDependencies,
): Promise<readonly string[]> =>
  choice.kind === 'reports' ? [...new Set(choice.reports)] : reportsOfPerson(choice, dependencies);

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

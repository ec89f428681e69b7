import { orderAliasOf } from '../../model/identity.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { Patient } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import { orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { OrderClaim } from '../../normalize/kinds/normalize-orders.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { KnownReports } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { messagesOf } from '../file/messages-of.ts';
import { isDescribedAsOther } from '../file/order-owners.ts';

/**
 * The messages with results under a number that these claims give to somebody else, or take from their patient: they
 * are judged again, so that the chart is the same as if the order had come first. So are those under the number of the patient who
 * claims that describe somebody else. It makes no request if the numbers have no report.
 */
export async function contradictedBy(
  claims: readonly OrderClaim[],
  {
    known,
    reports,
    reuseMs,
    placeholderNames,
  }: {
    /** The reports of the numbers. */
    readonly known: KnownReports;
    readonly reports: Pick<ReportStore, 'latest'>;
    /** A report that is further away in time is of an earlier use of the number. */
    readonly reuseMs: number;
    readonly placeholderNames?: readonly string[] | undefined;
  },
): Promise<readonly WaitingMessage[]> {
  const contradicted = new Set<string>();
  const compared = new Map<string, Patient[]>();
  for (const { owner, reportNames } of claims)
    for (const report of reportNames.flatMap((name) => known.get(name) ?? [])) {
      if (!isNear(report, owner.asOf, reuseMs)) continue;
      if (isContradicted(report, owner)) contradicted.add(report.key);
      else compared.set(report.key, [...(compared.get(report.key) ?? []), owner.patient]);
    }
  const messages = new Map<string, WaitingMessage>();
  for (const key of new Set([...contradicted, ...compared.keys()])) {
    const owners = compared.get(key) ?? [];
    const isMeant = ({ patient }: ReportPart): boolean =>
      contradicted.has(key) ||
      (patient !== undefined && owners.some((owner) => isDescribedAsOther(owner, patient, placeholderNames)));
    for (const message of await messagesOf(key, { reports }, isMeant))
      messages.set(message.messageId, message);
  }
  return [...messages.values()];
}

/** Whether a report is so close in time to an order that they may have a number in common. */
export const isNear = ({ first, last }: NamedReport, time: number, reuseMs: number): boolean =>
  first - reuseMs <= time && time <= last + reuseMs;

/** A cancelled order takes its specimen from its patient, but what was stated before contradicts everybody else. */
const isContradicted = ({ patients }: NamedReport, { patient, isOver }: OrderClaim['owner']): boolean =>
  patients.some((key) => isOver === true || key !== patient.key);

/**
 * The messages with results in a report whose numbers an order gives to somebody else. Whether the two are one person is
 * judged when they are read again. It makes two requests.
 */
export async function contradictedByOrders(
  reportKey: string,
  {
    reports,
    identities,
  }: {
    readonly reports: Pick<ReportStore, 'latest'>;
    readonly identities: Pick<IdentityStore, 'find'>;
  },
): Promise<readonly WaitingMessage[]> {
  const latest = await reports.latest(reportKey);
  if (latest === undefined) return [];
  const { parts, processingId } = latest.report;
  const namesOf = (part: ReportPart): readonly string[] =>
    orderNamesOf(part).map(({ kind, id }) => orderAliasOf(kind, id, processingId));
  const aliases = [...new Set(parts.flatMap(namesOf))];
  if (aliases.length === 0) return [];
  const { owners } = await identities.find({ aliases, patients: [] });
  return messagesOf(reportKey, { reports: { latest: async () => latest } }, (part) =>
    namesOf(part).some((alias) =>
      owners.get(alias)?.some(({ patient }) => patient.key !== part.patient?.key),
    ),
  );
}

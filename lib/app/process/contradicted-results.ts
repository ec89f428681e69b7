import type { NamedReport } from '../../model/named-report.ts';
import type { OrderClaim } from '../../normalize/kinds/normalize-orders.ts';
import type { KnownReports, ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { messagesOf } from '../file/messages-of.ts';

/**
 * The messages with results under a number that these claims give to somebody else, or take from their patient: they
 * are judged again, so that the chart is the same as if the order had come first. It makes no request if the reports of
 * the numbers are known, and all are of the patient who claims.
 */
export async function contradictedBy(
  claims: readonly OrderClaim[],
  {
    known,
    names,
    reports,
    reuseMs,
  }: {
    /** The reports that were read with the message. */
    readonly known: KnownReports | undefined;
    readonly names: Pick<ReportNames, 'find'>;
    readonly reports: Pick<ReportStore, 'latest'>;
    /** A report that is further away in time is of an earlier use of the number. */
    readonly reuseMs: number;
  },
): Promise<readonly WaitingMessage[]> {
  const numbers = new Set(claims.flatMap(({ reportNames }) => reportNames));
  const missing = [...numbers].filter((name) => known?.has(name) !== true);
  const named = new Map([...(known ?? []), ...(missing.length === 0 ? [] : await names.find(missing))]);
  const contradicted = new Set<string>();
  for (const { owner, reportNames } of claims)
    for (const report of reportNames.flatMap((name) => named.get(name) ?? []))
      if (isNear(report, owner.asOf, reuseMs) && isContradicted(report, owner)) contradicted.add(report.key);
  const messages = new Map<string, WaitingMessage>();
  for (const key of contradicted)
    for (const message of await messagesOf(key, { reports })) messages.set(message.messageId, message);
  return [...messages.values()];
}

const isNear = ({ first, last }: NamedReport, time: number, reuseMs: number): boolean =>
  first - reuseMs <= time && time <= last + reuseMs;

/** A cancelled order takes its specimen from its patient, but what was stated before contradicts everybody else. */
const isContradicted = ({ patients }: NamedReport, { patient, isOver }: OrderClaim['owner']): boolean =>
  patients.some((key) => isOver === true || key !== patient.key);

import type { NamedReport } from '../../model/named-report.ts';
import type { OrderClaim } from '../../normalize/kinds/normalize-orders.ts';
import type { KnownReports, ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { numberInCommon } from '../../reports/find/equal-numbers.ts';
import { isOneService } from '../../reports/find/equal-services.ts';
import { messagesOf } from '../file/messages-of.ts';
import { NumberBook } from '../file/number-book.ts';
import { numbersLacking } from '../file/order-numbers.ts';
import { isNear } from './contradicted-results.ts';

/**
 * Names the reports that came before their order by the order's other numbers, and finds the messages of those that
 * share these numbers with other reports: read again, they know their order. It makes requests only if a report
 * lacks a number of its order, or if another report has one of its numbers and may be of the same order.
 */
export async function joinedByOrders(
  claims: readonly OrderClaim[],
  {
    processingId,
    known,
    names,
    reports,
    reuseMs,
  }: {
    readonly processingId: string;
    /** The reports of the numbers. */
    readonly known: KnownReports;
    readonly names: Pick<ReportNames, 'create' | 'put'>;
    readonly reports: Pick<ReportStore, 'latest'>;
    /** A report that is further away in time is of an earlier use of the number. */
    readonly reuseMs: number;
  },
): Promise<readonly WaitingMessage[]> {
  const messages = new Map<string, WaitingMessage>();
  const seen = new Set<string>();
  const book = new NumberBook(known, processingId);
  for (const { owner, reportNames } of claims) {
    const own = reportNames.flatMap((name) => known.get(name) ?? []);
    const isOwners = (report: NamedReport): boolean =>
      report.patients.includes(owner.patient.key) && isNear(report, owner.asOf, reuseMs);
    for (const report of own.filter(isOwners)) {
      const lacking = numbersLacking(report, owner.orders ?? []);
      const named = { ...report, numbers: [...report.numbers, ...lacking] };
      if (seen.has(report.key)) continue;
      seen.add(report.key);
      const mates = book.reportsOf(named.numbers).filter((one) => isOwners(one) && mayBeJoined(named, one));
      if (lacking.length > 0) {
        const { created, changed } = book.record(named, []);
        await Promise.all([names.create(created), names.put(changed)]);
      }
      // an earlier try may have ended after it named the report
      if (mates.length === 0) continue;
      for (const message of await messagesOf(report.key, { reports }))
        messages.set(message.messageId, message);
    }
  }
  return [...messages.values()];
}

/** Whether two reports of an order may turn out to be one: see `findReport` and `tubeMatesOf`. */
const mayBeJoined = (a: NamedReport, b: NamedReport): boolean =>
  a.key !== b.key &&
  numberInCommon(a, b) !== undefined &&
  (isOneService(a.services, b.services) || a.isMeasured !== b.isMeasured);

import type { OrderClaim } from '../../normalize/kinds/normalize-orders.ts';
import type { KnownReports } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { messagesOf } from '../file/messages-of.ts';
import { isNear } from './contradicted-results.ts';

/**
 * The messages of analyzers about the tubes of these orders, if a LIS has cancelled another order of the tube: read
 * again, they are compared with these orders, too. It reads the reports of analyzers that came before their order.
 */
export async function cancelledOnTubes(
  claims: readonly OrderClaim[],
  {
    known,
    reports,
    reuseMs,
  }: {
    /** The reports of the numbers. */
    readonly known: KnownReports;
    readonly reports: Pick<ReportStore, 'latest'>;
    readonly reuseMs: number;
  },
): Promise<readonly WaitingMessage[]> {
  const measured = new Set(
    claims.flatMap(({ owner, reportNames }) =>
      reportNames
        .flatMap((name) => known.get(name) ?? [])
        .filter(
          (report) =>
            report.isMeasured === true &&
            report.patients.includes(owner.patient.key) &&
            isNear(report, owner.asOf, reuseMs),
        )
        .map(({ key }) => key),
    ),
  );
  const messages: WaitingMessage[] = [];
  for (const key of measured) {
    const latest = await reports.latest(key);
    const isCancelled = latest?.report.parts.some(
      ({ statesTube, cancels }) => statesTube !== undefined && cancels !== undefined,
    );
    if (isCancelled === true) messages.push(...(await messagesOf(key, { reports })));
  }
  return messages;
}

import type { NamedReport } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { isOneService } from '../../reports/find/equal-services.ts';
import type { FoundReport } from '../../reports/find/find-report.ts';
import { reportsOfOrder } from '../../reports/find/renamed-service.ts';
import type { NumberLimits, SoughtReport } from '../../reports/find/sought-report.ts';
import { isSameTest, statedIn } from '../../reports/find/unnumbered-report.ts';

/**
 * The report that an exchange of services (ORC-1 XO) joins. Of several other services of a number it is the only one with a
 * test in common. A report without one was not exchanged. It reads the reports that may be meant, and none for a part that
 * neither exchanges nor was exchanged.
 */
export async function withCommonTests(
  found: FoundReport,
  sought: SoughtReport,
  part: ReportPart,
  {
    known,
    limits,
    reports,
  }: {
    readonly known: readonly NamedReport[];
    readonly limits: NumberLimits;
    readonly reports: Pick<ReportStore, 'latest'>;
  },
): Promise<FoundReport> {
  if (part.observations.length === 0 || sought.services.length === 0) return found;
  const hasCommon = async ({ key }: NamedReport): Promise<boolean> => {
    const latest = await reports.latest(key);
    const stated = latest === undefined ? [] : statedIn(latest.report);
    return (
      stated.length === 0 ||
      stated.some((other) =>
        part.observations.some((observation) => isSameTest(other, { part, observation })),
      )
    );
  };
  if (found.kind === 'ambiguous' && sought.exchanges) {
    const others = reportsOfOrder(sought, known, limits).filter(
      ({ services }) => ![sought.services, sought.alsoTold].some((one) => isOneService(one, services)),
    );
    const common: NamedReport[] = [];
    for (const report of others) if (await hasCommon(report)) common.push(report);
    const [only] = common;
    return only === undefined || common.length > 1 ? found : { kind: 'found', report: only, joins: [] };
  }
  const isOfOther =
    found.kind === 'found' &&
    found.report.services.length > 0 &&
    !isOneService(sought.services, found.report.services);
  return !isOfOther || (await hasCommon(found.report)) ? found : { kind: 'new' };
}

import type { NamedReport } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { FoundReport } from '../../reports/find/find-report.ts';
import {
  hasOriginalOf,
  hasTestsOf,
  isPreliminaryWithoutService,
  originalsOf,
  reportsOfOtherServices,
} from '../../reports/find/renamed-service.ts';
import type { NumberLimits, SoughtReport } from '../../reports/find/sought-report.ts';
import { correctsAnything } from '../../reports/find/unnumbered-report.ts';

/** The reports that have a number of the part. */
interface KnownOfOrder {
  readonly known: readonly NamedReport[];
  readonly limits: NumberLimits;
  readonly reports: Pick<ReportStore, 'latest'>;
}

/**
 * The report that a correction under another service means: the only one of its order with all results that
 * it corrects, otherwise the only one with some of them. Preliminary results without a service are of the only report
 * with their tests. Reports are read only if the order has other services: the report of the own service, which is
 * meant if it has an original, then the others.
 */
export async function ofOtherService(
  byService: FoundReport,
  sought: SoughtReport,
  part: ReportPart,
  { known, limits, reports }: KnownOfOrder,
): Promise<NamedReport | undefined> {
  const isOpen = isPreliminaryWithoutService(part);
  if (byService.kind === 'ambiguous' || !(isOpen || correctsAnything(part))) return undefined;
  const others = reportsOfOtherServices(sought, known, limits);
  if (others.length === 0) return undefined;
  if (!isOpen && byService.kind === 'found' && byService.report.corrects !== 'only') {
    const own = await reports.latest(byService.report.key);
    if (own === undefined || hasOriginalOf('some', part, own)) return undefined;
  }
  const meant = { all: [] as NamedReport[], some: [] as NamedReport[], none: [] as NamedReport[] };
  for (const named of others) {
    const version = await reports.latest(named.key);
    if (version === undefined) continue;
    meant[isOpen ? (hasTestsOf(part, version) ? 'all' : 'none') : originalsOf(part, version)].push(named);
  }
  const [only, ...more] = meant.all.length > 0 ? meant.all : meant.some;
  return more.length === 0 ? only : undefined;
}

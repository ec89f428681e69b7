import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { isMeantBy, restates } from '../../reports/unnumbered-report.ts';

/**
 * The reports without a number that a correction with a number means as well: the sender left the numbers out of the
 * original. If the correction's own report has originals, only those that state the same values; otherwise the only
 * one with the test at that minute. `named`: the reports of the correction's minutes.
 */
export async function unnumberedMatesOf(
  part: ReportPart,
  {
    named,
    own,
    sender,
    reports,
  }: {
    readonly named: readonly NamedReport[];
    readonly own: NamedReport | undefined;
    readonly sender: string;
    readonly reports: Pick<ReportStore, 'latest'>;
  },
): Promise<readonly NamedReport[]> {
  const meant: NamedReport[] = [];
  const ownVersion =
    own === undefined || own.corrects === 'only' || named.length === 0
      ? undefined
      : await reports.latest(own.key);
  for (const one of named.filter(({ key, numbers }) => key !== own?.key && isUnnumbered(numbers, sender))) {
    const version = await reports.latest(one.key);
    if (version === undefined || !isMeantBy(part, version)) continue;
    if (ownVersion === undefined || restates(version.report, ownVersion.report)) meant.push(one);
  }
  return ownVersion === undefined && meant.length > 1 ? [] : meant;
}

const isUnnumbered = (numbers: readonly ReportNumber[], of: string): boolean =>
  numbers.every(({ kind, sender }) => kind === 'result' && sender === of);

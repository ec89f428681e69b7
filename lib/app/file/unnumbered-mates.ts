import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import { orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import {
  correctsAnything,
  isContradictedBy,
  isMeantBy,
  restates,
} from '../../reports/find/unnumbered-report.ts';
import { currentParts, isSamePlace } from '../../reports/parts.ts';
import { areOtherSpecimens } from '../../reports/specimens/same-sample.ts';

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
    if (version === undefined || !isMeantBy(part, comparableIn(version, part))) continue;
    if (ownVersion === undefined || restates(version.report, ownVersion.report)) meant.push(one);
  }
  return ownVersion === undefined && meant.length > 1 ? [] : meant;
}

const isUnnumbered = (numbers: readonly ReportNumber[], of: string): boolean =>
  numbers.every(({ kind, sender }) => kind === 'result' && sender === of);

/**
 * The version with only those other parts whose results may be the results of `part`. If one has a number and the other has
 * none, this needs one LIS, the same devices (OBX-18) or none in both, and no two types of specimen (SPM-4).
 */
export const comparableIn = (
  { report }: Pick<ReportVersion, 'report'>,
  part: ReportPart,
): { readonly report: Report } => ({
  report: {
    ...report,
    parts: currentParts(report.parts).filter((one) => !isSamePlace(one, part) && canBeOne(part, one)),
  },
});

/**
 * The messages whose results without a number were taken for the original of a correction with one, and are not: the
 * part is the original, with another value. Read again, they are reports of their own.
 */
export function messagesApart(
  part: ReportPart,
  { report, sequenceGroup: group }: ReportVersion,
): readonly WaitingMessage[] {
  if (!hasNumber(part) || correctsAnything(part)) return [];
  const others = currentParts(report.parts).filter(
    (one) => !hasNumber(one) && one.isWithdrawn !== true && !correctsAnything(one),
  );
  return others
    .filter((one) => isContradictedBy(one, { parts: [part] }))
    .map(({ messageId }) => ({ messageId, group }));
}

const canBeOne = (a: ReportPart, b: ReportPart): boolean =>
  hasNumber(a) === hasNumber(b) ||
  (a.source === b.source &&
    a.isFromAnalyzer !== true &&
    b.isFromAnalyzer !== true &&
    devicesOf(a).symmetricDifference(devicesOf(b)).size === 0 &&
    !areOtherSpecimens(a.specimens, b.specimens));

const hasNumber = (part: ReportPart): boolean => orderNamesOf(part).length > 0;

const devicesOf = ({ observations }: ReportPart): ReadonlySet<string> =>
  new Set(
    observations.flatMap(({ equipment }) => (equipment.length === 0 ? [] : [JSON.stringify(equipment)])),
  );

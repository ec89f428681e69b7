import type { NamedReport } from '../../model/named-report.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { isSameNumber, numberInCommon } from '../../reports/find/equal-numbers.ts';
import { isOneService } from '../../reports/find/equal-services.ts';
import { isInTime } from '../../reports/find/in-time.ts';
import type { NumberLimits, SoughtReport } from '../../reports/find/sought-report.ts';
import { messagesOf } from './messages-of.ts';

/**
 * The reports of a placer number that have another filler number than the part, if the part is the first of its report
 * that names a filler number. `own`: the report of the part before it.
 */
export function ofOtherFillers(
  part: SoughtReport,
  own: NamedReport | undefined,
  known: readonly NamedReport[],
  limits: NumberLimits,
): readonly NamedReport[] {
  const fillers = part.numbers.filter(({ kind }) => kind === 'filler');
  if (fillers.length === 0 || own?.numbers.some(({ kind }) => kind === 'filler') === true) return [];
  const placers = part.numbers.filter(({ kind }) => kind === 'placer');
  return known.filter(
    (report) =>
      report.numbers.some(({ kind }) => kind === 'filler') &&
      numberInCommon(part, report) === undefined &&
      report.numbers.some((number) => placers.some((placer) => isSameNumber(placer, number))) &&
      report.patients.some((key) => part.patients.includes(key)) &&
      isOneService(part.services, report.services) &&
      isInTime(part, report, 'placer', limits),
  );
}

/**
 * The messages that name a placer number alone and changed results in the reports of one of its fillers, before another
 * filler was known. Read again, they find the order that they mean, or wait.
 */
export async function meantForEither(
  others: readonly NamedReport[],
  reports: Pick<ReportStore, 'latest'>,
): Promise<readonly WaitingMessage[]> {
  const messages: WaitingMessage[] = [];
  for (const { key } of others) {
    const latest = await reports.latest(key);
    if (latest === undefined) continue;
    const changes = changesIn(latest);
    messages.push(...(await messagesOf(key, { reports: { latest: async () => latest } }, changes)));
  }
  return messages;
}

/** Whether a part without a filler number stands in place of what another message said. */
function changesIn({ report: { observations } }: ReportVersion): (part: ReportPart) => boolean {
  const changing = new Set(
    observations.filter(({ history }) => history.length > 0).map(({ messageId }) => messageId),
  );
  return ({ fillerOrder, messageId }) => fillerOrder === undefined && changing.has(messageId);
}

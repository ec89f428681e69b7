import type { ReportPart } from '../../model/report.ts';
import type { RegisteredLink } from '../../normalize/kinds/normalize-registration.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { areOfOnePatient } from '../../reports/merge-report.ts';
import { inOrder } from '../../reports/part-order.ts';
import { currentParts } from '../../reports/parts.ts';
import { linkPart } from '../../reports/patients/links-of-parts.ts';
import { messagesOf } from '../file/messages-of.ts';

/**
 * The messages whose results were filed while two patients counted as one, to be read again as two after an unlink
 * (A37). A report with results of both stays the patient's whose result is the oldest, a LIS's before an analyzer's: only
 * the messages of the other are read again. It makes no request if the links end nothing.
 */
export async function filedWhileLinked(
  links: readonly RegisteredLink[],
  { reports }: { readonly reports: Pick<ReportStore, 'latest' | 'reportsOf'> },
): Promise<readonly WaitingMessage[]> {
  const ends = links
    .filter(({ link }) => link.rule?.ends === true)
    .flatMap(({ candidates, link }) => candidates.map((retired) => linkPart(retired, link)));
  const reportKeys = new Set<string>();
  for (const { replaces = '' } of ends)
    for (const reportKey of await reports.reportsOf(replaces)) reportKeys.add(reportKey);
  const messages: WaitingMessage[] = [];
  for (const reportKey of reportKeys) {
    const parts = (await reports.latest(reportKey))?.report.parts ?? [];
    const stated = currentParts(parts).filter(isStated);
    const ofLis = stated.filter(({ isFromAnalyzer }) => isFromAnalyzer !== true);
    const [oldest] = inOrder(ofLis.length > 0 ? ofLis : stated);
    const isMixed = !areOfOnePatient([...parts, ...ends]);
    messages.push(
      ...(await messagesOf(
        reportKey,
        { reports },
        ({ patient }) => !isMixed || patient?.key !== oldest?.patient?.key,
      )),
    );
  }
  return messages;
}

const isStated = ({ patient, replaces, isWithdrawn }: ReportPart): boolean =>
  patient !== undefined && replaces === undefined && isWithdrawn !== true;

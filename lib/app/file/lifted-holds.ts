import { continuesReading } from '../../model/occasion.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { currentParts, isCopy, revisionOf } from '../../reports/parts.ts';
import type { Filing } from './filing.ts';

/**
 * The messages whose results waited in a report and do not wait any more, because a version without holds follows one
 * with holds. Their ledgers still say that they are held, so they are to be read again. `shown`: the version that was
 * published before. Results that it has did not wait.
 */
export function liftedBy(
  version: ReportVersion,
  before: ReportVersion | undefined,
  shown: ReportVersion | undefined,
): readonly WaitingMessage[] {
  if (before === undefined || before.report.holds.length === 0 || version.report.holds.length > 0) return [];
  const published = new Set(shown?.report.parts.map(nameOf));
  const waited = currentParts(version.report.parts).filter(
    (part) =>
      !isCopy(part) &&
      part.replaces === undefined &&
      part.joins === undefined &&
      part.isWithdrawn !== true &&
      !published.has(nameOf(part)),
  );
  const { sequenceGroup: group } = version;
  return [...new Set(waited.map(({ messageId }) => messageId))].map((messageId) => ({ messageId, group }));
}

/**
 * The same for a part that an earlier try has filed. `earlier`: the versions before, newest first. A replay that adds
 * nothing lifts nothing, so that two messages of a report do not call one another.
 */
export function liftedBefore(
  version: ReportVersion,
  earlier: readonly ReportVersion[],
  { occasion }: Filing,
): readonly WaitingMessage[] {
  if (!continuesReading(occasion)) return [];
  const held = earlier.findIndex(({ report }) => report.holds.length > 0);
  const shown = earlier.slice(held).find((one) => one.published === one.version);
  return liftedBy(version, earlier[held], shown);
}

const nameOf = (part: ReportPart): string => `${part.messageId} ${part.at} ${revisionOf(part)}`;

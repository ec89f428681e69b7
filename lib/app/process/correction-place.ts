import { errorCode, type Issue, warning } from '@labwire/hl7/issue';
import { reportKeyAgain } from '../../model/identity.ts';
import type { ReportPart } from '../../model/report.ts';
import type { Filing } from '../file/filing.ts';
import type { Found } from '../file/found-filing.ts';
import { isNameless, type MeantReport, meantByCorrection } from '../file/nothing-to-correct.ts';
import type { ContentDependencies, MessageContent } from './message-content.ts';

/** Where a part is filed. */
export interface Place {
  readonly filing: Filing;
  /** The report has results that the part may correct, although its numbers did not find them. */
  readonly isOfMeant: boolean;
  readonly issues: readonly Issue[];
}

/**
 * The report in which a part is filed: the one that was found, or the one that a correction means if only its number is
 * missing. A correction of something that is not known holds a report of its own.
 */
export async function placeOf(
  { filing, hasOriginal }: Found,
  { released = [] }: MessageContent['options'],
  dependencies: ContentDependencies,
): Promise<Place> {
  // a training message corrects nothing in a chart
  if (released.includes('nothing-to-correct') || filing.part.holds.includes('processing-id'))
    return { filing, isOfMeant: false, issues: [] };
  const meant = await meantByCorrection({ ...filing, hasOriginal }, dependencies);
  if (meant?.isSame === true)
    return { filing: inReport(filing, meant.reportKey), isOfMeant: true, issues: [] };
  if (meant === undefined && !isNameless(filing)) return { filing, isOfMeant: false, issues: [] };
  return {
    filing: untilCorrected(filing, meant ?? { isInChart: false }),
    isOfMeant: false,
    issues: meant === undefined ? [] : [correctionOfOther(filing.part, meant.reportKey)],
  };
}

/**
 * Marks a correction so that it holds its own report until the report has the result that it corrects. If it stands
 * in the chart already, it waits in a report apart, which no number finds: the replay takes it out of the other.
 */
const untilCorrected = (filing: Filing, { isInChart }: Pick<MeantReport, 'isInChart'>): Filing => {
  const { part, reportKey } = filing;
  const waiting = { ...filing, part: { ...part, waitsForOriginal: true as const } };
  return isInChart
    ? { ...waiting, reportKey: reportKeyAgain(reportKey, `${part.messageId} ${part.at}`), finding: undefined }
    : waiting;
};

const inReport = (filing: Filing, reportKey: string): Filing => ({
  ...filing,
  reportKey,
  finding: undefined,
});

const correctionOfOther = ({ at }: ReportPart, reportKey: string): Issue => ({
  ...warning(
    errorCode.unknownKey,
    at,
    `A correction that was not found under its numbers; report ${reportKey} of the patient has this test at this time`,
  ),
  reason: 'nothing-to-correct',
});

import { analyteOf } from '../../model/analyte.ts';
import type { Observation } from '../../model/observation.ts';
import { isReplay } from '../../model/occasion.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { orderNamesOf, resultNumbersOf } from '../../normalize/elements/order-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { editsEnded, isOfDocument } from '../../reports/document-contents.ts';
import { originalsOf } from '../../reports/find/renamed-service.ts';
import { isMeantBy, statedIn } from '../../reports/find/unnumbered-report.ts';
import { isStanding as hasStanding } from '../../reports/merge-report.ts';
import { currentParts } from '../../reports/parts.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';
import { areOtherSpecimens } from '../../reports/specimens/same-sample.ts';
import { saysThatItCorrects } from '../../reports/statements/held-correction.ts';
import type { Filing } from './filing.ts';
import { comparableIn } from './unnumbered-mates.ts';

interface Correcting extends Pick<Filing, 'reportKey' | 'finding' | 'part' | 'linkParts' | 'occasion'> {
  /** The correction's own report has results that it may correct. */
  readonly hasOriginal: boolean;
}

/** The report that a correction may mean, although its numbers or its service do not say so. */
export interface MeantReport {
  readonly reportKey: string;
  /** The correction stands in the chart, as a report of its own: it has to be taken out. */
  readonly isInChart: boolean;
  /** Only the number of the correction is missing: it belongs to this report. */
  readonly isSame: boolean;
}

/**
 * Finds the report that a correction may mean, if the correction's own report is unknown or lacks the test:
 * another report of the same patient with the same test and collection time (to the minute), under other
 * numbers or none. It makes one query for each result that corrects with a value or is taken back (D, W), and
 * one for a report that is found. If its own report has originals (`hasOriginal`), it reads that report, and
 * makes queries only for the tests that it lacks. A correction that was published before the other report
 * came stays published, unless the other report is of the same order, or has a number where the correction has none.
 */
export async function meantByCorrection(
  { reportKey, finding, part, linkParts, occasion, hasOriginal }: Correcting,
  { reports }: { readonly reports: Pick<ReportStore, 'historyOf' | 'latest'> },
): Promise<MeantReport | undefined> {
  // a merge takes the reports of a patient to the survivor
  const patientKey = patientKeysAfter(part, linkParts).at(-1);
  const correcting = part.isEdit === true ? part.observations : correctedBy(part, hasOriginal);
  if (patientKey === undefined || correcting.length === 0) return undefined;
  if (part.isEdit === true && hasOriginal) return undefined;
  const ownReport = hasOriginal || isReplay(occasion) ? await reports.latest(reportKey) : undefined;
  const originals = hasOriginal ? testsWithOriginal(ownReport) : new Set();
  const lacking = correcting.filter(({ code }) => !originals.has(analyteOf(code)));
  // the correction's own report may exist although the numbers do not match
  const own = [
    reportKey,
    finding?.keyAgain,
    ...(finding?.joins ?? []),
    ...(finding?.ofTube?.measured ?? []).map(({ key }) => key),
  ];
  const isStanding = isReplay(occasion) && isInChart(ownReport, part);
  for (const key of (finding?.ofOrder ?? []).filter((one) => !own.includes(one))) {
    const other = await reports.latest(key);
    if (
      other !== undefined &&
      !(isOfAnother(other, part, linkParts) && (isStanding || !hasStanding(other.report))) &&
      originalsOf({ ...part, observations: lacking }, other) !== 'none'
    )
      return { reportKey: key, isInChart: isStanding, isSame: false };
  }
  const isUnnumbered = orderNamesOf(part).length === 0;
  if (isStanding && !isUnnumbered) return undefined;
  const meantKeys = new Set<string>();
  let isOfSender = true;
  const done = new Set<string>();
  for (const observation of lacking) {
    const minute = minuteOf(observation.observed ?? part.observed);
    if (minute === undefined) continue;
    // the rows of a document have one test
    const asked = `${minute} ${analyteOf(observation.code)}`;
    if (done.has(asked)) continue;
    done.add(asked);
    const history = await reports.historyOf(patientKey, analyteOf(observation.code));
    const near = history.filter(
      (one) =>
        !own.includes(one.reportKey) &&
        (isUnnumbered || one.status !== 'W') &&
        minuteOf(one.observed) === minute,
    );
    for (const key of new Set(near.map((one) => one.reportKey))) {
      const other = await reports.latest(key);
      if (other === undefined || !isStatedByOther(part, other)) continue;
      if (part.isEdit === true ? !isOfDocument(other.report.parts) : !haveOtherNumbers(part, other.report))
        continue;
      if (!isUnnumbered) return { reportKey: key, isInChart: false, isSame: false };
      meantKeys.add(key);
      isOfSender &&= isNumberedOf(part, other);
    }
  }
  const [key] = meantKeys;
  const isSame = meantKeys.size === 1 && isOfSender && done.size === lacking.length;
  return key === undefined || (isStanding && !isSame)
    ? undefined
    : { reportKey: key, isInChart: isStanding, isSame };
}

/**
 * Whether a report belongs to a patient who is not the part's, also after the part's links. If all its results were
 * taken back too, its number may be reported for this patient, also as a correction.
 */
const isOfAnother = (
  { report }: ReportVersion,
  part: ReportPart,
  linkParts: Correcting['linkParts'],
): boolean => report.patient !== undefined && !patientKeysAfter(part, linkParts).includes(report.patient.key);

/** Whether a report has a number, and results that a correction without a number may mean. */
const isNumberedOf = (part: ReportPart, version: ReportVersion | undefined): boolean =>
  version !== undefined &&
  orderNamesOf(version.report).length > 0 &&
  isMeantBy(part, comparableIn(version, part));

/**
 * Whether a part edits a document that was cancelled, deleted or replaced before: no document is left that it could
 * change. It reads the report of an edit, and of nothing else.
 */
export async function editsEndedDocument(
  { reportKey, part }: Pick<Filing, 'reportKey' | 'part'>,
  { reports }: { readonly reports: Pick<ReportStore, 'latest'> },
): Promise<boolean> {
  if (part.isEdit !== true) return false;
  const latest = await reports.latest(reportKey);
  return latest !== undefined && editsEnded(part, latest.report.parts);
}

/** Whether a part corrects or takes back, and has neither a number nor a time by which its original could be found. */
export const isNameless = ({ part }: Pick<Filing, 'part'>): boolean =>
  saysThatItCorrects(part) &&
  !isOfDocument([part]) &&
  part.observations.length > 0 &&
  orderNamesOf(part).length === 0 &&
  resultNumbersOf('', part, '').length === 0;

/** The tests that a report has not only by corrections. */
export const testsWithOriginal = (version: ReportVersion | undefined): ReadonlySet<string> =>
  new Set(
    (version === undefined ? [] : statedIn(version.report))
      .filter(({ observation }) => !corrects(observation))
      .map(({ observation }) => analyteOf(observation.code)),
  );

/** Whether a report is in charts with what this message stated before. */
const isInChart = (version: ReportVersion | undefined, { messageId, at }: ReportPart): boolean =>
  version !== undefined &&
  version.published === version.version &&
  version.report.isWithdrawn !== true &&
  currentParts(version.report.parts).some(
    (one) => one.messageId === messageId && one.at === at && one.isWithdrawn !== true,
  );

/**
 * Whether another message states results of the report: the message may have been filed there itself. Results of another
 * type of specimen are not meant.
 */
const isStatedByOther = ({ messageId, specimens }: ReportPart, version: ReportVersion | undefined): boolean =>
  version !== undefined &&
  statedIn(version.report).some(
    ({ part }) => part.messageId !== messageId && !areOtherSpecimens(part.specimens, specimens),
  );

/**
 * Whether the numbers of the two show that they are different orders, or one has none. A placer number and a
 * filler number cannot show this: a later message with both numbers may join the two.
 */
export function haveOtherNumbers(a: Numbered, b: Numbered): boolean {
  const [ours, theirs] = [a, b].map((one) => new Set(orderNamesOf(one).map(({ kind }) => kind)));
  if (ours === undefined || theirs === undefined) return true;
  return ours.size === 0 || theirs.size === 0 || !ours.isDisjointFrom(theirs);
}

type Numbered = Parameters<typeof orderNamesOf>[0];

/**
 * The results of a part that correct or take back by their own OBX-11. If there are none, and no original is known, all
 * that a corrected message (OBR-25 `C`) states.
 */
export function correctedBy(
  { status, observations }: Pick<ReportPart, 'status' | 'observations'>,
  hasOriginal: boolean,
): readonly Observation[] {
  const marked = observations.filter(corrects);
  return marked.length > 0 || status !== 'C' || hasOriginal
    ? marked
    : observations.filter(({ values }) => values.length > 0);
}

const corrects = ({ status, values }: Observation): boolean =>
  isTakenBack(status) || ((status === 'C' || status === 'A') && values.length > 0);

const isTakenBack = (status: string | undefined): boolean => status === 'W' || status === 'D';

/** Minutes since 1970. Undefined if no minute was sent. */
export const minuteOf = (time: Timestamp | undefined): number | undefined =>
  time === undefined || !time.iso.includes('T') ? undefined : Math.floor(Date.parse(time.iso) / 60_000);

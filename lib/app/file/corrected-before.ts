import { analyteOf } from '../../model/analyte.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { numberInCommon } from '../../reports/find/equal-numbers.ts';
import type { SoughtReport } from '../../reports/find/sought-report.ts';
import { correctsAnything } from '../../reports/find/unnumbered-report.ts';
import { currentParts } from '../../reports/parts.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';
import { areOtherSpecimens } from '../../reports/specimens/same-sample.ts';
import { correctedBy, haveOtherNumbers, minuteOf, testsWithOriginal } from './nothing-to-correct.ts';
import type { LinkedPart } from './unnumbered-names.ts';

/**
 * The report of a correction that came before its original, if the part may be this original under other numbers: a test
 * that the correction states, of the same patient at the same minute. The part would wait for nothing, and stand beside its
 * own correction: see `meantByCorrection` for the two in the other order. A test that the part's report `own` has already is
 * not in doubt. `named`: the reports of the part's minutes. If there is a correction among them, it reads those and `own`.
 */
export async function correctedBefore(
  { part, linkParts }: LinkedPart,
  {
    sought,
    named,
    own,
    reports,
  }: {
    readonly sought: Pick<SoughtReport, 'numbers'>;
    readonly named: readonly NamedReport[];
    readonly own: NamedReport | undefined;
    readonly reports: Pick<ReportStore, 'latest'>;
  },
): Promise<NamedReport | undefined> {
  if (correctsAnything(part)) return undefined;
  const patients = patientKeysAfter(part, linkParts);
  const corrections = named.filter(
    (one) =>
      one.key !== own?.key &&
      one.corrects === 'only' &&
      one.numbers.some(({ kind }) => kind !== 'result') &&
      // a correction of the same order knows its original by that: see `ofOtherService`
      numberInCommon(sought, one) === undefined,
  );
  if (corrections.length === 0) return undefined;
  const known = own === undefined ? new Set() : testsWithOriginal(await reports.latest(own.key));
  const observations = part.observations.filter(({ code }) => !known.has(analyteOf(code)));
  const isCorrected = isOf({ ...part, observations });
  for (const one of corrections) {
    const latest = await reports.latest(one.key);
    if (latest !== undefined && isUnheld(latest, patients) && corrected(latest).some(isCorrected)) return one;
  }
  return undefined;
}

/** A correction that is held leaves the original in the chart. */
const isUnheld = ({ report }: ReportVersion, patients: readonly string[]): boolean =>
  report.holds.length === 0 &&
  report.isWithdrawn !== true &&
  report.patient !== undefined &&
  patients.includes(report.patient.key);

const corrected = ({ report }: ReportVersion) =>
  currentParts(report.parts)
    .filter(({ joins, isWithdrawn }) => joins === undefined && isWithdrawn !== true)
    .flatMap((part) => correctedBy(part, false).map((observation) => ({ part, observation })));

/** Whether a result may be the correction of a result of the part. */
const isOf =
  (part: ReportPart) =>
  ({ part: correction, observation }: ReturnType<typeof corrected>[number]): boolean => {
    const minute = minuteOf(observation.observed ?? correction.observed);
    return (
      minute !== undefined &&
      correction.messageId !== part.messageId &&
      haveOtherNumbers(correction, part) &&
      !areOtherSpecimens(correction.specimens, part.specimens) &&
      part.observations.some(
        ({ code, observed }) =>
          analyteOf(code) === analyteOf(observation.code) && minuteOf(observed ?? part.observed) === minute,
      )
    );
  };

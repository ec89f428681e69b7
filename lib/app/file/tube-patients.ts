import { isRecordNumber } from '../../model/identity.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { Patient } from '../../model/patient.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { numberInCommon } from '../../reports/find/equal-numbers.ts';
import { timeBetween } from '../../reports/find/part-span.ts';
import type { SoughtReport } from '../../reports/find/sought-report.ts';
import { areOfOnePatient, isStanding, patientsIn } from '../../reports/merge-report.ts';
import { isOtherDate, isOtherName } from '../../reports/patients/same-person.ts';

/** The reports of a part's tube or order in which the other kind of system names somebody else. */
export interface TubePatients {
  /** For results of an analyzer: the patients of a LIS, if it reports the tube for somebody else only. */
  readonly claimedBy: readonly string[];
  /** For results of a LIS: the reports of analyzers that name somebody else. */
  readonly misnamed: readonly NamedReport[];
  /** The part's patient under other numbers, or in other spellings of the number. */
  readonly also: readonly string[];
}

const none: TubePatients = { claimedBy: [], misnamed: [], also: [] };

/**
 * Compares the patient of a part with those whom the other kind of system names for its tube or order within `nearMs`.
 * One tube has one patient, and people type numbers at analyzers, so the LIS is believed. A number that one of the two
 * names without an assigner is the other's, if the names fit. It reads reports only if they are under another patient
 * number.
 */
export async function tubePatientsOf(
  part: ReportPart,
  sought: SoughtReport,
  {
    known,
    linkParts = [],
    nearMs,
    reports,
  }: {
    readonly known: readonly NamedReport[];
    readonly linkParts?: readonly ReportPart[] | undefined;
    readonly nearMs: number;
    readonly reports: Pick<ReportStore, 'latest'>;
  },
): Promise<TubePatients> {
  // the patient of an order is compared with the orders of the tube
  if (part.patient === undefined || part.patientFrom !== undefined) return none;
  const near = known.filter(
    (report) =>
      report.isMeasured !== sought.isMeasured &&
      report.patients.length > 0 &&
      numberInCommon(sought, report) !== undefined &&
      timeBetween(sought, report) <= nearMs,
  );
  const others = near.filter(({ patients }) => !patients.some((key) => sought.patients.includes(key)));
  if (others.length === 0) return none;
  const versions = await Promise.all(
    others.map(async (named) => ({ named, version: await reports.latest(named.key) })),
  );
  const standing = versions.flatMap(({ named, version }) =>
    version !== undefined && isInCharts(version) ? [{ named, version }] : [],
  );
  const areOne = ({ version: { report } }: (typeof standing)[number]): boolean =>
    areOfOnePatient([...report.parts, part, ...linkParts]);
  const also = standing.filter(areOne).flatMap(({ named }) => named.patients);
  const contradicting = standing
    .filter((one) => !areOne(one) && isOfSomebodyElse(part, one.version))
    .map(({ named }) => named);
  if (part.isFromAnalyzer !== true) return { ...none, misnamed: contradicting, also };
  // a counter of samples begins anew, and the LIS has reported this patient's sample, too
  const isClaimed = others.length === near.length && contradicting.length === standing.length;
  return { ...none, also, claimedBy: isClaimed ? contradicting.flatMap(({ patients }) => patients) : [] };
}

/** A report that waits itself contradicts nobody, unless an older version of it was sent. */
const isInCharts = ({ report, published }: ReportVersion): boolean =>
  isStanding(report) && (report.holds.length === 0 || published !== undefined);

/** Whether a report is of another person than the part, by its numbers, names or birth dates. */
const isOfSomebodyElse = ({ patient }: ReportPart, { report }: ReportVersion): boolean =>
  patient !== undefined && patientsIn(report.parts).every((other) => areTwo(patient, other));

/** A number of another list may be of the same person, unless the name or the birth date is another. */
const areTwo = (a: Patient, b: Patient): boolean =>
  isOtherName(a.names, b.names) || isOtherDate(a.birthDate, b.birthDate) || areOfOneList(a, b);

/** Whether the leading numbers are different numbers of one list. */
const areOfOneList = (
  { identifiers: [one], ...a }: Patient,
  { identifiers: [other], ...b }: Patient,
): boolean =>
  one !== undefined &&
  other !== undefined &&
  a.key !== b.key &&
  one.scope === other.scope &&
  isRecordNumber(one) === isRecordNumber(other);

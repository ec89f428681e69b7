import type { ObservationView, ReportVersion } from '../model/report.ts';

export interface ReportStore {
  /** The newest version, or undefined where the report is new. */
  latest(reportKey: string): Promise<ReportVersion | undefined>;
  version(reportKey: string, version: number): Promise<ReportVersion | undefined>;
  /** Writes the next version unless somebody else has: the commit. */
  append(version: ReportVersion): Promise<'appended' | 'conflict'>;
  /**
   * Writes the views that can be rebuilt from the version, its patient's reports and results, and
   * takes away those of versions before that are none of its own. With `described`, also how its
   * patient is described, at that time (milliseconds since 1970).
   */
  project(
    version: ReportVersion,
    before: readonly ReportVersion[],
    described?: number | undefined,
  ): Promise<void>;
  /** The keys of the reports of a patient that have been delivered, or are to be. */
  reportsOf(patientKey: string): Promise<readonly string[]>;
  /** Every result of one analyte of a patient, oldest first: by its LOINC code, else as it was sent. */
  historyOf(patientKey: string, code: string): Promise<readonly ObservationView[]>;
}

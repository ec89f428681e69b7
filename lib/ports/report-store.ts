import type { KnownPatient } from '../model/known-patient.ts';
import type { ObservationView, ReportVersion } from '../model/report.ts';
import type { NewNumber } from './report-names.ts';

export interface ReportStore {
  /** The newest version; undefined for a new report. */
  latest(reportKey: string): Promise<ReportVersion | undefined>;
  version(reportKey: string, version: number): Promise<ReportVersion | undefined>;
  /** Stores the next version unless it is already stored. This is the commit. */
  append(version: ReportVersion): Promise<'appended' | 'conflict'>;
  /**
   * Writes the views of the version: the reports and results of its patient. Views of the versions `before`
   * that are no longer needed are deleted. With `described`, the known data of the patient are stored too;
   * the caller ensures that no other worker has changed them meanwhile. With `numbers`, the reports of these
   * numbers are stored too: see `ReportNames.create`.
   */
  project(
    version: ReportVersion,
    before: readonly ReportVersion[],
    described?: KnownPatient | undefined,
    numbers?: readonly NewNumber[] | undefined,
  ): Promise<void>;
  /** The keys of a patient's reports that are delivered or will be. */
  reportsOf(patientKey: string): Promise<readonly string[]>;
  /**
   * Every result of one analyte of a patient, oldest first. The analyte is its LOINC code, otherwise its code
   * as sent.
   */
  historyOf(patientKey: string, code: string): Promise<readonly ObservationView[]>;
}

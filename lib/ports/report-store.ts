import type { ReportVersion } from '../model/report.ts';

export interface ReportStore {
  /** The newest version, or undefined where the report is new. */
  latest(reportKey: string): Promise<ReportVersion | undefined>;
  version(reportKey: string, version: number): Promise<ReportVersion | undefined>;
  /** Writes the next version unless somebody else has: the commit. */
  append(version: ReportVersion): Promise<'appended' | 'conflict'>;
  /** Writes the views that can be rebuilt from the version: its patient's reports and results. */
  project(version: ReportVersion): Promise<void>;
  /** The keys of the reports of a patient that have been delivered, or are to be. */
  reportsOf(patientKey: string): Promise<readonly string[]>;
}

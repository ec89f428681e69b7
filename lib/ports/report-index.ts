/** A report of a patient, at the version that readers see. */
export interface ReportOfPatient {
  /** Puts the patient's reports in order, the newest last; names the place to go on from. */
  readonly position: string;
  readonly reportKey: string;
  readonly version: number;
}

/** How readers find reports. */
export interface ReportIndex {
  /** The reports of a patient, newest first, from behind a position: one query. */
  ofPatient(
    patientKey: string,
    options: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly ReportOfPatient[]>;
  /** Writes the names of a report: see `namesOf`. */
  putNames(reportKey: string, names: readonly string[]): Promise<void>;
  /** The keys of reports that ever had a name. */
  named(name: string): Promise<readonly string[]>;
}

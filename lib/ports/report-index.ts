/** A report of a patient, with the version that readers see. */
export interface ReportOfPatient {
  /** Orders the patient's reports, newest last, and marks where the next page starts. */
  readonly position: string;
  readonly reportKey: string;
  readonly version: number;
}

/** Finds reports for readers. */
export interface ReportIndex {
  /** The patient's reports after a position, newest first: one query. */
  ofPatient(
    patientKey: string,
    options: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly ReportOfPatient[]>;
  /** Stores the names of a report: see `namesOf`. */
  putNames(reportKey: string, names: readonly string[]): Promise<void>;
  /** The keys of all reports that ever had this name. */
  named(name: string): Promise<readonly string[]>;
}

import type { NamedReport } from '../model/named-report.ts';

/** The reports that each number names. A number that was asked for and names none is there, with none. */
export type KnownReports = ReadonlyMap<string, readonly NamedReport[]>;

/** One report under one of its numbers. */
export interface NamedUnder {
  readonly number: string;
  readonly report: NamedReport;
  /** Reports that are under the number no more: joined with it, or too long ago to be asked for. */
  readonly gone: readonly string[];
}

/** Every report that a number names, where it named none before. */
export interface NewNumber {
  readonly number: string;
  readonly reports: readonly NamedReport[];
}

/** The names by which reports are found: one item for each number. */
export interface ReportNames {
  /** One request for up to 100 numbers. */
  find(numbers: readonly string[]): Promise<KnownReports>;
  /** Writes a report under its numbers, beside others, unless a newer word about it stands. */
  put(named: readonly NamedUnder[]): Promise<void>;
  /** Writes numbers that named no report; what somebody wrote meanwhile under them is lost, and found by its key. */
  create(numbers: readonly NewNumber[]): Promise<void>;
}

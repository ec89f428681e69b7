import type { NamedReport } from '../model/named-report.ts';

/**
 * The reports of each number. A number that was asked for and has no reports is in the map with an empty
 * list.
 */
export type KnownReports = ReadonlyMap<string, readonly NamedReport[]>;

/** One report under one of its numbers. */
export interface NamedUnder {
  readonly number: string;
  readonly report: NamedReport;
  /**
   * Keys of reports that the number no longer names: they were joined with this one, or are too old to be
   * asked for.
   */
  readonly gone: readonly string[];
}

/** All reports of a number that named no report before. */
export interface NewNumber {
  readonly number: string;
  readonly reports: readonly NamedReport[];
}

/** The names by which reports are found: one item for each number. */
export interface ReportNames {
  /** One request for up to 100 numbers. */
  find(numbers: readonly string[]): Promise<KnownReports>;
  /** Adds a report to its numbers, beside other reports, unless a newer entry for it is stored. */
  put(named: readonly NamedUnder[]): Promise<void>;
  /**
   * Writes numbers that named no report. Entries that were written under them meanwhile are overwritten;
   * those reports are still found by key.
   */
  create(numbers: readonly NewNumber[]): Promise<void>;
}

import type { NamedReport } from '../../model/named-report.ts';
import type { KnownReports, NamedUnder, NewNumber, ReportNames } from '../../ports/report-names.ts';

/** Reports under their numbers, in memory. */
export class MemoryReportNames implements ReportNames {
  readonly #numbers = new Map<string, Map<string, NamedReport>>();

  async find(numbers: readonly string[]): Promise<KnownReports> {
    return new Map(numbers.map((number) => [number, [...(this.#numbers.get(number)?.values() ?? [])]]));
  }

  async put(named: readonly NamedUnder[]): Promise<void> {
    for (const { number, report, gone } of named) {
      const known = this.#numbers.get(number) ?? new Map<string, NamedReport>();
      this.#numbers.set(number, known);
      for (const key of gone) known.delete(key);
      if ((known.get(report.key)?.version ?? 0) <= report.version) known.set(report.key, report);
    }
  }

  async create(numbers: readonly NewNumber[]): Promise<void> {
    for (const { number, reports } of numbers)
      this.#numbers.set(number, new Map(reports.map((report) => [report.key, report])));
  }
}

import type { MeasuredResult, MeasuredResults } from '../../ports/measured-results.ts';
import type { MemoryReportStore } from './report-store.ts';

/** Delivered results of gated test systems, as the reports in memory have them. */
export class MemoryMeasuredResults implements MeasuredResults {
  readonly #reports: MemoryReportStore;

  constructor(reports: MemoryReportStore) {
    this.#reports = reports;
  }

  async between(system: string, after: Date, until: Date): Promise<readonly MeasuredResult[]> {
    const results = this.#reports
      .all()
      .filter(({ published }) => published !== undefined)
      .flatMap(({ report }) =>
        report.parts.flatMap(({ messageId, gate = [] }) =>
          gate
            .filter((one) => one.system === system)
            .map(({ measuredAt, at }) => ({ measuredAt, reportKey: report.key, messageId, at })),
        ),
      )
      .filter(({ measuredAt }) => measuredAt > after.getTime() && measuredAt <= until.getTime());
    const unique = new Map(results.map((one) => [`${one.reportKey} ${one.messageId} ${one.at}`, one]));
    return [...unique.values()].sort((one, other) => one.measuredAt - other.measuredAt);
  }

  async nth(system: string, after: Date, count: number): Promise<number | undefined> {
    const all = await this.between(system, after, new Date('9999-12-31T00:00:00Z'));
    const unique = new Map(all.map((one) => [`${one.measuredAt} ${one.reportKey}`, one]));
    return [...unique.values()][count - 1]?.measuredAt;
  }
}

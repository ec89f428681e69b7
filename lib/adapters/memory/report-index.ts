import type { ReportIndex, ReportOfPatient } from '../../ports/report-index.ts';
import type { MemoryReportStore } from './report-store.ts';

export class MemoryReportIndex implements ReportIndex {
  readonly #names = new Map<string, Set<string>>();
  readonly #reports: MemoryReportStore;

  constructor(reports: MemoryReportStore) {
    this.#reports = reports;
  }

  async ofPatient(
    patient: string,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly ReportOfPatient[]> {
    return this.#reports
      .publishedOf(patient)
      .map(({ version, report }) => {
        const received = report.parts.map(({ watermark }) => watermark.receivedTime);
        const position = `${new Date(Math.min(...received)).toISOString()}#${report.key}`;
        return { position, reportKey: report.key, version };
      })
      .toSorted((a, b) => (a.position < b.position ? 1 : -1))
      .filter(({ position }) => after === undefined || position < after)
      .slice(0, limit);
  }

  async putNames(reportKey: string, names: readonly string[]): Promise<void> {
    for (const name of names) this.#names.set(name, (this.#names.get(name) ?? new Set()).add(reportKey));
  }

  async named(name: string): Promise<readonly string[]> {
    return [...(this.#names.get(name) ?? [])];
  }
}

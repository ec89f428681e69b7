import type { PublishedReports } from '../../ports/published-reports.ts';
import type { MemoryReportStore } from './report-store.ts';

/** Published report versions in memory. */
export class MemoryPublishedReports implements PublishedReports {
  readonly shards = 2;
  readonly #reports: MemoryReportStore;

  constructor(reports: MemoryReportStore) {
    this.#reports = reports;
  }

  async page(shard: number, { from, to, after, limit }: Parameters<PublishedReports['page']>[1]) {
    return this.#reports
      .everyVersion()
      .filter(({ version, published, createdAt, report: { key } }) => {
        const isOfShard = Number.parseInt(key.slice(-1), 16) % this.shards === shard;
        return (
          isOfShard && published === version && createdAt <= to && (from === undefined || createdAt > from)
        );
      })
      .map(({ version, createdAt, report: { key } }) => ({
        position: `${createdAt}#${key}#${version}`,
        reportKey: key,
        version,
      }))
      .toSorted((a, b) => (a.position < b.position ? 1 : -1))
      .filter(({ position }) => after === undefined || position < after)
      .slice(0, limit);
  }
}

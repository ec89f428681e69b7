import type { ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { RehearsedChange } from '../replay/rehearse.ts';

/** What charts show of a report now, and what they would show. */
export interface ChartChange {
  readonly key: string;
  /** The version that destinations were sent last. Undefined if they were sent none. */
  readonly now: ReportVersion | undefined;
  readonly next: ReportVersion;
  /** Whether destinations would be sent `next`. A report that is still held for another reason is not sent. */
  readonly isSent: boolean;
}

/** The changes of a plan as charts see them: a version that was held never reached a chart. */
export const chartChanges = (
  changes: readonly RehearsedChange[],
  reports: Pick<ReportStore, 'version'>,
): Promise<readonly ChartChange[]> =>
  Promise.all(
    changes.map(async ({ key, before, after }) => ({
      key,
      now: await publishedOf(key, before, reports),
      next: after,
      isSent: after.published === after.version,
    })),
  );

async function publishedOf(
  key: string,
  before: ReportVersion | undefined,
  reports: Pick<ReportStore, 'version'>,
): Promise<ReportVersion | undefined> {
  if (before?.published === undefined) return undefined;
  return before.published === before.version ? before : reports.version(key, before.published);
}

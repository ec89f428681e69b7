import type { ExportJob, ExportPlan } from '../../model/export-job.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { PublishedReports, PublishedVersion } from '../../ports/published-reports.ts';
import type { ReportStore } from '../../ports/report-store.ts';

/** At most so many entries of the index are looked at in one step. */
const MOST_REPORTS = 500;
const READ_AT_ONCE = 20;

/**
 * A version of before `_since` may have been stored after the export of that time had looked for it: the index lags, and a
 * function has a minute between the time of a version and its write.
 */
const OVERLAP_MS = 120_000;

/**
 * A file of more bytes than this ends a step. Each must fit into one answer of Lambda, which has 6 MB and is JSON: a file is
 * counted with its quotes escaped.
 */
const MOST_BYTES = 5_000_000;

export interface ChooseDependencies {
  readonly reports: ReportStore;
  readonly published: PublishedReports;
  /** Default: 500. */
  readonly mostReports?: number;
}

/**
 * The reports of the next step: of each report the version that counts at the time of the request. A step goes on through
 * the parts of the index until it is full, so a small export is one step with one file for each type. `sizesOf` gives the
 * bytes that a version adds to each file.
 */
export async function chooseReports(
  job: ExportJob,
  { reports, published, mostReports = MOST_REPORTS }: ChooseDependencies,
  sizesOf: (version: ReportVersion) => ReadonlyMap<string, number>,
): Promise<{ readonly plan: ExportPlan; readonly versions: readonly ReportVersion[] }> {
  const period = periodOf(job);
  const versions: ReportVersion[] = [];
  let sizes: ReadonlyMap<string, number> = new Map();
  let left = mostReports;
  for (let cursor = job.cursor; cursor.shard < published.shards; cursor = { shard: cursor.shard + 1 }) {
    const { shard, after } = cursor;
    const page = await published.page(shard, { ...period, after, limit: left });
    for (let start = 0; start < page.length; start += READ_AT_ONCE) {
      const some = page.slice(start, start + READ_AT_ONCE);
      const found = await Promise.all(some.map((one) => standingVersion(one, job.createdAt, reports)));
      for (const [at, version] of found.entries()) {
        const counts = version !== undefined && isOfGroup(version, job.group);
        const added = counts ? sum(sizes, sizesOf(version)) : sizes;
        // the first one is taken whatever its size
        if (versions.length > 0 && Math.max(...added.values()) > MOST_BYTES)
          return planOf({ shard, after: page[start + at - 1]?.position ?? after });
        sizes = added;
        if (counts) versions.push(version);
      }
    }
    left -= page.length;
    if (left <= 0) return planOf({ shard, after: page.at(-1)?.position });
  }
  return planOf(undefined);

  function planOf(next: ExportPlan['next']) {
    const chosen = versions.map(({ report, version }) => ({ reportKey: report.key, version }));
    return { plan: { reports: chosen, next }, versions };
  }
}

const sum = (
  before: ReadonlyMap<string, number>,
  added: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> =>
  new Map([...before, ...[...added].map(([name, size]) => [name, (before.get(name) ?? 0) + size] as const)]);

function periodOf({ createdAt, since, until }: ExportJob): {
  readonly from: string | undefined;
  readonly to: string;
} {
  const from = since === undefined ? undefined : new Date(Date.parse(since) - OVERLAP_MS).toISOString();
  return { from, to: until !== undefined && until < createdAt ? until : createdAt };
}

const isOfGroup = ({ destinations = [] }: ReportVersion, group: string | undefined): boolean =>
  group === undefined || destinations.includes(group);

/** The version of the entry, if it is the newest one that was published up to a time. */
export async function standingVersion(
  { reportKey, version }: PublishedVersion,
  until: string,
  reports: Pick<ReportStore, 'latest' | 'version'>,
): Promise<ReportVersion | undefined> {
  let newest = await reports.latest(reportKey);
  // versions that came after the time of the request
  while (newest !== undefined && newest.createdAt > until && newest.version > version)
    newest = await reports.version(reportKey, newest.version - 1);
  if (newest?.published !== version) return undefined;
  return newest.version === version ? newest : reports.version(reportKey, version);
}

import type { PublishedReports } from '../../ports/published-reports.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { standingVersion } from '../bulk-export/choose-reports.ts';

/** The place of a report in the walk. */
export interface WalkPlace {
  /** The end of the period. It stays the same when the walk goes on. */
  readonly until: string;
  readonly shard: number;
  readonly position: string;
}

export interface PeriodOfReports {
  /** Undefined: from the first report on. */
  readonly since: string | undefined;
  readonly until: string;
  /** The place after which to go on. */
  readonly after?: WalkPlace | undefined;
}

export interface WalkDependencies {
  readonly published: PublishedReports;
  readonly reports: Pick<ReportStore, 'latest' | 'version'>;
}

/** Places that are read with one query. */
const PAGE = 200;

/**
 * The reports of which a version was published in the period, page by page in memory of one page. A report is found at its
 * newest version of the period, so each is found once, also if versions are published meanwhile.
 */
export async function* reportsOfPeriod(
  { since, until, after }: PeriodOfReports,
  { published, reports }: WalkDependencies,
): AsyncGenerator<{ readonly reportKey: string; readonly place: WalkPlace }> {
  let from = after?.position;
  for (let shard = after?.shard ?? 0; shard < published.shards; shard++) {
    for (let isWhole = false; !isWhole; ) {
      const page = await published.page(shard, { from: since, to: until, after: from, limit: PAGE });
      for (const entry of page) {
        if ((await standingVersion(entry, until, reports)) === undefined) continue;
        yield { reportKey: entry.reportKey, place: { until, shard, position: entry.position } };
      }
      from = page.at(-1)?.position;
      isWhole = page.length < PAGE;
    }
    from = undefined;
  }
}

/** A place as a person passes it on. It contains no patient data. */
export const placeText = ({ until, shard, position }: WalkPlace): string =>
  Buffer.from([until, shard, position].join(' ')).toString('base64url');

/** Undefined if the text is none of `placeText`. */
export function placeFrom(text: string): WalkPlace | undefined {
  const [until = '', shard = '', position = '', ...more] = Buffer.from(text, 'base64url')
    .toString()
    .split(' ');
  const isPlace =
    more.length === 0 &&
    /^\d{1,3}$/.test(shard) &&
    isInstant(until) &&
    /^[\d:.TZ-]{20,30}#[\w-]{1,100}#\d{1,9}$/.test(position);
  return isPlace ? { until, shard: Number(shard), position } : undefined;
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(text) && !Number.isNaN(Date.parse(text));

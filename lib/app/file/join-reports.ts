import { continuesReading } from '../../model/occasion.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { isStanding } from '../../reports/merge-report.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed, FiledPart, Filing } from './filing.ts';

/** Fewer writers than this add to one report while it is joined. */
const MAX_TRIES = 10;

/**
 * Files a part, and joins the reports that it shows to be one. All their parts are added to one report, and
 * the others are withdrawn afterwards. If a try ends between the two steps, the next try continues. Reports that charts
 * show stay until the joined report is published.
 */
export async function fileAndJoin(
  incoming: Filing,
  messageId: string,
  dependencies: FileDependencies,
): Promise<Filed> {
  const filed = await fileReportPart(
    {
      ...incoming,
      linkParts: [...(incoming.linkParts ?? []), ...(await partsOfJoined(incoming, dependencies))],
    },
    messageId,
    dependencies,
  );
  return filed.kind === 'held' ? filed : endJoined(filed, incoming, messageId, dependencies);
}

/** Ends the reports that a filed report has taken in. Safe to repeat. */
export async function endJoined(
  filed: FiledPart,
  incoming: Filing,
  messageId: string,
  dependencies: FileDependencies,
): Promise<Filed> {
  const joined: ReportVersion[] = [];
  let result = filed;
  for (const key of incoming.finding?.joins ?? []) {
    if (key === filed.version.report.key) continue;
    if (isUnseen(result.version) && (await isShown(key, dependencies))) continue;
    const taken = await takeIn(key, result, incoming, messageId, dependencies);
    if (taken.kind === 'held') return taken;
    result = taken.into;
    joined.push(...taken.joined);
  }
  if (joined.length === 0 || incoming.finding === undefined) return result;
  // only now, because until here another try must still find the joined reports
  const ended = joined.map(({ report }) => report.key);
  const { created, changed } = incoming.finding.forgetJoined(result.version, ended);
  await Promise.all([dependencies.names.create(created), dependencies.names.put(changed)]);
  return { ...result, joined };
}

/**
 * A report that was never published ends no report that was: a hold takes nothing out of a chart. The two are joined by
 * the message that lifts the hold.
 */
const isUnseen = ({ report, published }: ReportVersion): boolean =>
  report.holds.length > 0 && published === undefined;

async function isShown(key: string, { reports }: Pick<FileDependencies, 'reports'>): Promise<boolean> {
  const latest = await reports.latest(key);
  return latest?.published !== undefined && isStanding(latest.report);
}

/** The parts of the reports that are to be joined. */
async function partsOfJoined(
  { finding }: Filing,
  { reports }: Pick<FileDependencies, 'reports'>,
): Promise<readonly ReportPart[]> {
  if (finding === undefined || finding.joins.length === 0) return [];
  const versions = await Promise.all(finding.joins.map((key) => reports.latest(key)));
  return versions.flatMap((version) => ownParts(version));
}

const ownParts = (version: ReportVersion | undefined): ReportPart[] =>
  version?.report.parts.filter((part) => part.joins === undefined && part.statesTube === undefined) ?? [];

/** Ends a report after another report has taken its parts, including those that came meanwhile. */
async function takeIn(
  key: string,
  into: FiledPart,
  incoming: Filing,
  messageId: string,
  dependencies: FileDependencies,
): Promise<
  | { readonly kind: 'joined'; readonly into: FiledPart; readonly joined: readonly ReportVersion[] }
  | (Filed & { readonly kind: 'held' })
> {
  const target = into.version.report.key;
  const { processingId } = incoming;
  const ended = await fileReportPart(
    {
      ...{ reportKey: key, processingId, part: joinPart(incoming.part, target) },
      occasion: continuesReading(incoming.occasion) ? 'retry' : undefined,
    },
    messageId,
    dependencies,
  );
  if (ended.kind === 'held') return ended;
  // what waited in the ended report is in this one now
  let current: FiledPart = { ...into, lifted: [...(into.lifted ?? []), ...(ended.lifted ?? [])] };
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const has = new Set(current.version.report.parts.map(nameOf));
    const [first, ...rest] = ownParts(ended.version).filter((part) => !has.has(nameOf(part)));
    if (first === undefined) return { kind: 'joined', into: current, joined: [ended.version] };
    const filed = await fileReportPart(
      { reportKey: target, processingId, part: first, linkParts: rest },
      messageId,
      dependencies,
    );
    if (filed.kind === 'held') return filed;
    current = {
      ...filed,
      appended: current.appended + filed.appended,
      lifted: [...(current.lifted ?? []), ...(filed.lifted ?? [])],
    };
  }
  throw new AdapterError('ReportContended', 'transient', 'Too many writers on one report at once');
}

const nameOf = ({ messageId, at, revision }: ReportPart): string => `${messageId} ${at} ${revision ?? 0}`;

/**
 * A part which says that its report turned out to be another. It adds no result, and withdraws the results
 * there.
 */
const joinPart = ({ messageId, source, at, watermark }: ReportPart, joins: string): ReportPart => ({
  messageId,
  source,
  at,
  watermark,
  specimens: [],
  observations: [],
  notes: [],
  holds: [],
  isEnd: true,
  joins,
});

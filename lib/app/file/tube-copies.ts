import { orderAliasOf } from '../../model/identity.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { Order } from '../../model/order.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { numberNamesOf, orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import { givesUpSpecimen } from '../../normalize/work/work-steps.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import { asRevision, mergeReport } from '../../reports/merge-report.ts';
import { isSamePlace } from '../../reports/parts.ts';
import { tubeCopiesOf } from '../../reports/specimens/tube-results.ts';
import { shownVersion } from './earlier-versions.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed, FiledPart, Filing } from './filing.ts';
import { NumberBook } from './number-book.ts';
import { numberLimitsOf } from './sought-report.ts';
import type { ApartOnTube } from './tube-mates.ts';

interface CopyDependencies extends Pick<FileDependencies, 'reports' | 'site'> {
  readonly orders: Pick<OrderStore, 'ordersOf'>;
}

/**
 * What reports of a LIS say about the tube of an analyzer's results, as parts for the analyzer's report. A report that is
 * held says what its last published version says: a hold takes nothing out of a chart. If an order of the tube was
 * cancelled, the other orders are copied, too: one query for each specimen.
 */
export async function copiesFromTube(
  { part, processingId }: Pick<Filing, 'part' | 'processingId'>,
  { reported }: ApartOnTube,
  dependencies: CopyDependencies,
): Promise<readonly ReportPart[]> {
  const versions = await Promise.all(
    reported.map(async ({ key }) => {
      const latest = await dependencies.reports.latest(key);
      return latest === undefined || latest.report.holds.length === 0
        ? latest
        : (await shownVersion(latest, dependencies))[0];
    }),
  );
  return withOrders(
    versions.flatMap((version) => copiesOf(version, dependencies)),
    { part, processingId },
    dependencies,
  );
}

/**
 * Adds what a report of a LIS says to the reports of analyzers about its tube. A report that this does not change gets
 * no version: it is compared again with the next message of either. Safe to repeat.
 */
export async function copyToTube(
  { version, shown }: FiledPart,
  incoming: Pick<Filing, 'part' | 'processingId'>,
  ofTube: ApartOnTube,
  messageId: string,
  dependencies: FileDependencies & CopyDependencies,
): Promise<readonly Filed[]> {
  const filed: Filed[] = [];
  if (ofTube.measured.length === 0) return filed;
  const own = copiesOf(version.report.holds.length === 0 ? version : shown, dependencies);
  const others = await copiesFromTube(incoming, ofTube, dependencies);
  const copies = await withOrders([...own, ...others], incoming, dependencies);
  for (const { key: reportKey } of ofTube.measured) {
    const latest = await dependencies.reports.latest(reportKey);
    if (latest === undefined) continue;
    const [part, ...linkParts] = copies.map((copy) => asRevision(latest.report, copy));
    if (part === undefined) continue;
    const copied = { reportKey, processingId: latest.report.processingId, part, linkParts };
    const merged = mergeReport(latest.report, copied);
    if (merged.kind !== 'merged' || merged.changes.length === 0) continue;
    filed.push(await fileReportPart(copied, messageId, dependencies));
  }
  return filed;
}

/**
 * Takes the copies of a part that was withdrawn from its report out of the reports of analyzers. It makes one request for
 * the numbers of a LIS's part, and reads the reports of analyzers that have one of them.
 */
export async function withdrawFromTube(
  filed: FiledPart,
  part: ReportPart,
  messageId: string,
  dependencies: FileDependencies & CopyDependencies,
): Promise<readonly Filed[]> {
  if (part.isFromAnalyzer === true) return [];
  const { processingId } = filed.version.report;
  const numbers = orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, id.scope));
  const names = [...new Set(numbers.flatMap((number) => numberNamesOf(number, processingId)))];
  if (names.length === 0) return [];
  const book = new NumberBook(await dependencies.names.find(names), processingId);
  const measured: NamedReport[] = [];
  for (const named of book.reportsOf(numbers).filter(({ isMeasured }) => isMeasured === true)) {
    const latest = await dependencies.reports.latest(named.key);
    if (latest?.report.parts.some((one) => one.statesTube !== undefined && isSamePlace(one, part)) === true)
      measured.push(named);
  }
  return copyToTube(filed, { part, processingId }, { reported: [], measured }, messageId, dependencies);
}

/** The copies, and the orders of the tube that nobody cancelled if an order of it was. */
async function withOrders(
  copies: readonly ReportPart[],
  { part, processingId }: Pick<Filing, 'part' | 'processingId'>,
  { orders }: CopyDependencies,
): Promise<readonly ReportPart[]> {
  if (!copies.some(({ cancels }) => cancels !== undefined)) return copies;
  const aliases = orderNamesOf(part)
    .filter(({ kind }) => kind === 'specimen')
    .map(({ kind, id }) => orderAliasOf(kind, id, processingId));
  const known = await Promise.all([...new Set(aliases)].map((alias) => orders.ordersOf(alias)));
  const open = known
    .flat()
    .filter((order) => !givesUpSpecimen(order) && order.patient?.key === part.patient?.key);
  const places = new Set(copies.map(({ messageId, at }) => `${messageId} ${at}`));
  const named = new Map(open.map((order) => [`${order.messageId} ${order.at}`, order]));
  return [...copies, ...[...named].flatMap(([place, order]) => (places.has(place) ? [] : [asCopy(order)]))];
}

/** An order of the tube, as a copy without results. */
const asCopy = ({ messageId, source, at, asOf, placerOrder, fillerOrder, service }: Order): ReportPart => ({
  messageId,
  source,
  at,
  watermark: { statusTime: asOf, messageTime: asOf, receivedTime: asOf },
  ...(placerOrder === undefined ? {} : { placerOrder }),
  ...(fillerOrder === undefined ? {} : { fillerOrder }),
  ...(service === undefined ? {} : { service }),
  specimens: [],
  observations: [],
  notes: [],
  holds: [],
  statesTube: [],
});

const copiesOf = (
  version: ReportVersion | undefined,
  { site }: Pick<FileDependencies, 'site'>,
): readonly ReportPart[] =>
  version === undefined ? [] : tubeCopiesOf(version.report.parts, numberLimitsOf(site).sampleMs);

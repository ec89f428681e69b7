import type { Issue } from '@labwire/hl7/issue';
import { continuesReading } from '../../model/occasion.ts';
import type { ReportPart } from '../../model/report.ts';
import { linkOfOwnReport, separateChildrenOf } from '../file/children.ts';
import { describePatient, statementOf, teaches } from '../file/described-patient.ts';
import { withoutOthersDoubts } from '../file/doubtful-results.ts';
import { fileOrFileAnew } from '../file/file-anew.ts';
import type { Filed, FiledPart, Filing } from '../file/filing.ts';
import type { ReportFinder } from '../file/find-reports.ts';
import type { Found } from '../file/found-filing.ts';
import { type Identified, isReleasedFor, reuseMsOf } from '../file/identify-part.ts';
import { editsEndedDocument } from '../file/nothing-to-correct.ts';
import { cancellationsIn, isOfWholeOrder } from '../file/order-cancellations.ts';
import { copiesFromParents, type ParentReport } from '../file/parent-copies.ts';
import type { Relatives } from '../file/relatives.ts';
import { copiesFromTube, copyToTube } from '../file/tube-copies.ts';
import { nothingApart } from '../file/tube-mates.ts';
import { controlsAwaited } from '../quality/controls-awaited.ts';
import type { GatedParts } from '../quality/gate-results.ts';
import { closeWork } from '../work/close-work.ts';
import { afterFiling } from './after-filing.ts';
import { placeOf } from './correction-place.ts';
import { type ContentDependencies, KEPT_WINDOWS, type MessageContent } from './message-content.ts';
import type { Tally } from './tally.ts';
import { cancelWholeOrder } from './whole-orders.ts';

/** A message whose parts are filed one after another. */
export interface MessageInWork {
  readonly content: MessageContent;
  readonly dependencies: ContentDependencies;
  readonly tally: Tally;
  readonly finder: ReportFinder;
  /** The test systems that hold results of the message. */
  readonly controlStates: GatedParts['states'];
}

/** The reports of a part that may be parents of other reports, and what a person should know of the part. */
export interface ProcessedPart {
  readonly parents: readonly ParentReport[];
  readonly issues: readonly Issue[];
}

/** Files a part whose patient is known, or holds it. `index`: its number in the message. */
export async function processPart(
  index: number,
  identified: Identified,
  message: MessageInWork,
): Promise<ProcessedPart> {
  const { content, dependencies, tally, finder } = message;
  const { messageId } = content.options;
  const found = await findOrHold(index, identified, message);
  if (found === undefined) return { parents: [], issues: [] };
  const { filing, isOfMeant, issues } = await placeOf(found, content.options, dependencies);
  const relatives = finder.relativesOf(index, found.filing);
  if (isOfWholeOrder(found.filing.part)) {
    const { ofOrder } = relatives;
    const versions = await cancelWholeOrder(found.filing, ofOrder, messageId, tally, dependencies);
    return { parents: versions.map((parent) => ({ parent, relatives })), issues };
  }
  const incoming = await withCopies(identified, found, filing, relatives, dependencies);
  const { part } = incoming;
  await keepOwners(identified, part, dependencies);
  await describeChild(identified, part, dependencies);
  const isNews = continuesReading(content.occasion) || teaches(incoming, dependencies.site);
  const filed = await fileWithoutDoubts(incoming, content, tally, dependencies);
  tally.file(part, filed);
  if (filed.kind === 'held') {
    if (incoming.linkParts?.some(({ linkRule }) => linkRule?.ends === true))
      tally.contradictedAt.add(part.at);
    return { parents: [], issues };
  }
  if (filed.version.report.holds.length > 0)
    tally.waitForControls(controlsAwaited(part, filed.version, message.controlStates));
  const hasOriginal = found.hasOriginal || isOfMeant;
  await afterFiling(
    { identified, found, incoming, filed, hasOriginal, isNews },
    content.occasion,
    tally,
    dependencies,
  );
  await copyToOthersOnTube(found, incoming, filed, message);
  await separateChildren(identified, incoming, message);
  await closeWork(part, incoming.processingId, content.admitted.source, dependencies);
  return { parents: [{ parent: filed.version, relatives }], issues };
}

/** The report of a part. If nobody can say which it is, the part is held, and undefined returned. */
async function findOrHold(
  index: number,
  { incoming, aliases }: Identified,
  { content, dependencies, tally, finder }: MessageInWork,
): Promise<Found | undefined> {
  const { released = [], releasedPatients } = content.options;
  const { follows, ...rest } = incoming;
  const waiting =
    follows === undefined ? undefined : (tally.heldAt.get(follows) ?? tally.waiting.get(follows));
  if (waiting !== undefined) {
    tally.holdPart(waiting, rest.part);
    return undefined;
  }
  const found = await finder.find(
    index,
    { ...rest, occasion: content.occasion, sequencedPatient: content.group },
    (reason) =>
      released.includes(reason) &&
      (reason === 'ambiguous-order' || isReleasedFor(rest.part.patient?.key, releasedPatients)),
  );
  // a patient is taken from a report only for results that correct this report
  const isNobodys = found.kind === 'found' && isOfReportOnly(found.filing) && !found.hasOriginal;
  if (found.kind === 'held' || isNobodys) {
    const reason = found.kind === 'held' ? found.reason : 'no-patient';
    const claimedBy = found.kind === 'held' ? (found.claimedBy ?? []) : [];
    tally.holdPart(reason, rest.part);
    // a result of one of two orders changes neither
    if (claimedBy.length > 0 || reason === 'ambiguous-order') tally.contradictedAt.add(rest.part.at);
    const others = found.kind === 'held' ? (found.waitsFor ?? []) : [];
    tally.waitFor({ patients: claimedBy, aliases: [...aliases, ...others] });
    tally.readsOnceMore ||= isNobodys;
    return undefined;
  }
  if (await editsEndedDocument(found.filing, dependencies)) {
    tally.holdPart('nothing-to-correct', rest.part);
    tally.waitFor({ patients: [], aliases });
    return undefined;
  }
  return found;
}

/** Whether a part has its patient only because its report has. */
const isOfReportOnly = ({ part }: Filing): boolean => part.patientFrom?.kind === 'report';

/** A part with what other reports say of its isolate, its order, its child and its tube. */
async function withCopies(
  identified: Identified,
  found: Found,
  filing: Filing,
  relatives: Relatives,
  dependencies: ContentDependencies,
): Promise<Filing> {
  const { part } = found.filing;
  const copies = [
    ...(await copiesFromParents(relatives, dependencies, part)),
    ...(await cancellationsIn(relatives.ofOrder, dependencies)),
    ...(await linksOfChild(identified, filing, dependencies)),
    ...(part.isFromAnalyzer === true
      ? await copiesFromTube(found.filing, apartOnTube(found), dependencies)
      : []),
  ];
  return copies.length === 0 ? filing : { ...filing, linkParts: [...(filing.linkParts ?? []), ...copies] };
}

/** Tells the reports of analyzers about the same tube what a LIS says of it. */
async function copyToOthersOnTube(
  found: Found,
  incoming: Filing,
  filed: FiledPart,
  { content, tally, dependencies }: MessageInWork,
): Promise<void> {
  if (found.filing.part.isFromAnalyzer === true) return;
  const { messageId } = content.options;
  for (const other of await copyToTube(filed, incoming, apartOnTube(found), messageId, dependencies))
    if (incoming.part.cancels !== undefined) tally.file(incoming.part, other);
    else if (other.kind === 'filed') tally.count(other);
}

const apartOnTube = ({ filing }: Found) => filing.finding?.ofTube ?? nothingApart;

/** Files a part. Results of other messages that a person has to look at do not keep it from being published. */
async function fileWithoutDoubts(
  incoming: Filing,
  { options }: MessageContent,
  tally: Tally,
  dependencies: ContentDependencies,
): Promise<Filed> {
  const { messageId, released = [], releasedPatients } = options;
  const isReleased = isReleasedFor(incoming.part.patient?.key, releasedPatients);
  const filed = await fileOrFileAnew(incoming, messageId, isReleased ? released : [], dependencies);
  if (filed.kind === 'held') return filed;
  const without = await withoutOthersDoubts(filed, incoming, messageId, dependencies);
  tally.recall(without.doubtful);
  return without.filed;
}

/** If a person decided about a part's patient, the names of its order now belong to that patient. */
async function keepOwners(
  { overruled }: Identified,
  { patient, messageId, source, at, watermark }: ReportPart,
  { identities, site }: ContentDependencies,
): Promise<void> {
  if (patient === undefined || overruled.length === 0) return;
  const owner = { patient, messageId, source, at, asOf: watermark.messageTime };
  await identities.putOwners(
    overruled.map((alias) => ({ alias, owner })),
    KEPT_WINDOWS * reuseMsOf(site),
  );
}

/** If children of one birth share a number, the description that tells them apart is stored. */
async function describeChild(
  { sharedNumber }: Identified,
  part: ReportPart,
  { identities, site }: ContentDependencies,
): Promise<void> {
  const statement = sharedNumber && statementOf({ part: { ...part, patient: sharedNumber } }, site);
  if (statement !== undefined) await describePatient(statement, identities);
}

/** The link of the report of a child's order: see `linkOfOwnReport`. */
async function linksOfChild(
  { sharedNumber }: Identified,
  { reportKey, part }: Filing,
  dependencies: ContentDependencies,
): Promise<readonly ReportPart[]> {
  if (sharedNumber === undefined) return [];
  const link = await linkOfOwnReport(reportKey, sharedNumber, part, dependencies);
  return link === undefined ? [] : [link];
}

/**
 * Separates children of one birth who share a number, as soon as a second child is known: the first child
 * gets reports of their own.
 */
async function separateChildren(
  { sharedNumber }: Identified,
  { part, known }: Filing,
  { content: { occasion }, tally, dependencies }: MessageInWork,
): Promise<void> {
  if (sharedNumber === undefined || (known?.patient !== undefined && occasion === 'first')) return;
  const separated = await separateChildrenOf(sharedNumber, part, dependencies);
  for (const moved of separated.filed) if (moved.kind === 'filed') tally.count(moved);
  tally.recall(separated.recalls);
}

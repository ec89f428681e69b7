import { errorCode, type Issue, warning } from '@labwire/hl7/issue';
import type { HoldReason } from '../../model/hold-reason.ts';
import { patientKeysOf, reportKeyAgain } from '../../model/identity.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import type { ReportPart } from '../../model/report.ts';
import { normalizeDocuments } from '../../normalize/kinds/normalize-documents.ts';
import { type NormalizedResults, normalizeResults } from '../../normalize/kinds/normalize-results.ts';
import { hasOriginalOf, isPreliminaryWithoutService } from '../../reports/find/renamed-service.ts';
import { correctsAnything } from '../../reports/find/unnumbered-report.ts';
import { isStanding } from '../../reports/merge-report.ts';
import { linkOfOwnReport, separateChildrenOf } from '../file/children.ts';
import { describePatient, statementOf, teaches } from '../file/described-patient.ts';
import { withoutOthersDoubts } from '../file/doubtful-results.ts';
import { fileOrFileAnew } from '../file/file-anew.ts';
import type { Filed, Filing } from '../file/filing.ts';
import { knownReportsOf, orderedNamesOf, ReportFinder } from '../file/find-reports.ts';
import { type IdentifiedPart, identifyParts, isReleasedFor, reuseMsOf } from '../file/identify-part.ts';
import { withKnown } from '../file/known-identities.ts';
import { messagesOf } from '../file/messages-of.ts';
import {
  editsEndedDocument,
  isNameless,
  type MeantReport,
  meantByCorrection,
} from '../file/nothing-to-correct.ts';
import { cancellationsIn, isOfWholeOrder } from '../file/order-cancellations.ts';
import { copiesFromParents, copyToChildren, type ParentReport } from '../file/parent-copies.ts';
import { withReportedPatients } from '../file/patient-of-report.ts';
import { copiesFromTube, copyToTube } from '../file/tube-copies.ts';
import { nothingApart } from '../file/tube-mates.ts';
import { meantForEither } from '../file/two-fillers.ts';
import { messagesApart } from '../file/unnumbered-mates.ts';
import { controlsAwaited, gateResults } from '../quality/gate-results.ts';
import { storeControls } from '../quality/store-controls.ts';
import { closeWork } from '../work/close-work.ts';
import { assignersIn } from './assigners-in.ts';
import type { ContentDependencies, MessageContent, Processed } from './message-content.ts';
import { KEPT_WINDOWS, startTally } from './message-content.ts';
import type { Tally } from './tally.ts';
import { cancelWholeOrder } from './whole-orders.ts';

/** Files results as report versions, and results of control material as QC points. */
export const processResults = (
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> =>
  processParts(normalizeResults(content.admitted, content.options), content, dependencies);

/** Files documents as report versions. */
export const processDocuments = (
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> =>
  processParts(normalizeDocuments(content.admitted, content.options), content, dependencies);

const controlsOf = ({ qcPoints }: NormalizedResults, { isControlByScript }: MessageContent): QcPoint[] =>
  qcPoints.map((point) => (isControlByScript === true ? { ...point, byScript: true } : point));

/** Files the parts of a message, and counts them. `tally`: counts of the message's other contents. */
export async function processParts(
  read: NormalizedResults,
  content: MessageContent,
  dependencies: ContentDependencies,
  tally: Tally = startTally(read.received, content),
): Promise<Processed> {
  const { messageId, released = [], releasedPatients } = content.options;
  // before the patients' results of the message, which depend on them
  if (read.qcPoints.length > 0)
    for (const system of await storeControls(controlsOf(read, content), messageId, dependencies))
      tally.openSystems.add(system);
  const { filedIn = [], known: { unread } = {} } = content;
  const gated = await gateResults(read.parts, { released, filedIn, unread }, dependencies);
  const normalized = { ...read, parts: gated.parts };
  for (const { reason, observations, at, corrections } of normalized.held) {
    tally.hold(reason, observations, at);
    tally.countCorrections(reason, corrections);
  }
  for (const { reason, observations } of normalized.setAside) tally.setAside(reason, observations);
  const issues = [...normalized.issues];
  const { site } = dependencies;
  const identities = withKnown(dependencies.identities, content.known);
  const { reports } = dependencies;
  const known = await knownReportsOf(normalized.parts, content.known?.reports, dependencies.names);
  const named = await withReportedPatients(normalized.parts, { site, known, reports });
  const parts =
    named.length === 0
      ? []
      : await identifyParts(named, { site, identities, known, released, releasedPatients });
  const ordered = await orderedNamesOf(named, site, identities);
  // only links and orders add names that were not read before
  const linked = named.map((one, index) => {
    const identified = parts[index];
    return identified?.kind === 'identified'
      ? {
          ...one,
          part: identified.incoming.part,
          linkParts: identified.incoming.linkParts,
          orderNumbers: identified.incoming.orderNumbers,
        }
      : one;
  });
  const finder = new ReportFinder(named, {
    ...{ site, ordered, reports },
    known: await knownReportsOf(linked, known, dependencies.names),
  });
  const parents: ParentReport[] = [];
  for (const [index, identified] of parts.entries()) {
    content.checkTime?.();
    if (identified.kind === 'held') {
      tally.holdPart(identified.reason, identified.part);
      if (identified.isContradicted) tally.contradictedAt.add(identified.part.at);
      tally.waitFor(identified.waitsFor);
      continue;
    }
    const { follows, ...rest } = identified.incoming;
    const waiting =
      follows === undefined ? undefined : (tally.heldAt.get(follows) ?? tally.waiting.get(follows));
    if (waiting !== undefined) {
      tally.holdPart(waiting, rest.part);
      continue;
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
      tally.waitFor({ patients: claimedBy, aliases: identified.aliases });
      tally.readsOnceMore ||= isNobodys;
      continue;
    }
    if (await editsEndedDocument(found.filing, dependencies)) {
      tally.holdPart('nothing-to-correct', rest.part);
      tally.waitFor({ patients: [], aliases: identified.aliases });
      continue;
    }
    // a training message corrects nothing in a chart
    const mayCorrect =
      released.includes('nothing-to-correct') || found.filing.part.holds.includes('processing-id');
    const meant = mayCorrect
      ? undefined
      : await meantByCorrection({ ...found.filing, hasOriginal: found.hasOriginal }, dependencies);
    const isSame = meant?.isSame === true;
    if (meant !== undefined && !isSame) issues.push(correctionOfOther(found.filing.part, meant.reportKey));
    const relatives = finder.relativesOf(index, found.filing);
    if (isOfWholeOrder(found.filing.part)) {
      const cancelled = await cancelWholeOrder(
        found.filing,
        relatives.ofOrder,
        messageId,
        tally,
        dependencies,
      );
      for (const parent of cancelled) parents.push({ parent, relatives });
      continue;
    }
    const isOpen = !mayCorrect && isNameless(found.filing);
    const own =
      (meant === undefined && !isOpen) || isSame
        ? inReport(found.filing, isSame ? meant.reportKey : undefined)
        : untilCorrected(found.filing, meant ?? { isInChart: false });
    const { ofTube = nothingApart } = found.filing.finding ?? {};
    const isMeasured = found.filing.part.isFromAnalyzer === true;
    const copies = [
      ...(await copiesFromParents(relatives, dependencies, found.filing.part)),
      ...(await cancellationsIn(relatives.ofOrder, dependencies)),
      ...(await linksOfChild(identified, own, dependencies)),
      ...(isMeasured ? await copiesFromTube(found.filing, ofTube, dependencies) : []),
    ];
    const incoming = withCopies(own, copies);
    const isReleased = isReleasedFor(incoming.part.patient?.key, releasedPatients);
    await keepWord(identified, incoming, dependencies);
    const isNews = content.occasion === 'retry' || teaches(incoming, site);
    let filed = await fileOrFileAnew(incoming, messageId, isReleased ? released : [], dependencies);
    if (filed.kind === 'filed') {
      const without = await withoutOthersDoubts(filed, incoming, messageId, dependencies);
      filed = without.filed;
      tally.recall(without.doubtful);
    }
    tally.file(incoming.part, filed);
    if (filed.kind === 'filed' && filed.version.report.holds.length > 0)
      tally.waitForControls(controlsAwaited(incoming.part, filed.version, gated.states));
    if (filed.kind === 'held' && incoming.linkParts?.some(({ linkRule }) => linkRule?.ends === true))
      tally.contradictedAt.add(incoming.part.at);
    if (filed.kind === 'filed') {
      if (filed.appended > 0 || content.occasion === 'retry') {
        tally.recall(messagesApart(incoming.part, filed.version));
        tally.recall(await meantForEither(found.otherFillers ?? [], dependencies.reports));
        for (const { key } of found.misnamed ?? []) tally.recall(await messagesOf(key, dependencies));
      }
      if (isNews || bringsNumbersTogether(incoming.part, filed))
        tally.awake({ patients: identified.awaited.patients, aliases: [] });
      // the same number may be reported for somebody else now
      if (filed.appended > 0 && !isStanding(filed.version.report)) tally.awake(identified.awaited);
      if (isOriginalFor(incoming, filed, content.occasion))
        tally.awake({
          // a correction without a number waits for any result of its patient
          patients: identified.aliases.length === 0 ? [] : identified.awaited.patients,
          aliases: [...identified.awaited.aliases, ...found.otherSpellings],
        });
      if (lacksOrder(incoming, filed, found.hasOriginal || isSame)) {
        const { patient } = incoming.part;
        const isNumbered = identified.aliases.length > 0 || patient === undefined;
        tally.waitFor({ patients: isNumbered ? [] : [patient.key], aliases: identified.aliases });
      }
      tally.readsOnceMore ||= incoming.part.patient === undefined && correctsAnything(incoming.part);
      parents.push({ parent: filed.version, relatives });
      if (!isMeasured)
        for (const other of await copyToTube(filed, incoming, ofTube, messageId, dependencies))
          if (incoming.part.cancels !== undefined) tally.file(incoming.part, other);
          else if (other.kind === 'filed') tally.count(other);
      await separateChildren(identified, incoming, tally, content, dependencies);
    }
    if (filed.kind !== 'held')
      await closeWork(incoming.part, incoming.processingId, content.admitted.source, dependencies);
  }
  // after the message's own statements about the children
  for (const child of await copyToChildren(parents, messageId, dependencies))
    if (child.kind === 'filed') tally.count(child);
  await dependencies.unmapped.putAssigners(
    assignersIn(
      parts.map((one) => (one.kind === 'held' ? one.part : one.incoming.part).patient),
      { source: content.admitted.source.id, messageId },
    ),
  );
  if (normalized.unmapped.length > 0) await dependencies.unmapped.put(normalized.unmapped);
  tally.countUnmapped(normalized.unmapped.filter(({ lacks }) => lacks !== 'ucum').length);
  return { tally, issues };
}

const withCopies = (filing: Filing, copies: readonly ReportPart[]): Filing =>
  copies.length === 0 ? filing : { ...filing, linkParts: [...(filing.linkParts ?? []), ...copies] };

/**
 * Marks a correction so that it holds its own report until the report has the result that it corrects. If it stands
 * in the chart already, it waits in a report apart, which no number finds: the replay takes it out of the other.
 */
const untilCorrected = (filing: Filing, { isInChart }: Pick<MeantReport, 'isInChart'>): Filing => {
  const { part, reportKey } = filing;
  const waiting = { ...filing, part: { ...part, waitsForOriginal: true as const } };
  return isInChart
    ? { ...waiting, reportKey: reportKeyAgain(reportKey, `${part.messageId} ${part.at}`), finding: undefined }
    : waiting;
};

const inReport = (filing: Filing, reportKey: string | undefined): Filing =>
  reportKey === undefined ? filing : { ...filing, reportKey, finding: undefined };

const correctionOfOther = ({ at }: ReportPart, reportKey: string): Issue => ({
  ...warning(
    errorCode.unknownKey,
    at,
    `A correction that was not found under its numbers; report ${reportKey} of the patient has this test at this time`,
  ),
  reason: 'nothing-to-correct',
});

/** Whether a part has its patient only because its report has. */
const isOfReportOnly = ({ part }: Filing): boolean => part.patientFrom?.kind === 'report';

/** Holds that the arrival of an order may resolve. */
const waitForOrder: ReadonlySet<HoldReason> = new Set(['no-patient', 'unmatched-order']);

type FiledPart = Filed & { readonly kind: 'filed' };

/**
 * Whether a part waits for its order: it is held until the order or its report is known, or it corrects
 * results that no report has under the part's own service, or it is preliminary and names no service.
 */
const lacksOrder = ({ part }: Filing, { version }: FiledPart, hasOriginal: boolean): boolean =>
  version.report.holds.some((hold) => waitForOrder.has(hold)) ||
  (isPreliminaryWithoutService(part) && part.isRenamed !== true) ||
  (part.waitsForOriginal === true && version.report.holds.includes('nothing-to-correct')) ||
  (correctsAnything(part) &&
    (!hasOriginal || part.isRenamed === true || !hasOriginalOf('every', part, version)));

/** Whether a part brings what other messages of its order may wait for: results, or two reports as one. */
const isOriginalFor = ({ part }: Filing, filed: FiledPart, occasion: Occasion): boolean =>
  (filed.appended > 0 || occasion === 'retry') &&
  part.patient !== undefined &&
  (!correctsAnything(part) || filed.joined !== undefined);

/** Whether a part is the first of its report that gives these numbers to one person. */
function bringsNumbersTogether(
  { patient, messageId }: ReportPart,
  { appended, version }: FiledPart,
): boolean {
  const keys = patient === undefined ? [] : patientKeysOf(patient);
  if (appended === 0 || keys.length < 2) return false;
  const others = version.report.parts.filter((one) => one.messageId !== messageId);
  return !others.some((one) => {
    const own = new Set(one.patient === undefined ? [] : patientKeysOf(one.patient));
    return keys.every((key) => own.has(key));
  });
}

type Identified = IdentifiedPart & { readonly kind: 'identified' };

/**
 * Stores two facts before a part is filed. If a person decided about its patient, the names of its order now
 * belong to that patient. If children of one birth share a number, the description that tells them apart is
 * stored.
 */
async function keepWord(
  { overruled, sharedNumber }: Identified,
  { part }: Filing,
  { identities, site }: ContentDependencies,
): Promise<void> {
  const { patient, messageId, source, at, watermark } = part;
  if (patient !== undefined && overruled.length > 0)
    await identities.putOwners(
      overruled.map((alias) => ({
        alias,
        owner: { patient, messageId, source, at, asOf: watermark.messageTime },
      })),
      KEPT_WINDOWS * reuseMsOf(site),
    );
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
  tally: Tally,
  { occasion }: MessageContent,
  dependencies: ContentDependencies,
): Promise<void> {
  if (sharedNumber === undefined || (known?.patient !== undefined && occasion === 'first')) return;
  const separated = await separateChildrenOf(sharedNumber, part, dependencies);
  for (const moved of separated.filed) if (moved.kind === 'filed') tally.count(moved);
  tally.recall(separated.recalls);
}

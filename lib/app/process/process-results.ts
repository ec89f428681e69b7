import { errorCode, type Issue, warning } from '@labwire/hl7/issue';
import { reportKeyForPatient } from '../../model/identity.ts';
import type { HoldReason, ReportPart } from '../../model/report.ts';
import { normalizeDocuments } from '../../normalize/kinds/normalize-documents.ts';
import { type NormalizedResults, normalizeResults } from '../../normalize/kinds/normalize-results.ts';
import { fileReportPart } from '../file/file-report.ts';
import type { Filed, Filing } from '../file/filing.ts';
import { knownReportsOf, orderedNamesOf, ReportFinder } from '../file/find-reports.ts';
import { identifyParts, isReleasedFor } from '../file/identify-part.ts';
import { fileAndJoin } from '../file/join-reports.ts';
import { withKnown } from '../file/known-identities.ts';
import { meantByCorrection } from '../file/nothing-to-correct.ts';
import { closeWork } from '../work/close-work.ts';

import type { ContentDependencies, MessageContent, Processed } from './message-content.ts';
import { startTally } from './message-content.ts';
/** Results become report versions; those of control material become QC points. */
export const processResults = (
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> =>
  processParts(normalizeResults(content.admitted, content.options), content, dependencies);

/** Documents become report versions. */
export const processDocuments = (
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> =>
  processParts(normalizeDocuments(content.admitted, content.options), content, dependencies);

async function processParts(
  normalized: NormalizedResults,
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  const { messageId, released = [], releasedPatients } = content.options;
  const tally = startTally(normalized.received, content);
  for (const { reason, observations, at } of normalized.held) tally.hold(reason, observations, at);
  for (const { reason, observations } of normalized.setAside) tally.setAside(reason, observations);
  const issues = [...normalized.issues];
  const { site } = dependencies;
  const identities = withKnown(dependencies.identities, content.known);
  const parts =
    normalized.parts.length === 0
      ? []
      : await identifyParts(normalized.parts, { site, identities, released, releasedPatients });
  const finder = new ReportFinder(normalized.parts, {
    site,
    known: await knownReportsOf(normalized.parts, content.known?.reports, dependencies.names),
    ordered: await orderedNamesOf(normalized.parts, site, identities),
  });
  for (const [index, identified] of parts.entries()) {
    if (identified.kind === 'held') {
      tally.hold(identified.reason, identified.observations, identified.at);
      continue;
    }
    const { follows, ...rest } = identified.incoming;
    const waiting =
      follows === undefined ? undefined : (tally.heldAt.get(follows) ?? tally.waiting.get(follows));
    if (waiting !== undefined) {
      tally.hold(waiting, rest.part.observations.length, rest.part.at);
      continue;
    }
    const found = finder.find(
      index,
      { ...rest, occasion: content.occasion, sequencedPatient: content.group },
      released.includes('ambiguous-order'),
    );
    if (found.kind === 'held') {
      tally.hold(found.reason, rest.part.observations.length, rest.part.at);
      continue;
    }
    const meant =
      found.isKnown || released.includes('nothing-to-correct')
        ? undefined
        : await meantByCorrection(found.filing, dependencies);
    if (meant !== undefined) issues.push(correctionOfOther(found.filing.part, meant));
    const incoming = meant === undefined ? found.filing : untilCorrected(found.filing);
    const isReleased = isReleasedFor(incoming.part.patient?.key, releasedPatients);
    const filed = await fileReleased(incoming, messageId, isReleased ? released : [], dependencies);
    tally.file(incoming.part, filed);
    if (filed.kind !== 'held')
      await closeWork(incoming.part, incoming.processingId, content.admitted.source, dependencies);
  }
  if (normalized.qcPoints.length > 0) await dependencies.qc.put(normalized.qcPoints);
  if (normalized.unmapped.length > 0) await dependencies.unmapped.put(normalized.unmapped);
  tally.countUnmapped(normalized.unmapped.filter(({ lacks }) => lacks !== 'ucum').length);
  return { tally, issues };
}

/** Holds a correction in its own report, for as long as the report has nothing that it corrects. */
const untilCorrected = (filing: Filing): Filing => ({
  ...filing,
  part: { ...filing.part, holdsWithoutOriginal: true },
});

const correctionOfOther = ({ at }: ReportPart, reportKey: string): Issue => ({
  ...warning(
    errorCode.unknownKey,
    at,
    `A correction of an order that nobody has reported; report ${reportKey} of the patient has this test at this time`,
  ),
  reason: 'nothing-to-correct',
});

/** A result that contradicts its report's patient, and is let go by a person, is a report of its own. */
async function fileReleased(
  incoming: Filing,
  messageId: string,
  released: readonly HoldReason[],
  dependencies: ContentDependencies,
): Promise<Filed> {
  const filed = await fileAndJoin(incoming, messageId, dependencies);
  const { patient } = incoming.part;
  if (filed.kind !== 'held' || !released.includes(filed.reason) || patient === undefined) return filed;
  const reportKey = reportKeyForPatient(incoming.reportKey, patient.key);
  return fileReportPart({ ...incoming, reportKey, finding: undefined }, messageId, dependencies);
}

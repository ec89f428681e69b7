import type { QcPoint } from '../../model/qc-point.ts';
import { normalizeDocuments } from '../../normalize/kinds/normalize-documents.ts';
import { type NormalizedResults, normalizeResults } from '../../normalize/kinds/normalize-results.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import { ReportFinder } from '../file/find-reports.ts';
import { type IdentifiedPart, identifyParts } from '../file/identify-part.ts';
import { withKnown } from '../file/known-identities.ts';
import { knownReportsOf, orderedNamesOf } from '../file/known-reports.ts';
import { copyToChildren, type ParentReport } from '../file/parent-copies.ts';
import { withReportedPatients } from '../file/patient-of-report.ts';
import { type GatedParts, gateResults } from '../quality/gate-results.ts';
import { storeControls } from '../quality/store-controls.ts';
import { assignersIn } from './assigners-in.ts';
import {
  type ContentDependencies,
  type MessageContent,
  type Processed,
  startTally,
} from './message-content.ts';
import { processPart } from './process-part.ts';
import type { Tally } from './tally.ts';

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

/** Files the parts of a message, and counts them. `tally`: counts of the message's other contents. */
export async function processParts(
  read: NormalizedResults,
  content: MessageContent,
  dependencies: ContentDependencies,
  tally: Tally = startTally(read.received, content),
): Promise<Processed> {
  const { messageId } = content.options;
  const gated = await passGate(read, content, tally, dependencies);
  const normalized = { ...read, parts: gated.parts };
  countUnfiled(normalized, tally);
  const { parts, finder } = await identified(normalized.parts, content, dependencies);
  const message = { content, dependencies, tally, finder, controlStates: gated.states };
  const issues = [...normalized.issues];
  const parents: ParentReport[] = [];
  for (const [index, part] of parts.entries()) {
    content.checkTime?.();
    if (part.kind === 'held') {
      tally.holdPart(part.reason, part.part);
      if (part.isContradicted) tally.contradictedAt.add(part.part.at);
      tally.waitFor(part.waitsFor);
      continue;
    }
    const processed = await processPart(index, part, message);
    parents.push(...processed.parents);
    issues.push(...processed.issues);
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

/** Stores the controls of a message, then holds its patients' results that depend on controls. */
async function passGate(
  read: NormalizedResults,
  content: MessageContent,
  tally: Tally,
  dependencies: ContentDependencies,
): Promise<GatedParts> {
  const { messageId, released = [] } = content.options;
  const { filedIn = [], known: { unread } = {} } = content;
  if (read.qcPoints.length > 0)
    for (const system of await storeControls(controlsOf(read, content), messageId, dependencies))
      tally.openSystems.add(system);
  return gateResults(read.parts, { released, filedIn, unread }, dependencies);
}

const controlsOf = ({ qcPoints }: NormalizedResults, { isControlByScript }: MessageContent): QcPoint[] =>
  qcPoints.map((point) => (isControlByScript === true ? { ...point, byScript: true } : point));

/** Counts the results that are of no part. */
function countUnfiled({ held, setAside }: NormalizedResults, tally: Tally): void {
  for (const { reason, observations, at, corrections } of held) {
    tally.hold(reason, observations, at);
    tally.countCorrections(reason, corrections);
  }
  for (const { reason, observations } of setAside) tally.setAside(reason, observations);
}

/** The parts of a message with their patients, and the reports that their numbers name. */
async function identified(
  parts: readonly IncomingPart[],
  content: MessageContent,
  { site, names, reports, ...dependencies }: ContentDependencies,
): Promise<{ readonly parts: readonly IdentifiedPart[]; readonly finder: ReportFinder }> {
  const { released = [], releasedPatients } = content.options;
  const identities = withKnown(dependencies.identities, content.known);
  const known = await knownReportsOf(parts, content.known?.reports, names);
  const named = await withReportedPatients(parts, { site, known, reports });
  const identified =
    named.length === 0
      ? []
      : await identifyParts(named, { site, identities, known, released, releasedPatients });
  const ordered = await orderedNamesOf(named, site, identities);
  // only links and orders add names that were not read before
  const linked = named.map((one, index) => {
    const found = identified[index];
    if (found?.kind !== 'identified') return one;
    const { part, linkParts, orderNumbers } = found.incoming;
    return { ...one, part, linkParts, orderNumbers };
  });
  const finder = new ReportFinder(named, {
    ...{ site, ordered, reports },
    known: await knownReportsOf(linked, known, names),
  });
  return { parts: identified, finder };
}

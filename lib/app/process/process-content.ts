import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { reportKeyForPatient } from '../../model/identity.ts';
import type { SetAsideReason } from '../../model/message.ts';
import type { HoldReason } from '../../model/report.ts';
import type { AdmittedMessage } from '../../normalize/admit/admit-message.ts';
import { normalizeDefinitions } from '../../normalize/kinds/normalize-definitions.ts';
import { normalizeDevice } from '../../normalize/kinds/normalize-device.ts';
import { normalizeDocuments } from '../../normalize/kinds/normalize-documents.ts';
import { normalizeOrders } from '../../normalize/kinds/normalize-orders.ts';
import { normalizeRegistration } from '../../normalize/kinds/normalize-registration.ts';
import { type NormalizedResults, normalizeResults } from '../../normalize/kinds/normalize-results.ts';
import type { NormalizeOptions } from '../../normalize/kinds/reading.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';
import type { DeviceStore } from '../../ports/device-store.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { WorkQueue } from '../../ports/work-queue.ts';
import type { PartOfReport } from '../../reports/merge-report.ts';
import type { Clock } from '../../shared/clock.ts';
import { type FileDependencies, type Filed, fileReportPart, moveReport } from '../file/file-report.ts';
import { identifyParts, isReleasedFor, reuseMsOf } from '../file/identify-part.ts';
import { type Known, withKnown } from '../file/known-identities.ts';
import { broadcastWork, closeWork, recordAnswers, withCancelled } from '../work/tell-work.ts';
import { Tally } from './tally.ts';

/** A message that is ready to be read for its kind. */
export interface MessageContent {
  readonly admitted: AdmittedMessage;
  /** OBX segments that the source's script took out. */
  readonly removed: number;
  /** The message has been read to its end before. */
  readonly isReplay: boolean;
  /** What was asked for together with the message. */
  readonly known?: Known | undefined;
  /** The sequence that the message is read in: see `sequenceGroupOf`. */
  readonly group?: string | undefined;
  readonly options: NormalizeOptions;
}

export interface ContentDependencies extends FileDependencies {
  readonly orders: OrderStore;
  readonly qc: QcStore;
  readonly devices: DeviceStore;
  readonly definitions: DefinitionStore;
  readonly unmapped: UnmappedStore;
  readonly work: WorkQueue;
  readonly clock: Clock;
}

/** Where everything of the message went. */
export interface Processed {
  readonly tally: Tally;
  /** `held`: what the message is for could not be done; the issues say why. */
  readonly state?: 'held';
  /** Patients whom it retires. */
  readonly retired?: readonly string[];
  readonly issues: readonly Issue[];
}

/** A tally of all OBX segments; `setAside`, where none of those that were read is a result. */
function startTally(received: number, { removed }: MessageContent, setAside?: SetAsideReason): Tally {
  const tally = new Tally(received + removed);
  tally.setAside('removed-by-script', removed);
  if (setAside !== undefined) tally.setAside(setAside, received);
  return tally;
}

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
  const { identities, site } = dependencies;
  const parts =
    normalized.parts.length === 0
      ? []
      : await identifyParts(normalized.parts, {
          site,
          identities: withKnown(identities, content.known),
          released,
          releasedPatients,
        });
  for (const identified of parts) {
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
    const incoming = {
      ...rest,
      isReplay: content.isReplay,
      sequencedPatient: content.group,
    };
    const isReleased = isReleasedFor(incoming.part.patient?.key, releasedPatients);
    const filed = await fileReleased(incoming, messageId, isReleased ? released : [], dependencies);
    tally.file(incoming.part, filed);
    if (filed.kind !== 'held')
      await closeWork(incoming.part, incoming.processingId, content.admitted.source, dependencies);
  }
  if (normalized.qcPoints.length > 0) await dependencies.qc.put(normalized.qcPoints);
  if (normalized.unmapped.length > 0) await dependencies.unmapped.put(normalized.unmapped);
  tally.countUnmapped(normalized.unmapped.filter(({ lacks }) => lacks !== 'ucum').length);
  return { tally, issues: normalized.issues };
}

/** A result that contradicts its report's patient, and is let go by a person, is a report of its own. */
async function fileReleased(
  incoming: PartOfReport,
  messageId: string,
  released: readonly HoldReason[],
  dependencies: ContentDependencies,
): Promise<Filed> {
  const filed = await fileReportPart(incoming, messageId, dependencies);
  const { patient } = incoming.part;
  if (filed.kind !== 'held' || !released.includes(filed.reason) || patient === undefined) return filed;
  const reportKey = reportKeyForPatient(incoming.reportKey, patient.key);
  return fileReportPart({ ...incoming, reportKey }, messageId, dependencies);
}

/** An owner is forgotten when results would have to be a window late to ask for it. */
const KEPT_WINDOWS = 2;

/** Whose an order is, is kept under every number by which a result may look for its patient. */
export async function processOrders(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  const { identities, orders, site } = dependencies;
  const normalized = normalizeOrders(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'told-with-order');
  const keepMs = KEPT_WINDOWS * reuseMsOf(site);
  if (normalized.claims.length > 0) await identities.putOwners(normalized.claims, keepMs);
  const named = await withCancelled(normalized.orders, dependencies);
  await orders.put(named, keepMs);
  // read again, an order is not told again
  if (!content.isReplay) await broadcastWork(named, dependencies);
  return { tally, issues: normalized.issues };
}

/** What an instrument answers to its work is kept with the orders. */
export async function processWorkAnswers(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  await recordAnswers(content, dependencies);
  return { tally: startTally(0, content), issues: content.admitted.message.issues };
}

/** What instruments tell of themselves is written into their logs. */
export async function processDevice(
  content: MessageContent,
  { devices }: ContentDependencies,
): Promise<Processed> {
  const normalized = normalizeDevice(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'device-event');
  await devices.put(normalized.events);
  return { tally, issues: normalized.issues };
}

/** The newest definition of each test stands. */
export async function processDefinitions(
  content: MessageContent,
  { definitions }: ContentDependencies,
): Promise<Processed> {
  const normalized = normalizeDefinitions(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'test-definition');
  await definitions.put(normalized.definitions);
  return { tally, issues: normalized.issues };
}

/** Patients are described anew; merged ones are linked, and their reports follow. */
export async function processRegistration(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  const { identities, reports } = dependencies;
  const normalized = normalizeRegistration(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'registration');
  for (const patient of normalized.patients) await identities.putPatient(patient, normalized.asOf);
  let contradicted = 0;
  for (const { retired, link } of normalized.merges) {
    // before the reports are looked for: a result that is filed meanwhile sees the link
    await identities.link(retired, link);
    for (const reportKey of await reports.reportsOf(retired)) {
      const moved = await moveReport(reportKey, retired, link, dependencies);
      if (moved?.kind === 'held') contradicted++;
      else if (moved !== undefined) tally.count(moved);
    }
  }
  const isDone = !normalized.isIncomplete && contradicted === 0;
  return {
    tally,
    retired: normalized.merges.map(({ retired }) => retired),
    issues: contradicted === 0 ? normalized.issues : [...normalized.issues, notMoved],
    ...(isDone ? {} : { state: 'held' as const }),
  };
}

const notMoved: Issue = {
  ...error(
    errorCode.internal,
    'MRG',
    'A report of the retired patient names somebody else as well, and was not moved to the survivor',
  ),
  reason: 'patient-mismatch',
};

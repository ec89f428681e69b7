import {
  groupResults,
  type ObservationGroup,
  type OrderGroup,
  type PatientGroup,
} from '@labwire/hl7/groups/result-groups';
import { errorCode } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readTxa, type Txa } from '@labwire/hl7/segments/txa';
import type { Concept, Identifier } from '../../model/concept.ts';
import type { Patient } from '../../model/patient.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { toConcept, toIdentifier } from '../elements/concept.ts';
import { toPatient } from '../elements/patient.ts';
import { materialOf } from '../rules/control-firewall.ts';
import { statedCorrections, statementsOf } from '../rules/stated-corrections.ts';
import { type NormalizedResults, unmappedIn } from './normalize-results.ts';
import { toQcPoints } from './qc-points.ts';
import { isReleased, type Reading, type ReadingOptions, readingOf } from './reading.ts';
import { type DocumentHead, type IncomingPart, toReportPart } from './report-part.ts';

/**
 * Turns an admitted MDM into report parts. A document is a report of its own, known by its number in TXA-12
 * (HL7 v2.5.1 §9.6). A document that replaces or cancels another ends the other's report.
 */
export function normalizeDocuments(admitted: AdmittedMessage, options: ReadingOptions): NormalizedResults {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const starts = segments.flatMap(({ name }, index) => (name === 'TXA' ? [index] : []));
  const outcomes = starts.map((start, index) =>
    toDocument(segments.slice(0, start), segments.slice(start, starts[index + 1]), index > 0, reading),
  );
  const parts = outcomes.flatMap((outcome) => outcome.parts);
  return {
    parts,
    held: outcomes.flatMap(({ held }) => held),
    setAside: outcomes.flatMap(({ setAside }) => setAside),
    qcPoints: outcomes.flatMap(({ qcPoints }) => qcPoints),
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
    unmapped: unmappedIn(parts, reading),
  };
}

/** The patient and the order of a document, from the segments before its TXA. */
export function orderBefore(before: readonly Segment[]): {
  readonly group: PatientGroup;
  readonly known: OrderGroup | undefined;
} {
  const group = groupResults(before).patients.at(-1) ?? { notes: [], others: [], orders: [], specimens: [] };
  return { group, known: group.orders.at(-1) };
}

type Outcome = Pick<NormalizedResults, 'parts' | 'held' | 'setAside' | 'qcPoints'>;

const nothing: Outcome = { parts: [], held: [], setAside: [], qcPoints: [] };

/** `before`: all segments before the TXA; they name the patient and the order. */
function toDocument(
  before: readonly Segment[],
  [txa, ...rest]: readonly Segment[],
  isFurther: boolean,
  reading: Reading,
): Outcome {
  if (txa === undefined) throw new Error('a document without TXA');
  const { group, known } = orderBefore(before);
  // OBX before the first TXA belong to its document; OBX before a further TXA belong to the document before
  // it
  const content = [...(isFurther ? [] : observationsIn(before)), ...observationsIn(rest)];
  const order: OrderGroup = {
    orc: known?.orc,
    obr: known?.obr,
    notes: known?.notes ?? [],
    observations: content,
    specimens: (known?.specimens ?? []).map((specimen) => ({ ...specimen, observations: [] })),
    others: [],
  };
  const observations = content.length;
  const at = txa.at();
  const material = materialOf(order, group, reading, { requiresRole: false });
  if (material === 'control')
    return {
      ...nothing,
      setAside: [{ reason: 'control-material', at, observations }],
      qcPoints: toQcPoints(order, [], reading),
    };
  if (material === 'unknown' && !isReleased(reading, 'unknown-role'))
    return {
      ...nothing,
      held: [
        { reason: 'unknown-role', at, observations, corrections: statedCorrections(statementsOf(order)) },
      ],
    };
  const patient = toPatient(group, reading.context);
  const head = headOf(readTxa(txa), txa, reading);
  const parts = [toReportPart({ order, ofSpecimen: [], patient, group, at, reading, document: head })];
  const replaced = isReplacement(reading) ? head.parent?.fillerOrder : undefined;
  // a document that names itself as replaced is an edit
  if (replaced !== undefined && observations > 0 && !isSameNumber(replaced, head.number))
    parts.push(endOf(replaced, { txa, order, patient, head, reading }));
  return { ...nothing, parts };
}

function observationsIn(segments: readonly Segment[]): ObservationGroup[] {
  return groupResults(segments).patients.flatMap(({ orders, specimens }) => [
    ...new Set([
      ...specimens.flatMap((specimen) => specimen.observations),
      ...orders.flatMap((order) => [
        ...order.specimens.flatMap((specimen) => specimen.observations),
        ...order.observations,
      ]),
    ]),
  ]);
}

/**
 * Ends a document that another replaces. The part names no patient, because a wrong patient may be the reason
 * for the replacement.
 */
function endOf(
  number: Identifier,
  {
    txa,
    order,
    patient,
    head,
    reading,
  }: {
    readonly txa: Segment;
    readonly order: OrderGroup;
    readonly patient: Patient | undefined;
    readonly head: DocumentHead;
    readonly reading: Reading;
  },
): IncomingPart {
  const { part, ...incoming } = toReportPart({
    order: { ...order, obr: undefined, orc: undefined, observations: [], notes: [], specimens: [] },
    ofSpecimen: [],
    patient,
    group: {},
    at: txa.at(13),
    reading,
    document: {
      ...head,
      number,
      placerOrder: undefined,
      fillerOrder: undefined,
      status: 'X',
      isEnd: true,
      isEdit: false,
      keepsStatus: false,
      parent: undefined,
    },
  });
  return { ...incoming, part: { ...part, patient: undefined }, follows: txa.at() };
}

const isSameNumber = (a: Identifier, b: Identifier): boolean => a.value === b.value && a.scope === b.scope;

/** T09 announces a replacement without its content: the old document stays until the new one comes. */
const isReplacement = ({ msh }: Reading): boolean => msh.triggerEvent === 'T10';
const isCancellation = ({ msh }: Reading): boolean => msh.triggerEvent === 'T11';

/** Events that change a document of an earlier message: its status, its content. */
const editing: ReadonlySet<string> = new Set(['T03', 'T07', 'T08']);

/** The completion statuses of signed documents (table 0271). Other documents are preliminary. */
const settled = new Set(['AU', 'LA', 'DO']);
/** The availability statuses of documents that no longer count (table 0273): cancelled, obsolete. */
const withdrawn = new Set(['CA', 'OB']);

function headOf(read: Txa, txa: Segment, reading: Reading): DocumentHead {
  const { context, messageId } = reading;
  const number = toIdentifier(read.documentNumber, context.senderScope);
  if (number === undefined)
    context.warn(
      errorCode.requiredFieldMissing,
      txa.at(12),
      'A document without its number (TXA-12): nothing that comes later can correct it',
    );
  const parentNumber = toIdentifier(read.parentNumber, context.senderScope);
  const isWithdrawn = isCancellation(reading) || withdrawn.has(read.availabilityStatus ?? '');
  return {
    number: number ?? { value: `${messageId} ${txa.at()}`, assigner: {}, scope: 'message' },
    service: typeOf(read),
    placerOrder: toIdentifier(read.placerOrder, context.senderScope),
    fillerOrder: toIdentifier(read.fillerOrder, context.senderScope),
    isEnd: isWithdrawn,
    isEdit: editing.has(reading.msh.triggerEvent ?? ''),
    keepsStatus: read.completionStatus === undefined && !isWithdrawn,
    status: isWithdrawn ? 'X' : settled.has(read.completionStatus ?? '') ? 'F' : 'P',
    // the message's time gives the time of a replacement or cancellation; the document's own times do not
    statusChanged: isReplacement(reading) || isCancellation(reading) ? undefined : read.statusChanged,
    observed: context.moment(read.activity, txa.at(4)),
    issued: context.moment(read.statusChanged, txa.at(8)),
    parent: parentNumber === undefined ? undefined : { fillerOrder: parentNumber },
  };
}

/** The document type. A code in TXA-2 without a coding system is of HL7 table 0270. */
function typeOf({ documentType }: Txa): Concept | undefined {
  const type = toConcept(documentType);
  if (type === undefined) return undefined;
  return { ...type, codings: type.codings.map((one) => ({ ...one, system: one.system ?? 'HL70270' })) };
}

import { groupResults, type ObservationGroup, type OrderGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readTxa, type Txa } from '@labwire/hl7/segments/txa';
import type { Concept, Identifier } from '../../model/concept.ts';
import type { Patient } from '../../model/patient.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { toConcept, toIdentifier } from '../elements/concept.ts';
import { toPatient } from '../elements/patient.ts';
import { materialOf } from '../rules/control-firewall.ts';
import { type NormalizedResults, unmappedIn } from './normalize-results.ts';
import { toQcPoints } from './qc-points.ts';
import { isReleased, type Reading, type ReadingOptions, readingOf } from './reading.ts';
import { type DocumentHead, type IncomingPart, toReportPart } from './report-part.ts';

/**
 * Turns an admitted MDM into report parts: a document is a report of its own, known by its number
 * in TXA-12 (HL7 v2.5.1 §9.6). One that replaces another, or cancels it, ends the other's report.
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

type Outcome = Pick<NormalizedResults, 'parts' | 'held' | 'setAside' | 'qcPoints'>;

const nothing: Outcome = { parts: [], held: [], setAside: [], qcPoints: [] };

/** `before` is everything up to the TXA: whose it is, and of which order. */
function toDocument(
  before: readonly Segment[],
  [txa, ...rest]: readonly Segment[],
  isFurther: boolean,
  reading: Reading,
): Outcome {
  if (txa === undefined) throw new Error('a document without TXA');
  const group = groupResults(before).patients.at(-1) ?? { notes: [], others: [], orders: [], specimens: [] };
  const known = group.orders.at(-1);
  // what stands before the first TXA is its content as well; before another, it is the content of that before
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
    return { ...nothing, held: [{ reason: 'unknown-role', at, observations }] };
  const patient = toPatient(group, reading.context);
  const head = headOf(readTxa(txa), txa, reading);
  const parts = [toReportPart({ order, ofSpecimen: [], patient, group, at, reading, document: head })];
  const replaced = isReplacement(reading) ? head.parent?.fillerOrder : undefined;
  // a document that replaces itself is an edit of itself
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

/** The end of a document that another replaces. It names no patient: the wrong one may be why it was replaced. */
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
      parent: undefined,
    },
  });
  return { ...incoming, part: { ...part, patient: undefined }, follows: txa.at() };
}

const isSameNumber = (a: Identifier, b: Identifier): boolean => a.value === b.value && a.scope === b.scope;

/** T09 tells of a replacement without bringing it: what stands stays until it comes. */
const isReplacement = ({ msh }: Reading): boolean => msh.triggerEvent === 'T10';
const isCancellation = ({ msh }: Reading): boolean => msh.triggerEvent === 'T11';

/** Table 0271: what nobody has signed is preliminary. */
const settled = new Set(['AU', 'LA', 'DO']);
/** Table 0273. */
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
    status: isWithdrawn ? 'X' : settled.has(read.completionStatus ?? '') ? 'F' : 'P',
    // that it is replaced or cancelled is news of the message, and not of the document's own times
    statusChanged: isReplacement(reading) || isCancellation(reading) ? undefined : read.statusChanged,
    observed: context.moment(read.activity, txa.at(4)),
    issued: context.moment(read.statusChanged, txa.at(8)),
    parent: parentNumber === undefined ? undefined : { fillerOrder: parentNumber },
  };
}

/** TXA-2 names HL7's table 0270 without saying so. */
function typeOf({ documentType }: Txa): Concept | undefined {
  const type = toConcept(documentType);
  if (type === undefined) return undefined;
  return { ...type, codings: type.codings.map((one) => ({ ...one, system: one.system ?? 'HL70270' })) };
}

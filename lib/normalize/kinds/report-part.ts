import type { ObservationGroup, OrderGroup, PatientGroup } from '@labwire/hl7/groups/result-groups';
import type { Segment } from '@labwire/hl7/message/segment';
import { type Obr, readObr } from '@labwire/hl7/segments/obr';
import { type Orc, readOrc } from '@labwire/hl7/segments/orc';
import type { Concept, Identifier } from '../../model/concept.ts';
import type { HoldReason } from '../../model/hold-reason.ts';
import { type ReportIdentity, reportKeyOf } from '../../model/identity.ts';
import type { Observation } from '../../model/observation.ts';
import type { Patient } from '../../model/patient.ts';
import type { Parent, ReportPart } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { toConcept, toIdentifier, toPerson } from '../elements/concept.ts';
import { withIsolateNumbers } from '../elements/isolate-numbers.ts';
import { hasMothersNumber } from '../elements/mothers-number.ts';
import { toObservation } from '../elements/observation.ts';
import { toOrderContacts } from '../elements/order-contacts.ts';
import { orderNumbersOf } from '../elements/order-names.ts';
import type { Described } from '../elements/patient.ts';
import { priorityOf } from '../elements/priority.ts';
import { subCodeOf } from '../elements/result-code.ts';
import { amountOf, specimensOf } from '../elements/specimen.ts';
import { countsRows, plainSubId } from '../elements/sub-id.ts';
import { toVisit } from '../elements/visit.ts';
import { type MappedObservation, mapObservation, mapService, specimenWords } from '../rules/map-terms.ts';
import { clocksOf, isDeliverable, isReleased, type Reading, watermarkOf } from './reading.ts';
import { numberedOrder, unnumberedOrder } from './report-identity.ts';

/** A part on its way to its report. */
export interface IncomingPart {
  readonly reportKey: string;
  readonly processingId: string;
  /** The data that the report key is made of. */
  readonly identity: ReportIdentity;
  /** The numbering scheme of identifiers without an assigning authority. */
  readonly senderScope: string;
  /** ORC-1. */
  readonly orderControl: string | undefined;
  readonly part: ReportPart;
  /** The description of a patient without a number: such a patient is not in the part. */
  readonly described?: Described | undefined;
  /** The place of the part that must be filed first. If that part is held, this one is held too. */
  readonly follows?: string | undefined;
  /** Results whose code or unit is in no map. */
  readonly unmapped: readonly NonNullable<MappedObservation['unmapped']>[];
}

/** The data of a document that results take from their order. */
export interface DocumentHead {
  readonly number: Identifier;
  readonly service: Concept | undefined;
  readonly placerOrder: Identifier | undefined;
  readonly fillerOrder: Identifier | undefined;
  /** The status in the codes of OBR-25. */
  readonly status: string;
  /** The document was withdrawn. */
  readonly isEnd: boolean;
  /** The message changes a document that an earlier one brought. */
  readonly isEdit: boolean;
  /** The status is not stated. */
  readonly keepsStatus: boolean;
  readonly statusChanged: string | undefined;
  readonly observed: Timestamp | undefined;
  readonly issued: Timestamp | undefined;
  readonly parent: Parent | undefined;
}

/** Reads an order, with its results, as a part of a report. */
export function toReportPart(input: {
  readonly order: OrderGroup;
  readonly ofSpecimen: readonly ObservationGroup[];
  readonly patient: Patient | undefined;
  /** The description of a patient without a number. */
  readonly described?: Described | undefined;
  /** The group of the order, for the visit and the mother. */
  readonly group: Pick<PatientGroup, 'pid' | 'pv1'>;
  readonly at: string;
  readonly reading: Reading;
  /** The data from another segment in place of the order: the TXA of a document. */
  readonly document?: DocumentHead | undefined;
}): IncomingPart {
  const { order, patient, at, reading, document } = input;
  const { context, source } = reading;
  const obr: Obr | undefined = order.obr === undefined ? undefined : readObr(order.obr);
  const orc: Orc | undefined = order.orc === undefined ? undefined : readOrc(order.orc);
  const service = toConcept(obr?.service) ?? document?.service;
  const numbers = orderNumbersOf(obr, orc, context.senderScope, context.instrument?.orders?.none);
  const placerOrder = numbers.placerOrder ?? document?.placerOrder;
  const fillerOrder = numbers.fillerOrder ?? document?.fillerOrder;
  const specimens = specimensOf(order, obr, context);
  const amount = amountOf(specimens, obr);
  const { processingId } = reading;
  const numbered =
    document === undefined
      ? numberedOrder({ placerOrder, fillerOrder, specimens })
      : ({ kind: 'document', id: document.number } as const);
  // slots are numbered the same whether or not a patient is found later
  const keyWithPatient =
    numbered === undefined
      ? undefined
      : reportKeyOf({ processingId, order: numbered, service, hasPatient: true });
  const slotScope = keyWithPatient ?? at;
  const words = specimenWords(specimens);
  const isCounted = countsRows(order.observations.map(({ obx }) => obx));
  const observationOf = (isOfSpecimen: boolean) => (group: ObservationGroup) =>
    mapObservation(
      toObservation(group, {
        ...{ reportKey: slotScope, slots: reading.slots, isOfSpecimen, context },
        countsRows: isCounted && !isOfSpecimen,
      }),
      { specimens: words, sub: subCodeOf(group.obx, context) },
      source,
    );
  const observations = [
    ...input.ofSpecimen.map(observationOf(true)),
    ...order.observations.map(observationOf(false)),
  ];
  const obrAt = (field: number) => order.obr?.at(field) ?? at;
  const part: ReportPart = {
    messageId: reading.messageId,
    source: source.id,
    at,
    watermark: watermarkOf(document?.statusChanged ?? obr?.statusChanged, reading),
    clocks: clocksOf(
      {
        // a document states the time of its status itself
        reported: document === undefined ? obr?.statusChanged : document.statusChanged,
        reportedAt: obrAt(22),
        collected: [obr?.observed, ...specimens.map(({ collected }) => collected?.text)],
      },
      reading,
    ),
    status: document?.status ?? obr?.resultStatus,
    patient,
    visit: toVisit(input.group, context),
    placerOrder,
    fillerOrder,
    orderStatus: orc?.orderStatus,
    priority: priorityOf(order, obr),
    service: mapService(service, source),
    section: obr?.section,
    observed: context.moment(obr?.observed, obrAt(7)) ?? document?.observed,
    observedEnd: context.moment(obr?.observedEnd, obrAt(8)),
    issued: context.moment(obr?.statusChanged, obrAt(22)) ?? document?.issued,
    orderingProvider: toPerson(obr?.orderingProvider ?? orc?.orderingProvider, context.senderScope),
    ...toOrderContacts(obr, orc, context.senderScope),
    clinicalInformation: obr?.clinicalInformation,
    specimenAction: obr?.specimenAction,
    parent: parentOf(obr, context.senderScope) ?? document?.parent,
    specimens,
    ...(amount === undefined ? {} : { collectedAmount: amount }),
    observations: withIsolateNumbers(observations.map((one) => withHolds(one, reading))),
    notes: context.notes(order.notes),
    holds: holdsOf(input.group.pid, patient, reading),
    ...(document === undefined ? {} : rulesOfDocument(document, observations.length > 0, reading)),
    ...rulesOf(reading),
    ...(document === undefined && observations.length === 0 && isCancellation(orc, obr)
      ? { cancels: source.cancelledResults }
      : {}),
  };
  const unmapped = observations.flatMap((one) => one.unmapped ?? []);
  const identity: ReportIdentity = {
    processingId,
    order: numbered ?? unnumberedOrder(part, reading),
    service,
    hasPatient: patient !== undefined,
  };
  const { senderScope } = context;
  const reportKey =
    keyWithPatient !== undefined && identity.hasPatient ? keyWithPatient : reportKeyOf(identity);
  const { described } = input;
  return {
    ...{ reportKey, processingId, identity, senderScope, orderControl: orc?.control, part, unmapped },
    ...(described === undefined ? {} : { described }),
  };
}

/** The holds of a whole part. A person may decide that the number is the child's. */
function holdsOf(pid: Segment | undefined, patient: Patient | undefined, reading: Reading): HoldReason[] {
  const { numbers } = reading.context;
  const sentAt = watermarkOf(undefined, reading).messageTime;
  const isOfMother =
    !isReleased(reading, 'patient-mismatch') && hasMothersNumber(pid, patient, { numbers, sentAt });
  return [
    ...(isDeliverable(reading) ? [] : ['processing-id' as const]),
    ...(isOfMother ? ['patient-mismatch' as const] : []),
  ];
}

/** A result with the holds that apply while it stands. A result that is taken back has none. */
function withHolds(
  { observation, unmapped, isUnitMismatch }: MappedObservation,
  reading: Reading,
): Observation {
  const { source } = reading;
  if (observation.status === 'W' || observation.status === 'D') return observation;
  const holds = [
    ...(source.unmapped === 'hold' && isWithoutLoinc(unmapped) ? ['unmapped-code' as const] : []),
    ...(source.unitMismatch === 'hold' && isUnitMismatch ? ['unit-mismatch' as const] : []),
  ].filter((reason) => !isReleased(reading, reason));
  return holds.length === 0 ? observation : { ...observation, holds };
}

/** The rules for merging the part with others: the source's settings, and a person's releases. */
function rulesOf(reading: Reading): Partial<ReportPart> {
  const { source } = reading;
  const released = mergingReasons.filter((reason) => isReleased(reading, reason));
  const holdsWithoutOriginal =
    source.correctionsWithoutOriginal === 'hold' && !isReleased(reading, 'nothing-to-correct');
  return {
    ...(source.unmarkedCorrections === 'hold' && !isReleased(reading, 'unmarked-correction')
      ? { holdsUnmarkedCorrections: true }
      : {}),
    ...(source.kind === 'analyzer' ? { isFromAnalyzer: true } : {}),
    ...(source.repeats === undefined ? {} : { repeats: source.repeats }),
    ...(source.omitted === 'keep' ? {} : { omitted: source.omitted }),
    ...(holdsWithoutOriginal ? { holdsWithoutOriginal } : {}),
    ...(released.length === 0 ? {} : { released }),
  };
}

/** A notification has no content, and changes no content. It means nothing without the document that it is about. */
function rulesOfDocument(
  { isEnd, isEdit, keepsStatus }: DocumentHead,
  hasContent: boolean,
  reading: Reading,
): Partial<ReportPart> {
  const needsOriginal = !isReleased(reading, 'nothing-to-correct');
  return {
    ...(hasContent ? { isWhole: true } : {}),
    ...(hasContent && keepsStatus ? { keepsStatus } : {}),
    ...(isEnd ? { isEnd } : {}),
    ...(isEdit && needsOriginal ? { isEdit } : {}),
    ...(!hasContent && (isEnd || isEdit) && needsOriginal ? { waitsForOriginal: true } : {}),
  };
}

/** Holds that result from several messages together. */
const mergingReasons = ['unmarked-correction', 'set-unclear', 'cancelled-with-results'] as const;

/**
 * ORC-1 (table 0119) that cancels. DC, OD and DR only stop future work; UC and UD say that nothing could be
 * done.
 */
const cancelling: ReadonlySet<string> = new Set(['OC', 'CR', 'CA']);
const harmless: ReadonlySet<string> = new Set(['DC', 'OD', 'DR', 'UC', 'UD']);

/** Whether an order without results cancels the reported results (ORC-1, ORC-5, OBR-25). */
export const isCancellation = (orc: Orc | undefined, obr: Obr | undefined): boolean =>
  !harmless.has(orc?.control ?? '') &&
  (cancelling.has(orc?.control ?? '') || orc?.orderStatus === 'CA' || obr?.resultStatus === 'X');

const isWithoutLoinc = (unmapped: MappedObservation['unmapped']): boolean =>
  unmapped !== undefined && unmapped.lacks !== 'ucum';

/**
 * OBR-26 and OBR-29: a susceptibility names the organism of its culture, a reflex test names its screening
 * test.
 */
function parentOf(obr: Obr | undefined, senderScope: string): Parent | undefined {
  const { parentOrder, parentResult } = obr ?? {};
  if (parentOrder === undefined && parentResult === undefined) return undefined;
  const code = toConcept(parentResult);
  return {
    placerOrder: toIdentifier(parentOrder?.placer, senderScope),
    fillerOrder: toIdentifier(parentOrder?.filler, senderScope),
    result:
      parentResult === undefined
        ? undefined
        : { code: code ?? { codings: [] }, subId: plainSubId(parentResult.subId), value: parentResult.value },
  };
}

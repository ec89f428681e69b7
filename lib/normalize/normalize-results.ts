import {
  groupResults,
  type ObservationGroup,
  type OrderGroup,
  type PatientGroup,
} from '../hl7/result-groups.ts';
import { type Obr, readObr } from '../hl7/segments/obr.ts';
import { type Orc, readOrc } from '../hl7/segments/orc.ts';
import type { Identifier } from '../model/concept.ts';
import { type ReportIdentity, reportKeyOf } from '../model/identity.ts';
import type { SetAsideReason } from '../model/message.ts';
import type { Patient } from '../model/patient.ts';
import type { QcPoint } from '../model/qc-point.ts';
import type { HoldReason, Parent, ReportPart } from '../model/report.ts';
import type { Specimen } from '../model/specimen.ts';
import type { Issue } from '../shared/issue.ts';
import type { AdmittedMessage } from './admit-message.ts';
import { toConcept, toIdentifier, toPerson } from './concept.ts';
import { materialOf } from './control-firewall.ts';
import { toObservation } from './observation.ts';
import { toPatient } from './patient.ts';
import { toQcPoints } from './qc-points.ts';
import { isDeliverable, type NormalizeOptions, type Reading, readingOf, watermarkOf } from './reading.ts';
import { specimensOf } from './specimen.ts';

/** What one message says about one report. */
export interface IncomingPart {
  readonly reportKey: string;
  readonly processingId: string;
  /** What the key is made of. */
  readonly identity: ReportIdentity;
  readonly part: ReportPart;
}

/** A result message, normalized: every OBX is in exactly one of the three lists. */
export interface NormalizedResults {
  readonly parts: readonly IncomingPart[];
  /** Groups that wait outside any report. */
  readonly held: readonly {
    readonly reason: HoldReason;
    readonly at: string;
    readonly observations: number;
  }[];
  /** The results that were set aside as control material, each once. */
  readonly qcPoints: readonly QcPoint[];
  readonly setAside: readonly {
    readonly reason: SetAsideReason;
    readonly at: string;
    readonly observations: number;
  }[];
  /** OBX segments in the message, counted apart from the grouping. */
  readonly received: number;
  readonly issues: readonly Issue[];
}

/** Turns an admitted message into report parts. Pure: the same message gives the same parts. */
export function normalizeResults(admitted: AdmittedMessage, options: NormalizeOptions): NormalizedResults {
  const { message } = admitted;
  const reading = readingOf(admitted, options);
  const groups = groupResults(message.segments);
  const outcomes = groups.patients.flatMap((patient) => normalizePatient(patient, reading));
  return {
    parts: outcomes.flatMap((outcome) => (outcome.kind === 'part' ? [outcome.incoming] : [])),
    held: outcomes.flatMap((outcome) => (outcome.kind === 'held' ? [outcome] : [])),
    qcPoints: outcomes.flatMap((outcome) => (outcome.kind === 'set-aside' ? outcome.qcPoints : [])),
    setAside: outcomes.flatMap((outcome) => (outcome.kind === 'set-aside' ? [outcome] : [])),
    received: message.segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

type Outcome =
  | { readonly kind: 'part'; readonly incoming: IncomingPart }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly at: string; readonly observations: number }
  | {
      readonly kind: 'set-aside';
      readonly reason: SetAsideReason;
      readonly at: string;
      readonly observations: number;
      readonly qcPoints: readonly QcPoint[];
    };

function normalizePatient(group: PatientGroup, reading: Reading): Outcome[] {
  const patient = toPatient(group, reading.context);
  const counted = new Set<ObservationGroup>();
  const outcomes = group.orders.map((order) => normalizeOrder(order, group, patient, counted, reading));
  const orphans = group.specimens
    .filter(({ observations }) => observations.some((observation) => !counted.has(observation)))
    .map((specimen) => {
      const order: OrderGroup = {
        notes: [],
        others: [],
        observations: specimen.observations,
        specimens: [{ ...specimen, observations: [] }],
      };
      return normalizeOrder(order, group, patient, counted, reading);
    });
  return [...outcomes, ...orphans];
}

function normalizeOrder(
  order: OrderGroup,
  group: PatientGroup,
  patient: Patient | undefined,
  counted: Set<ObservationGroup>,
  reading: Reading,
): Outcome {
  // observations about a specimen count once, with the first order that follows it
  const ofSpecimen = order.specimens
    .flatMap(({ observations }) => observations)
    .filter((observation) => !counted.has(observation));
  for (const observation of [...ofSpecimen, ...order.observations]) counted.add(observation);
  const observations = ofSpecimen.length + order.observations.length;
  const at = (order.obr ?? order.orc ?? order.observations[0]?.obx)?.at() ?? 'OBR';
  const material = materialOf(order, group, reading.source.controls);
  if (material === 'control') {
    const qcPoints = toQcPoints(order, ofSpecimen, reading);
    return { kind: 'set-aside', reason: 'control-material', at, observations, qcPoints };
  }
  if (material === 'unknown') return { kind: 'held', reason: 'unknown-role', at, observations };
  return { kind: 'part', incoming: toPart({ order, ofSpecimen, patient, at, reading }) };
}

function toPart(input: {
  readonly order: OrderGroup;
  readonly ofSpecimen: readonly ObservationGroup[];
  readonly patient: Patient | undefined;
  readonly at: string;
  readonly reading: Reading;
}): IncomingPart {
  const { order, patient, at, reading } = input;
  const { context, source } = reading;
  const obr: Obr | undefined = order.obr === undefined ? undefined : readObr(order.obr);
  const orc: Orc | undefined = order.orc === undefined ? undefined : readOrc(order.orc);
  const service = toConcept(obr?.service);
  const placerOrder = toIdentifier(obr?.placerOrder ?? orc?.placerOrder, context.senderScope);
  const fillerOrder = toIdentifier(obr?.fillerOrder ?? orc?.fillerOrder, context.senderScope);
  const specimens = specimensOf(order, obr, context);
  const { processingId } = reading;
  const identity: ReportIdentity = {
    processingId,
    order: orderIdentity({ placerOrder, fillerOrder, specimens, messageId: reading.messageId, at }),
    service,
    hasPatient: patient !== undefined,
  };
  // slots are counted alike whether or not a patient is found later
  const reportKey = reportKeyOf(identity);
  const slotScope = identity.hasPatient ? reportKey : reportKeyOf({ ...identity, hasPatient: true });
  const observationOf = (isOfSpecimen: boolean) => (group: ObservationGroup) =>
    toObservation(group, { reportKey: slotScope, slots: reading.slots, isOfSpecimen, context });
  const obrAt = (field: number) => order.obr?.at(field) ?? at;
  const part: ReportPart = {
    messageId: reading.messageId,
    source: source.id,
    at,
    watermark: watermarkOf(obr?.statusChanged, reading),
    status: obr?.resultStatus,
    patient,
    placerOrder,
    fillerOrder,
    orderStatus: orc?.orderStatus,
    service,
    section: obr?.section,
    observed: context.moment(obr?.observed, obrAt(7)),
    observedEnd: context.moment(obr?.observedEnd, obrAt(8)),
    issued: context.moment(obr?.statusChanged, obrAt(22)),
    orderingProvider: toPerson(obr?.orderingProvider ?? orc?.orderingProvider, context.senderScope),
    clinicalInformation: obr?.clinicalInformation,
    specimenAction: obr?.specimenAction,
    parent: parentOf(obr, context.senderScope),
    specimens,
    observations: [
      ...input.ofSpecimen.map(observationOf(true)),
      ...order.observations.map(observationOf(false)),
    ],
    notes: context.notes(order.notes),
    holds: isDeliverable(reading) ? [] : ['processing-id'],
  };
  return { reportKey, processingId, identity, part };
}

/** OBR-26 and OBR-29: a susceptibility names its culture's organism, a reflex test its screening. */
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
        : { code: code ?? { codings: [] }, subId: parentResult.subId, value: parentResult.value },
  };
}

function orderIdentity(known: {
  readonly placerOrder: Identifier | undefined;
  readonly fillerOrder: Identifier | undefined;
  readonly specimens: readonly Specimen[];
  readonly messageId: string;
  readonly at: string;
}): ReportIdentity['order'] {
  if (known.fillerOrder !== undefined) return { kind: 'filler', id: known.fillerOrder };
  if (known.placerOrder !== undefined) return { kind: 'placer', id: known.placerOrder };
  const specimen = known.specimens
    .flatMap((one) => [one.placerId, one.fillerId, one.containerId])
    .find((id) => id !== undefined);
  return specimen === undefined
    ? { kind: 'message', messageId: known.messageId, at: known.at }
    : { kind: 'specimen', id: specimen };
}

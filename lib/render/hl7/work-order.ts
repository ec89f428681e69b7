import type { SegmentContent } from '@labwire/hl7/message/write';
import { formatTimestamp } from '@labwire/hl7/timestamp';
import type { Order } from '../../model/order.ts';
import type { Patient } from '../../model/patient.ts';
import type { Specimen } from '../../model/specimen.ts';
import {
  type SpecimenWork,
  specimenAsked,
  specimenNumbers,
  type WorkPlace,
  type WorkStep,
} from '../../model/work.ts';
import { entity, entityPair, none, personIdentifier, repeated } from './fields.ts';
import { type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';

/**
 * OML^O33: the work on one specimen (IHE LAW, LAB-28). If there is none, the message has only MSH, SPM, SAC
 * and ORC. The same work always has the same MSH-10.
 */
export function renderWorkOrder(work: SpecimenWork, context: ReplyContext): Uint8Array {
  const [first] = work.orders;
  const header = replyHeader(context, {
    type: ['OML', 'O33', 'OML_O33'],
    about: JSON.stringify([
      work.asked?.value,
      work.place,
      work.orders.map(({ order, control }) => [order.key, order.asOf, control]),
    ]),
    acknowledgments: ['NE', 'AL'],
    profile: 'LAB-28^IHE',
  });
  const now = formatTimestamp(context.now);
  if (first === undefined)
    return writeMessage([
      header,
      // the specimen is unknown, so its role is unknown too
      { name: 'SPM', fields: ['1', ...none(9), ['U', 'Unknown', 'HL70369']] },
      container(work.asked?.value, work.place),
      { name: 'ORC', fields: ['DC', ...none(7), now] },
    ]);
  const specimen = specimenAsked(first.order, work.asked);
  return writeMessage([
    header,
    ...(first.order.patient === undefined ? [] : [patient(first.order.patient)]),
    specimenSegment(specimen),
    // the number that was asked for, if there was a question
    container((work.asked ?? specimenNumbers(specimen)[0])?.value, work.place),
    ...work.orders.flatMap((step, index) => stepSegments(step, index + 1, context)),
  ]);
}

export function stepSegments(
  { order, id, code, display, system, control }: WorkStep,
  ordinal: number,
  context: ReplyContext,
): SegmentContent[] {
  const now = formatTimestamp(context.now);
  const service = [code, display, system];
  return [
    { name: 'ORC', fields: [control, ...none(7), now] },
    ...(order.priority === undefined
      ? []
      : [{ name: 'TQ1', fields: [...none(8), [order.priority, undefined, 'HL70485']] }]),
    { name: 'OBR', fields: [String(ordinal), entity(id), undefined, service] },
    { name: 'TCD', fields: [service] },
  ];
}

export function patient({ identifiers, names, birthDate, sex }: Patient): SegmentContent {
  const [name] = names;
  return {
    name: 'PID',
    fields: [
      '1',
      undefined,
      repeated(identifiers.map(personIdentifier)),
      undefined,
      name === undefined ? undefined : [name.family, ...name.given],
      undefined,
      birthDate?.text,
      sex,
    ],
  };
}

export function specimenSegment(specimen: Specimen | undefined): SegmentContent {
  const [type] = specimen?.type?.codings ?? [];
  const [role = 'P'] = specimen?.roles ?? [];
  return {
    name: 'SPM',
    fields: [
      '1',
      entityPair(specimen?.placerId, specimen?.fillerId),
      undefined,
      type === undefined ? specimen?.type?.text : [type.code, type.display, type.system],
      ...none(6),
      [role, undefined, 'HL70369'],
    ],
  };
}

export function container(id: string | undefined, place: WorkPlace | undefined): SegmentContent {
  const at = place === undefined ? [] : [place.id, place.position];
  const carrier = place?.holder === 'carrier' ? at : [undefined, undefined];
  const tray = place?.holder === 'tray' ? at : [undefined, undefined];
  return { name: 'SAC', fields: [undefined, undefined, id, ...none(6), ...carrier, undefined, ...tray] };
}

export const patientOf = ([first]: readonly WorkStep[]): Order['patient'] => first?.order.patient;

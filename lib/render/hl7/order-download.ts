import type { SegmentContent } from '@labwire/hl7/message/write';
import { type SpecimenWork, specimenNumbers } from '../../model/work.ts';
import { type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';
import { container, patient, patientOf, specimenSegment, stepSegments } from './work-order.ts';

/**
 * The forms for analyzers without IHE LAW: OML^O21 has the specimen after each order, ORM^O01 has it in ORC
 * and OBR.
 */
export type DownloadForm = 'OML^O21' | 'ORM^O01';

/** ORC-3 and OBR-3, counted from 0. */
const TUBE = 2;

/** The work on one specimen as OML^O21, or as ORM^O01 with the tube's number in OBR-3. */
export function renderDownload(
  { orders }: SpecimenWork,
  form: DownloadForm,
  context: ReplyContext,
): Uint8Array {
  const person = patientOf(orders);
  const [code = '', event = ''] = form.split('^');
  return writeMessage([
    replyHeader(context, {
      type: [code, event, `${code}_${event}`],
      about: JSON.stringify(orders.map(({ order, control }) => [order.key, order.asOf, control])),
    }),
    ...(person === undefined ? [] : [patient(person), { name: 'PV1', fields: ['1', 'U'] }]),
    ...orders.flatMap((step, index): SegmentContent[] => {
      const [specimen] = step.order.specimens;
      const tube = specimenNumbers(specimen)[0]?.value;
      const segments = stepSegments(step, index + 1, context);
      if (form === 'OML^O21') return [...segments, specimenSegment(specimen), container(tube, undefined)];
      return segments
        .filter(({ name }) => name === 'ORC' || name === 'OBR')
        .map(({ name, fields }) => ({ name, fields: fields.with(TUBE, tube) }));
    }),
  ]);
}

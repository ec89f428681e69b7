import { type SpecimenWork, specimenAsked } from '../../model/work.ts';
import { acceptingMsa, type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';
import { patient, patientOf } from './work-order.ts';

/** ORR^O02: the work of a hematology analyzer for a tube. It refuses if nothing is ordered for the tube. */
export function renderRefill({ asked, orders: steps }: SpecimenWork, context: ReplyContext): Uint8Array {
  const [first] = steps;
  const header = replyHeader(context, {
    type: ['ORR', 'O02'],
    about: JSON.stringify(steps.map(({ order }) => order.key)),
  });
  if (first === undefined)
    return writeMessage([header, { name: 'MSA', fields: ['AR', context.msh.controlId] }]);
  const person = patientOf(steps);
  const tube = asked?.value;
  return writeMessage([
    header,
    acceptingMsa(context),
    ...(person === undefined ? [] : [patient(person), { name: 'PV1', fields: ['1'] }]),
    { name: 'ORC', fields: ['AF', tube] },
    ...steps.map(({ code, display, system, order }, index) => ({
      name: 'OBR',
      fields: [
        String(index + 1),
        tube,
        undefined,
        [code, display, system],
        order.priority,
        undefined,
        specimenAsked(order, asked)?.collected?.text,
      ],
    })),
  ]);
}

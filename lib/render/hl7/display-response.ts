import type { SegmentContent } from '@labwire/hl7/message/write';
import { type SpecimenWork, specimenAsked, specimenNumbers, type WorkQuery } from '../../model/work.ts';
import { acceptingMsa, echo, type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';
import { patientOf } from './work-order.ts';

/**
 * DSP line numbers (Mindray BS, host interface): the data before the list of tests, and the line where the
 * list begins.
 */
const line = {
  patientId: 1,
  name: 3,
  birthDate: 4,
  sex: 5,
  barcode: 21,
  specimenId: 22,
  collected: 23,
  isStat: 24,
  specimenType: 26,
  firstTest: 29,
} as const;

/** QCK^Q02, then DSR^Q03 for each specimen with work: the older form of host queries. */
export function renderDisplayWork(
  query: WorkQuery,
  work: readonly SpecimenWork[],
  context: ReplyContext,
): readonly Uint8Array[] {
  const found = work.filter(({ orders }) => orders.length > 0);
  const isFound = found.length > 0;
  const acknowledgment = (): SegmentContent[] => [
    { name: 'ERR', fields: ['0'] },
    { name: 'QAK', fields: ['SR', isFound || query.isCancel ? 'OK' : 'NF'] },
  ];
  const answer = writeMessage([
    replyHeader(context, { type: ['QCK', 'Q02'], about: query.tag ?? '' }),
    acceptingMsa(context, 'Message accepted'),
    ...acknowledgment(),
  ]);
  const displays = found.map((one) =>
    writeMessage([
      replyHeader(context, {
        type: ['DSR', 'Q03'],
        about: JSON.stringify(one.orders.map(({ order }) => order.key)),
      }),
      acceptingMsa(context, 'Message accepted'),
      ...acknowledgment(),
      ...echo(context, 'QRD'),
      ...echo(context, 'QRF'),
      ...displayLines(one),
      { name: 'DSC', fields: [] },
    ]),
  );
  return [answer, ...displays];
}

function displayLines({ asked, orders }: SpecimenWork): SegmentContent[] {
  const person = patientOf(orders);
  const specimen = orders[0] === undefined ? undefined : specimenAsked(orders[0].order, asked);
  const barcode = (asked ?? specimenNumbers(specimen)[0])?.value;
  const [name] = person?.names ?? [];
  const known = new Map<number, string | undefined>([
    [line.patientId, person?.identifiers[0]?.value],
    [line.name, [name?.family, ...(name?.given ?? [])].filter((part) => part !== undefined).join(' ')],
    [line.birthDate, person?.birthDate?.text],
    [line.sex, person?.sex],
    [line.barcode, barcode],
    [line.specimenId, barcode],
    [line.collected, specimen?.collected?.text],
    [line.isStat, orders.some(({ order }) => order.priority === 'S') ? 'Y' : 'N'],
    [line.specimenType, specimen?.type?.codings[0]?.code ?? specimen?.type?.text],
  ]);
  const head = Array.from({ length: line.firstTest - 1 }, (_, index) =>
    display(index + 1, known.get(index + 1)),
  );
  const tests = orders.map(({ code, display: text }, index) =>
    display(line.firstTest + index, [code, text, '', '']),
  );
  return [...head, ...tests];
}

const display = (
  number: number,
  value: string | readonly (string | undefined)[] | undefined,
): SegmentContent => ({
  name: 'DSP',
  fields: [String(number), undefined, value],
});

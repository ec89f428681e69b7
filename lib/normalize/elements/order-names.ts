import type { Ei } from '@labwire/hl7/datatypes/identifiers';
import type { Place } from '@labwire/hl7/dialect/place';
import type { Obr } from '@labwire/hl7/segments/obr';
import type { Orc } from '@labwire/hl7/segments/orc';
import type { Identifier } from '../../model/concept.ts';
import { type OrderNameKind, orderAliasOf } from '../../model/identity.ts';
import type { ReportNumber } from '../../model/named-report.ts';
import type { Parent } from '../../model/report.ts';
import type { Specimen } from '../../model/specimen.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { toIdentifier } from './concept.ts';

/**
 * The placer's and the filler's number: OBR-2 and OBR-3; if they are empty, ORC-2 and ORC-3. Fields in `without` hold
 * no number of an order.
 */
export function orderNumbersOf(
  obr: Obr | undefined,
  orc: Orc | undefined,
  senderScope: string,
  without: readonly Place[] = [],
) {
  const at = (name: string, field: number, number: Ei | undefined): Ei | undefined =>
    without.some((place) => place.name === name && place.field === field) ? undefined : number;
  return {
    placerOrder: toNumber([at('OBR', 2, obr?.placerOrder), at('ORC', 2, orc?.placerOrder)], senderScope),
    fillerOrder: toNumber([at('OBR', 3, obr?.fillerOrder), at('ORC', 3, orc?.fillerOrder)], senderScope),
  };
}

const toNumber = (said: readonly (Ei | undefined)[], senderScope: string): Identifier | undefined =>
  toIdentifier(
    said.find((number) => number !== undefined && isNumber(number.id)),
    senderScope,
  );

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'NONE',
  'NULL',
  'NA',
  'N/A',
  'TEST',
  'INVALID',
]);

/**
 * Whether the text names an order or specimen. HL7's null, zeros, punctuation and placeholder words do not.
 */
export const isNumber = (text: string): boolean =>
  /[[\p{L}\p{N}]--0]/v.test(text) && !PLACEHOLDERS.has(text.trim().toUpperCase());

/** Every name that an order and its results may share, the strongest first. */
export function orderNamesOf(named: {
  readonly placerOrder?: Identifier | undefined;
  readonly fillerOrder?: Identifier | undefined;
  readonly specimens: readonly Specimen[];
}): { readonly kind: OrderNameKind; readonly id: Identifier }[] {
  const { placerOrder, fillerOrder, specimens } = named;
  return [
    ...(placerOrder === undefined ? [] : [{ kind: 'placer' as const, id: placerOrder }]),
    ...(fillerOrder === undefined ? [] : [{ kind: 'filler' as const, id: fillerOrder }]),
    ...specimens
      .flatMap(({ placerId, fillerId, containerId, otherContainerIds }) => [
        placerId,
        fillerId,
        containerId,
        ...(otherContainerIds ?? []),
      ])
      .flatMap((id) => (id === undefined || !isNumber(id.value) ? [] : [{ kind: 'specimen' as const, id }])),
  ];
}

/** A number by which reports are found. */
export const toReportNumber = (
  kind: OrderNameKind | 'document' | 'parent' | 'parent-placer',
  { value, assigner: { namespace, universalId } }: Identifier,
  sender: string,
): ReportNumber => ({
  kind,
  value,
  ...(namespace === undefined ? {} : { namespace }),
  ...(universalId === undefined ? {} : { universalId }),
  sender,
});

type NumberedOrder = Pick<Parent, 'placerOrder' | 'fillerOrder'>;

const numbersAs = (
  kinds: { readonly filler: 'filler' | 'parent'; readonly placer: 'placer' | 'parent-placer' },
  { fillerOrder, placerOrder }: NumberedOrder,
  sender: string,
): ReportNumber[] => [
  ...(fillerOrder === undefined || !isNumber(fillerOrder.value)
    ? []
    : [toReportNumber(kinds.filler, fillerOrder, sender)]),
  ...(placerOrder === undefined || !isNumber(placerOrder.value)
    ? []
    : [toReportNumber(kinds.placer, placerOrder, sender)]),
];

/** The names under which the reports of an order's isolates are listed: the order is their parent (OBR-29). */
export const namesAsParent = (order: NumberedOrder | undefined, sender: string): ReportNumber[] =>
  order === undefined ? [] : numbersAs({ filler: 'parent', placer: 'parent-placer' }, order, sender);

/** The numbers of an order, the filler's first. */
export const numbersOf = (order: NumberedOrder | undefined, sender: string): ReportNumber[] =>
  order === undefined ? [] : numbersAs({ filler: 'filler', placer: 'placer' }, order, sender);

interface Timed {
  readonly observed?: Timestamp | undefined;
  readonly analyzed?: Timestamp | undefined;
}

/**
 * The names by which results without a number are found: their patient with the minute of OBR-7, otherwise
 * with each minute of OBX-14 or OBX-19, as sent. Results without such a time have none.
 */
export function resultNumbersOf(
  patientKey: string,
  order: Pick<Timed, 'observed'> & { readonly observations: readonly Timed[] },
  sender: string,
): ReportNumber[] {
  const minute = minuteAsSent(order.observed);
  const minutes =
    minute === undefined
      ? order.observations.flatMap((one) => minuteAsSent(one.observed) ?? minuteAsSent(one.analyzed) ?? [])
      : [minute];
  return [...new Set(minutes)].map((said) => ({ kind: 'result', value: `${patientKey} ${said}`, sender }));
}

/** The zone of the source is unknown when a message is accepted, so the digits are compared. */
const minuteAsSent = (time: Timestamp | undefined): string | undefined =>
  time === undefined || !time.iso.includes('T') ? undefined : time.iso.slice(0, 'YYYY-MM-DDTHH:MM'.length);

/**
 * The index names of a number: one with its assigner, and one with its sender, because the sender may omit
 * the assigner. The name of results without a number has no assigner and no sender: a report that moves to another
 * patient is then named without its messages.
 */
export const numberNamesOf = (
  { kind, value, namespace, universalId, sender }: ReportNumber,
  processingId: string,
): string[] => [
  ...new Set(
    (kind === 'result' ? [''] : [universalId, namespace, sender]).flatMap((scope) =>
      scope === undefined ? [] : [orderAliasOf(kind, { scope, value }, processingId)],
    ),
  ),
];

import type { Concept } from '../../model/concept.ts';
import type { ReportIdentity } from '../../model/identity.ts';
import type { ReportPart } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { isNumber } from '../elements/order-names.ts';
import type { Reading } from './reading.ts';

type NumberedOrder = Pick<ReportPart, 'placerOrder' | 'fillerOrder' | 'specimens'>;
type UnnumberedOrder = Pick<ReportPart, 'patient' | 'service' | 'observed' | 'observations' | 'at'>;

/** The strongest number of an order; undefined where it has none. */
export function numberedOrder({
  fillerOrder,
  placerOrder,
  specimens,
}: NumberedOrder): ReportIdentity['order'] | undefined {
  if (fillerOrder !== undefined) return { kind: 'filler', id: fillerOrder };
  if (placerOrder !== undefined) return { kind: 'placer', id: placerOrder };
  const specimen = specimens
    .flatMap((one) => [one.placerId, one.fillerId, one.containerId])
    .find((id) => id !== undefined && isNumber(id.value));
  return specimen === undefined ? undefined : { kind: 'specimen', id: specimen };
}

/** Whom and when an order without numbers is of, and what it says. */
export const unnumberedOrder = (order: UnnumberedOrder, reading: Reading): ReportIdentity['order'] => ({
  kind: 'result',
  scope: reading.context.senderScope,
  text: resultText(order, reading),
});

/**
 * The same text where a result without numbers is sent again: of one patient, with the same tests, times to the
 * minute, devices and values. Results that tell no such time are sent again only under the same MSH-10, within
 * a day; what names no patient, or has no result, is its message's alone.
 */
function resultText(order: UnnumberedOrder, reading: Reading): string {
  const { patient, observations, at } = order;
  if (patient === undefined || observations.length === 0) return JSON.stringify([reading.messageId, at]);
  const times = observations.map(({ observed, analyzed }) =>
    [order.observed, observed, analyzed].map(minuteOf).find((minute) => minute !== undefined),
  );
  const when = times.every((time) => time !== undefined)
    ? times
    : [at, reading.msh.controlId ?? reading.messageId, reading.msh.dateTime?.slice(0, 8)];
  const sent = observations.map(({ code, subId, run, equipment, values, unit }) => [
    [namesOf(code), subId, run, equipment],
    [values.map(({ text, ...value }) => ('document' in value ? value.document : text)), namesOf(unit)],
  ]);
  return JSON.stringify([patient.key, namesOf(order.service), when, sent]);
}

/** As sent: what a newer map says of it makes no other result. */
const namesOf = (concept: Concept | undefined) => [
  concept?.codings.filter(({ isMapped }) => isMapped !== true).map(({ code, system }) => [code, system]),
  concept?.text,
];

/** Undefined where no minute was sent. */
const minuteOf = (time: Timestamp | undefined): number | undefined =>
  time === undefined || !time.iso.includes('T') ? undefined : Math.floor(Date.parse(time.iso) / 60_000);

import type { Concept } from '../../model/concept.ts';
import type { ReportIdentity } from '../../model/identity.ts';
import type { ReportPart } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { isNumber } from '../elements/order-names.ts';
import type { Reading } from './reading.ts';

type NumberedOrder = Pick<ReportPart, 'placerOrder' | 'fillerOrder' | 'specimens'>;
type UnnumberedOrder = Pick<ReportPart, 'patient' | 'service' | 'observed' | 'observations' | 'at'>;

/** The strongest number of an order. Undefined if it has none. */
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

/** The identity of an order without numbers: patient, time and content. */
export const unnumberedOrder = (order: UnnumberedOrder, reading: Reading): ReportIdentity['order'] => ({
  kind: 'result',
  scope: reading.context.senderScope,
  text: resultText(order, reading),
});

/**
 * A text that is the same if results without numbers are sent again: same patient, tests, times to the
 * minute, devices and values. Results without such a time count as sent again only under the same MSH-10
 * within a day. Results without a patient, and orders without results, belong to their message alone.
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

/** The codes as sent: a newer map must not make another result. */
const namesOf = (concept: Concept | undefined) => [
  concept?.codings.filter(({ isMapped }) => isMapped !== true).map(({ code, system }) => [code, system]),
  concept?.text,
];

/** Minutes since 1970. Undefined if no minute was sent. */
const minuteOf = (time: Timestamp | undefined): number | undefined =>
  time === undefined || !time.iso.includes('T') ? undefined : Math.floor(Date.parse(time.iso) / 60_000);

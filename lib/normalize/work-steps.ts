import type { Coding } from '../model/concept.ts';
import type { Order } from '../model/order.ts';
import type { WorkStep } from '../model/work.ts';
import type { Source } from '../site/site.ts';
import { LOINC_SYSTEM } from '../terminology/loinc.ts';

/** ORC-1 and ORC-5 of what is over: cancelled, discontinued, replaced, completed. */
const overControls: ReadonlySet<string> = new Set(['CA', 'OC', 'CR', 'DC', 'OD', 'DR', 'RE', 'OE']);
const overStatuses: ReadonlySet<string> = new Set(['CA', 'CM', 'DC', 'RP', 'ER']);

export const isCancelled = ({ control, status }: Order): boolean =>
  overControls.has(control ?? '') || status === 'CA' || status === 'DC';

/** Whether an order is still to be done. */
export const isOpen = (order: Order): boolean =>
  !overControls.has(order.control ?? '') && !overStatuses.has(order.status ?? '');

/** What an instrument has to do for an order, in its own code; undefined where it is not for it to do. */
export function stepFor(order: Order, source: Source): WorkStep | undefined {
  const codings = order.service?.codings ?? [];
  const own = codings.map((coding) => inOwnCode(coding, source)).find((found) => found !== undefined);
  const [sent] = codings;
  const coding = own ?? sent;
  if (coding === undefined) return undefined;
  const services = source.work?.services;
  if (services !== undefined && !services.includes(coding.code)) return undefined;
  return {
    order,
    code: coding.code,
    display: coding.display ?? order.service?.text,
    system: coding.system,
    control: isCancelled(order) ? 'CA' : 'NW',
  };
}

/** By LOINC, the source's map says what the instrument calls it. */
function inOwnCode({ code, system }: Coding, { terms }: Source): Coding | undefined {
  if (system !== 'LN' && system !== LOINC_SYSTEM) return undefined;
  const term = terms.find((one) => one.loinc === code && one.code !== undefined);
  return term?.code === undefined
    ? undefined
    : { code: term.code, display: term.display, system: term.system };
}

/** Whether a result of this service is of this order. */
export const isSameService = (order: Order, codings: readonly Coding[]): boolean => {
  const ordered = new Set((order.service?.codings ?? []).map(({ code }) => code));
  return ordered.size === 0 || codings.some(({ code }) => ordered.has(code));
};

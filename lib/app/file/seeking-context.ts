import { orderAliasOf } from '../../model/identity.ts';
import type { ReportNumber } from '../../model/named-report.ts';
import { numbersOf, orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { Site } from '../../site/site.ts';
import type { Filing } from './filing.ts';
import { type SeekingContext, toServiceName } from './sought-report.ts';

/** Gives the context of each part of one message. */
export type ContextOf = (incoming: IncomingPart, filing: Pick<Filing, 'linkParts'>) => SeekingContext;

/** What the other parts of a message say of the order of each. `ordered`: names that an order message has named. */
export function contextsIn(
  parts: readonly IncomingPart[],
  { site, ordered }: { readonly site: Site; readonly ordered: ReadonlySet<string> },
): ContextOf {
  const controls = new Set(parts.map(({ orderControl }) => orderControl));
  const services = parts
    .filter(({ orderControl }) => !isReplaced(orderControl))
    .flatMap((of) => {
      const service = toServiceName(of.identity.service);
      return service === undefined ? [] : [{ of, service }];
    });
  return (incoming, { linkParts }) => {
    const { part, processingId, senderScope } = incoming;
    return {
      site,
      senderScope,
      linkParts,
      isOrdered: orderNamesOf(part).some(({ kind, id }) => ordered.has(orderAliasOf(kind, id, processingId))),
      exchanges: isExchange(incoming.orderControl, controls),
      replaced: replacedBy(incoming, parts),
      alsoTold: services.flatMap(({ of, service }) => (of === incoming ? [] : [service])),
    };
  };
}

/** Order controls that exchange a service (HL7 table 0119): XO, XX, XR, or RO in a message with RU or RQ. */
const isExchange = (control: string | undefined, inMessage: ReadonlySet<string | undefined>): boolean =>
  ['XO', 'XX', 'XR'].includes(control ?? '') ||
  (control === 'RO' && (inMessage.has('RU') || inMessage.has('RQ')));

/**
 * The numbers of the order that an RO replaces: those of the only RU or RQ of the message, if it has one RO (HL7 v2.5.1
 * §4.5.1). If there are several, nothing says which replaces which.
 */
function replacedBy(
  { orderControl, senderScope }: IncomingPart,
  parts: readonly IncomingPart[],
): readonly ReportNumber[] {
  if (orderControl !== 'RO') return [];
  const replaced = parts.filter((one) => isReplaced(one.orderControl));
  const replacing = parts.filter((one) => one.orderControl === 'RO');
  const [only] = replaced;
  return only === undefined || replaced.length > 1 || replacing.length > 1
    ? []
    : numbersOf(only.part, senderScope);
}

const isReplaced = (control: string | undefined): boolean => control === 'RU' || control === 'RQ';

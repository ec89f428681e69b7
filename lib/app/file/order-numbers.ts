import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { NumberedOrder } from '../../model/owner.ts';
import type { ReportPart } from '../../model/report.ts';
import { orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import { isSameNumber, numberInCommon } from '../../reports/find/equal-numbers.ts';
import { isOneService } from '../../reports/find/equal-services.ts';
import { findReport } from '../../reports/find/find-report.ts';
import { isInTime } from '../../reports/find/in-time.ts';
import type { NumberLimits, SoughtReport } from '../../reports/find/sought-report.ts';
import { toServiceName } from './sought-report.ts';

/**
 * The numbers that the orders of a part name, and that the part does not: results may name the placer's number alone,
 * others the filler's or the tube. None if its numbers and its service are those of several orders.
 */
export function numbersOfOrders(
  part: ReportPart,
  orders: readonly NumberedOrder[],
  senderScope: string,
): readonly ReportNumber[] {
  const numbers = orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, senderScope));
  const service = toServiceName(part.service);
  return numbersLacking({ numbers, services: service === undefined ? [] : [service] }, orders);
}

/** The same for a report. */
export function numbersLacking(
  named: Pick<NamedReport, 'numbers' | 'services'>,
  orders: readonly NumberedOrder[],
): readonly ReportNumber[] {
  const meant = orders.filter((order) => isOrderOf(order, named));
  const lacking = meant
    .flatMap(({ numbers }) => numbers)
    .filter(({ kind }) => ofKind(named.numbers, kind).length === 0);
  return orderKinds.every((kind) => areOne(ofKind(lacking, kind))) ? lacking : [];
}

const orderKinds = ['filler', 'placer'] as const;

/** Whether an order has the service, one of the numbers, and no other number of the same kind. */
function isOrderOf(
  { numbers, service }: NumberedOrder,
  named: Pick<NamedReport, 'numbers' | 'services'>,
): boolean {
  const ordered = toServiceName(service);
  if (ordered === undefined || !isOneService([ordered], named.services)) return false;
  const relations = orderKinds.flatMap((kind) => {
    const [ours, theirs] = [ofKind(named.numbers, kind), ofKind(numbers, kind)];
    return ours.length === 0 || theirs.length === 0
      ? []
      : [ours.some((one) => theirs.some((other) => isSameNumber(one, other)))];
  });
  return relations.length > 0 && relations.every((isSame) => isSame);
}

const ofKind = (numbers: readonly ReportNumber[], kind: ReportNumber['kind']): readonly ReportNumber[] =>
  numbers.filter((one) => one.kind === kind);

const areOne = ([first, ...rest]: readonly ReportNumber[]): boolean =>
  first === undefined || rest.every((other) => isSameNumber(first, other));

/**
 * Those of an order's numbers by which a part may be found. None if they would take it away from a report that has its
 * own number, or if they name several reports. `known`: the reports of its own numbers, and the patient's of the
 * order's.
 */
export function usedNumbers(
  own: SoughtReport,
  ofOrder: readonly ReportNumber[],
  known: readonly NamedReport[],
  limits: NumberLimits,
): readonly ReportNumber[] {
  if (ofOrder.length === 0) return [];
  const both = { ...own, numbers: [...own.numbers, ...ofOrder] };
  const isTaken = known.some((report) => {
    const by = numberInCommon(own, report);
    return (
      by !== undefined && isInTime(own, report, by, limits) && numberInCommon(both, report) === undefined
    );
  });
  return isTaken || findReport(both, known, limits).kind === 'ambiguous' ? [] : ofOrder;
}

import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import { namesAsParent, numbersOf } from '../../normalize/elements/order-names.ts';
import { isSameNumber } from '../../reports/equal-numbers.ts';
import { timeBetween } from '../../reports/find-report.ts';
import { statesIsolates } from '../../reports/parent-results.ts';
import type { NumberBook } from './number-book.ts';

/** The keys of the reports that are related to a part by OBR-29. */
export interface Relatives {
  /** Reports of the order that OBR-29 of the part names: the culture of a susceptibility. */
  readonly parents: readonly string[];
  /** Reports whose OBR-29 names the order of the part: the susceptibilities of a culture. */
  readonly children: readonly string[];
  /**
   * Of a cancellation that names no service: the reports of its order. Of any other part: the report that holds such
   * cancellations of its order.
   */
  readonly ofOrder: readonly string[];
}

export const noRelatives: Relatives = { parents: [], children: [], ofOrder: [] };

/** The numbers by which the relatives of a part are found. Empty for a part without a parent and isolates. */
export const relativeNumbersOf = (part: ReportPart, senderScope: string): readonly ReportNumber[] => [
  ...numbersOf(part.parent, senderScope),
  ...namesAsParent(part.parent, senderScope),
  ...(statesIsolates(part) ? namesAsParent(part, senderScope) : []),
];

/** Finds relatives of the same patient, within the time in which a number is not used again. */
export function relativesIn(
  book: NumberBook,
  part: ReportPart,
  sought: Pick<NamedReport, 'patients' | 'first' | 'last'>,
  { senderScope, reuseMs }: { readonly senderScope: string; readonly reuseMs: number },
): Relatives {
  const isNear = (report: NamedReport): boolean =>
    report.patients.some((key) => sought.patients.includes(key)) && timeBetween(sought, report) <= reuseMs;
  const ofParent = numbersOf(part.parent, senderScope);
  const parents = book
    .reportsOf(ofParent)
    .filter(
      (report) =>
        isNear(report) &&
        isOfOrder(report, ofParent) &&
        !isOfOrder(report, namesAsParent(part.parent, senderScope)),
    );
  const asParent = statesIsolates(part) ? namesAsParent(part, senderScope) : [];
  const children = book.reportsOf(asParent).filter((report) => isNear(report) && isOfOrder(report, asParent));
  const own = numbersOf(part, senderScope);
  const ofOrder = book
    .reportsOf(own)
    .filter(
      (report) =>
        isNear(report) &&
        isOfOrder(report, own) &&
        (report.services.length === 0) !== (part.service === undefined),
    );
  return {
    parents: parents.map(({ key }) => key),
    children: children.map(({ key }) => key),
    ofOrder: ofOrder.map(({ key }) => key),
  };
}

/** Whether a report has one of these numbers. A weaker number counts only if the report has no stronger one. */
function isOfOrder({ numbers }: Pick<NamedReport, 'numbers'>, of: readonly ReportNumber[]): boolean {
  for (const one of of) {
    const own = numbers.filter(({ kind }) => kind === one.kind);
    if (own.some((number) => isSameNumber(number, one))) return true;
    if (own.length > 0) return false;
  }
  return false;
}

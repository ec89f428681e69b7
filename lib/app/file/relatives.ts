import type { NamedReport, NumberKind, ReportNumber } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import { namesAsParent, numbersOf } from '../../normalize/elements/order-names.ts';
import { isSameNumber } from '../../reports/find/equal-numbers.ts';
import { timeBetween } from '../../reports/find/part-span.ts';
import { statesIsolates } from '../../reports/isolates/parent-results.ts';
import type { NumberBook } from './number-book.ts';

export interface ChildReport {
  readonly key: string;
  /** Every report that its OBR-29 may name, also others than the one of the part: a stain, a second bottle. */
  readonly parents: readonly string[];
}

/** The keys of the reports that are related to a part by OBR-29. */
export interface Relatives {
  /** Reports of the order that OBR-29 of the part names: the culture of a susceptibility. */
  readonly parents: readonly string[];
  /** Reports whose OBR-29 names the order of the part: the susceptibilities of a culture. */
  readonly children: readonly ChildReport[];
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
  const near = (numbers: readonly ReportNumber[]): readonly NamedReport[] =>
    book.reportsOf(numbers).filter((report) => isNear(report) && isOfOrder(report, numbers));
  const parentsBy = (orders: readonly ReportNumber[], asParent: readonly ReportNumber[]): readonly string[] =>
    near(orders)
      .filter((report) => !isOfOrder(report, asParent))
      .map(({ key }) => key);
  const asParent = statesIsolates(part) ? namesAsParent(part, senderScope) : [];
  const own = numbersOf(part, senderScope);
  const ofOrder = near(own).filter(
    ({ services }) => (services.length === 0) !== (part.service === undefined),
  );
  return {
    parents: parentsBy(numbersOf(part.parent, senderScope), namesAsParent(part.parent, senderScope)),
    children: near(asParent).map(({ key, numbers }) => {
      const named = [...ofKind(numbers, 'parent'), ...ofKind(numbers, 'parent-placer')];
      return { key, parents: parentsBy(named.map(asOwn), named) };
    }),
    ofOrder: ofOrder.map(({ key }) => key),
  };
}

/** The number of a parent as its own report has it. */
const asOwn = (number: ReportNumber): ReportNumber => ({
  ...number,
  kind: number.kind === 'parent' ? 'filler' : 'placer',
});

const ofKind = (numbers: readonly ReportNumber[], kind: NumberKind): readonly ReportNumber[] =>
  numbers.filter((number) => number.kind === kind);

/** Whether a report has one of these numbers. A weaker number counts only if the report has no stronger one. */
function isOfOrder({ numbers }: Pick<NamedReport, 'numbers'>, of: readonly ReportNumber[]): boolean {
  for (const { kind } of of) {
    const own = ofKind(numbers, kind);
    if (own.length > 0)
      return own.some((number) => ofKind(of, kind).some((one) => isSameNumber(number, one)));
  }
  return false;
}

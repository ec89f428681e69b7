import type { Identifier } from '../../model/concept.ts';
import type { ReportPart } from '../../model/report.ts';
import { isSameSpelling } from '../find/number-spelling.ts';
import { areOneCode, sentCodes } from '../results/equal-codes.ts';
import { toPartDated } from '../statements/statement.ts';
import { compareClocksOf } from '../statements/statement-order.ts';

/**
 * The cancellations of a LIS among the copies of what is said of a tube. One of an order with older results is left out:
 * its tests are known. If the tube has another order that was not cancelled, nobody knows of which order a value of an
 * analyzer is, so a cancellation holds.
 */
export function tubeCancellationsIn(copies: readonly ReportPart[]): readonly ReportPart[] {
  const live = copies.filter((copy) => copy.statesTube !== undefined && copy.isWithdrawn !== true);
  const cancelling = live.filter(isCancelling);
  const others = live.filter((copy) => !isCancelling(copy));
  const isCancelled = (copy: ReportPart): boolean => cancelling.some((one) => isOneOrder(one, copy));
  const hasOther = others.some((copy) => !isCancelled(copy));
  return cancelling
    .filter(
      (one) => !others.some((other) => hasResults(other) && isOneOrder(one, other) && isOlder(other, one)),
    )
    .map((one) => (hasOther && one.cancels === 'withdraw' ? { ...one, cancels: 'hold' as const } : one));
}

const isCancelling = ({ cancels }: ReportPart): boolean => cancels !== undefined;

const hasResults = ({ statesTube = [] }: ReportPart): boolean => statesTube.length > 0;

/** Results that were stated after the cancellation are of a sample that was collected again. */
const isOlder = (a: ReportPart, b: ReportPart): boolean =>
  compareClocksOf(toPartDated(a), toPartDated(b)) < 0;

/** Whether two parts are about one service of one order: they have a number in common, and nothing differs. */
function isOneOrder(a: ReportPart, b: ReportPart): boolean {
  const same = [isSame(a.fillerOrder, b.fillerOrder), isSame(a.placerOrder, b.placerOrder)];
  return same.includes(true) && !same.includes(false) && isOneService(a, b);
}

const isSame = (a: Identifier | undefined, b: Identifier | undefined): boolean | undefined =>
  a === undefined || b === undefined ? undefined : isSameSpelling(a.value, b.value);

const isOneService = ({ service: a }: ReportPart, { service: b }: ReportPart): boolean =>
  a === undefined || b === undefined || areOneCode(sentCodes(a.codings), sentCodes(b.codings));

import type { ReportPart } from '../model/report.ts';
import { revisionOf } from './parts.ts';
import { isSettledPart, toPartDated } from './statements/statement.ts';
import { compareReceipt, orderOf } from './statements/statement-order.ts';

/** The order in which parts are stored. It does not depend on their results. */
export function compareParts(a: ReportPart, b: ReportPart): number {
  return (
    a.watermark.statusTime - b.watermark.statusTime ||
    a.watermark.messageTime - b.watermark.messageTime ||
    compareReceipt(toPartDated(a), toPartDated(b)) ||
    revisionOf(a) - revisionOf(b)
  );
}

/**
 * Sorts parts, oldest first. If their times do not show which is older, the collection time decides, then the
 * order of receipt.
 */
export function inOrder(parts: readonly ReportPart[]): ReportPart[] {
  if (parts.length < 2) return [...parts];
  const dated = new Map(parts.map((part) => [part, toPartDated(part)]));
  const order = orderOf([...dated.values()]);
  return parts.toSorted((one, other) => {
    const [a, b] = [dated.get(one), dated.get(other)];
    if (a === undefined || b === undefined) throw new Error('a part without its times');
    const [early, late] = [one.observed?.iso ?? '', other.observed?.iso ?? ''];
    if (!order.isKnown(a, b) && early !== late) return early < late ? -1 : 1;
    return order.compare(a, b) || revisionOf(one) - revisionOf(other);
  });
}

/**
 * The newest settled part leads, a LIS's before an analyzer's. If no part is settled, the newest part leads.
 */
export const leadersOf = (parts: readonly ReportPart[]): ReportPart[] => {
  if (parts.length < 2) return [...parts];
  const levels = Map.groupBy(parts, (part) =>
    isSettledPart(part) ? (part.isFromAnalyzer === true ? 1 : 0) : 2,
  );
  return ([0, 1, 2] as const).flatMap((level) => inOrder(levels.get(level) ?? []).reverse());
};

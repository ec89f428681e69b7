import type { StatedResult } from './stated-results.ts';
import { levelOf } from './statement.ts';
import { orderOf, type StatementOrder } from './statement-order.ts';
import { isDated, isRevived, saysElse, takesBack } from './unmarked-correction.ts';

/** Statements of one level (see `levelOf`), in their order. */
export interface Level {
  readonly newestFirst: readonly StatedResult[];
  readonly order: StatementOrder;
}

/**
 * Preliminary statements come before the settled ones if the newest of these took the result back and the clocks say that they
 * are later than all of them: the laboratory measures again. One that only repeats an earlier value is a resend, unless it
 * has a time of its own.
 */
export function withMeasuredAgain(levels: readonly Level[]): readonly Level[] {
  const preliminary = levels.find(
    ({ newestFirst: [first] }) => first !== undefined && levelOf(first.lead) === 1,
  );
  const settled = settledIn(levels);
  const [newest] = settled;
  if (preliminary === undefined || newest === undefined || !takesBack(newest)) return levels;
  const isLater = (one: StatedResult): boolean => isLaterThanAll(one, settled);
  const before = [...settled, ...preliminary.newestFirst.filter((one) => !isLater(one))];
  const news = preliminary.newestFirst.filter(
    (one) => isLater(one) && (isDated(one) || before.every((other) => saysElse(other, one))),
  );
  if (news.length === 0) return levels;
  const rest = preliminary.newestFirst.filter((one) => !news.includes(one));
  const others = levels.map((level) => (level === preliminary ? { ...level, newestFirst: rest } : level));
  return [
    { ...preliminary, newestFirst: news },
    ...others.filter(({ newestFirst }) => newestFirst.length > 0),
  ];
}

/** Whether a preliminary result repeats, with a time of its own, a value that was taken back. `lower`: the levels after its own. */
export const isMeasuredAgainAlike = (current: StatedResult, lower: readonly StatedResult[]): boolean =>
  levelOf(current.lead) === 1 &&
  lower.some(({ lead }) => levelOf(lead) >= 2) &&
  isRevived(current, { since: [], before: lower });

const settledIn = (levels: readonly Level[]): readonly StatedResult[] =>
  levels.flatMap(({ newestFirst }) => newestFirst.filter(({ lead }) => levelOf(lead) >= 2));

function isLaterThanAll(one: StatedResult, others: readonly StatedResult[]): boolean {
  if (one.lead.observation.values.length === 0) return false;
  const order = orderOf([one, ...others]);
  return others.every((other) => order.compareClocks(one, other) > 0);
}

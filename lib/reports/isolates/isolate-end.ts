import { isNothingGrown } from '../../model/organisms.ts';
import { isSameResult } from '../results/same-result.ts';
import { standingResult } from '../statements/standing-result.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { levelOf, onlyConfirms, saysCorrection } from '../statements/statement.ts';
import { type Dated, orderOf } from '../statements/statement-order.ts';
import { isRefinedName, namesDescribed } from './refined-name.ts';

/**
 * How an isolate ended. `gone`: it was left out, or taken back or cancelled by a statement, or the final answer is that
 * nothing grew. Otherwise the statement
 * that gave it another final name: results that were stated before are not results of the new name.
 */
export type IsolateEnd =
  | { readonly kind: 'gone'; readonly by?: StatedResult }
  | { readonly kind: 'renamed'; readonly by: StatedResult };

/** How the isolate of these statements ended. Undefined if it still has its first final name, or a refined one. */
export function endOf(stated: readonly StatedResult[], isLeftOut: boolean): IsolateEnd | undefined {
  if (isLeftOut) return { kind: 'gone' };
  const standing = standingResult('', stated);
  const { status } = standing.observation;
  if (status === 'W' || status === 'D' || status === 'X') return { kind: 'gone', by: standing.stated };
  const settled = stated.filter(({ lead }) => levelOf(lead) >= 2 && lead.observation.values.length > 0);
  const oldestFirst = settled.toSorted(orderOf(settled).compare);
  const last = oldestFirst.at(-1);
  if (last === undefined) return undefined;
  if (stated.length > 1 && last.lead.observation.values.some(isNothingGrown))
    return { kind: 'gone', by: last };
  const name = last.lead.observation;
  const before = oldestFirst.findLastIndex(
    ({ lead: { observation } }) => !isRefinedName(observation, name) && !namesDescribed(observation, name),
  );
  const by = oldestFirst[before + 1];
  return before < 0 || by === undefined ? undefined : { kind: 'renamed', by };
}

/**
 * Whether a result ends with its isolate. A result that was stated after a new name does not, and neither does one of
 * which the message of the end says something new. `all`: every statement about the result.
 */
export function isEndedBy(
  end: IsolateEnd,
  result: StatedResult,
  all: readonly StatedResult[] = [result],
): boolean {
  if (end.by === undefined || !messagesOf(result).includes(end.by.messageId))
    return end.kind === 'gone' || isBefore(result, end.by);
  return end.kind === 'gone' && isOnlyRepeatedIn(end.by.messageId, result, all);
}

/** Whether a message says of a result, without marking it, the value that it had before, or no value. */
export function isOnlyRepeatedIn(
  messageId: string,
  result: StatedResult,
  all: readonly StatedResult[],
): boolean {
  const oldestFirst = [...result.repeats, result.lead];
  const own = oldestFirst.filter((one) => one.messageId === messageId);
  if (own.some(saysCorrection)) return false;
  if (own.length < oldestFirst.length && oldestFirst[0]?.messageId !== messageId) return true;
  const stated = all.toSorted(orderOf(all).compare);
  const before = stated[stated.indexOf(result) - 1];
  return (
    before !== undefined &&
    (own.every(onlyConfirms) || isSameResult(before.lead.observation, result.lead.observation))
  );
}

const messagesOf = ({ messageId, lead, repeats }: StatedResult): string[] => [
  messageId,
  lead.messageId,
  ...repeats.map((one) => one.messageId),
];

/** Whether clocks say so. Statements without a clock are compared by their status and their numbers. */
function isBefore(a: Dated, b: Dated): boolean {
  const order = orderOf([a, b]);
  const clocks = order.compareClocks(a, b);
  if (clocks !== 0 || (hasClock(a) && hasClock(b))) return clocks < 0;
  return order.isKnown(a, b) && order.compare(a, b) < 0;
}

const hasClock = ({ clocks }: Dated): boolean => clocks?.sent !== undefined || clocks?.reported !== undefined;

import { isSameName } from './same-name.ts';
import { standingResult } from './standing-result.ts';
import type { StatedResult } from './stated-results.ts';
import { levelOf } from './statement.ts';
import { type Dated, orderOf } from './statement-order.ts';

/**
 * How an isolate ended. `gone`: it was left out, taken back or cancelled. Otherwise the statement that gave it
 * another final name: results that were stated before are not results of the new name.
 */
export type IsolateEnd = { readonly kind: 'gone' } | { readonly kind: 'renamed'; readonly by: StatedResult };

/** How the isolate of these statements ended. Undefined if it still has its first final name. */
export function endOf(stated: readonly StatedResult[], isLeftOut: boolean): IsolateEnd | undefined {
  if (isLeftOut) return { kind: 'gone' };
  const { status } = standingResult('', stated).observation;
  if (status === 'W' || status === 'D' || status === 'X') return { kind: 'gone' };
  const settled = stated.filter(({ lead }) => levelOf(lead) >= 2 && lead.observation.values.length > 0);
  const oldestFirst = settled.toSorted(orderOf(settled).compare);
  const last = oldestFirst.at(-1);
  if (last === undefined) return undefined;
  const before = oldestFirst.findLastIndex(
    ({ lead }) => !isSameName(lead.observation, last.lead.observation),
  );
  const by = oldestFirst[before + 1];
  return before < 0 || by === undefined ? undefined : { kind: 'renamed', by };
}

/** Whether a result ends with its isolate. A result that was stated with the new name, or after it, does not. */
export const isEndedBy = (end: IsolateEnd, result: Dated): boolean =>
  end.kind === 'gone' || (end.by.messageId !== result.messageId && isBefore(result, end.by));

/** Whether clocks say so. Statements without a clock are compared by their status and their numbers. */
function isBefore(a: Dated, b: Dated): boolean {
  const order = orderOf([a, b]);
  const clocks = order.compareClocks(a, b);
  if (clocks !== 0 || (hasClock(a) && hasClock(b))) return clocks < 0;
  return order.isKnown(a, b) && order.compare(a, b) < 0;
}

const hasClock = ({ clocks }: Dated): boolean => clocks?.sent !== undefined || clocks?.reported !== undefined;

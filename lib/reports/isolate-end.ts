import { isSameName } from './same-name.ts';
import { standingResult } from './standing-result.ts';
import type { StatedResult } from './stated-results.ts';
import { levelOf } from './statement.ts';
import { type Dated, orderOf } from './statement-order.ts';

/**
 * How an isolate ended. `gone`: it was left out, or taken back or cancelled by a statement. Otherwise the statement
 * that gave it another final name: results that were stated before are not results of the new name.
 */
export type IsolateEnd =
  | { readonly kind: 'gone'; readonly by?: StatedResult }
  | { readonly kind: 'renamed'; readonly by: StatedResult };

/** How the isolate of these statements ended. Undefined if it still has its first final name. */
export function endOf(stated: readonly StatedResult[], isLeftOut: boolean): IsolateEnd | undefined {
  if (isLeftOut) return { kind: 'gone' };
  const standing = standingResult('', stated);
  const { status } = standing.observation;
  if (status === 'W' || status === 'D' || status === 'X') return { kind: 'gone', by: standing.stated };
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

/**
 * Whether a result ends with its isolate. A result that was stated in the message of the end does not, and neither
 * does one that was stated after a new name.
 */
export function isEndedBy(end: IsolateEnd, result: StatedResult): boolean {
  if (end.by !== undefined && messagesOf(result).includes(end.by.messageId)) return false;
  return end.kind === 'gone' || isBefore(result, end.by);
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

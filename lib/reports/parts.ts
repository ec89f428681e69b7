import type { ReportPart } from '../model/report.ts';

/** Whether two parts come from one place in one message: one is a later reading of the other. */
export const isSamePlace = (a: ReportPart, b: ReportPart): boolean =>
  a.messageId === b.messageId && a.at === b.at;

/** Whether a part is a copy from another report: it adds no result of its own. */
export const isCopy = ({ statesParent, statesTube }: ReportPart): boolean =>
  statesParent !== undefined || statesTube !== undefined;

/** How many times the message was read again with another outcome. */
export const revisionOf = ({ revision }: ReportPart): number => revision ?? 0;

/** The latest reading of each message and place. */
export function currentParts(parts: readonly ReportPart[]): ReportPart[] {
  const newest = new Map<string, number>();
  for (const part of parts)
    if (part.revision !== undefined) {
      const place = placeOf(part);
      newest.set(place, Math.max(part.revision, newest.get(place) ?? 0));
    }
  if (newest.size === 0) return [...parts];
  return parts.filter((part) => revisionOf(part) === (newest.get(placeOf(part)) ?? 0));
}

const placeOf = ({ messageId, at }: ReportPart): string => `${messageId} ${at}`;

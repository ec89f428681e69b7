import type { ReportPart } from '../model/report.ts';
import { inOrder } from './part-order.ts';
import { isCopy } from './parts.ts';
import { isSettledPart } from './statements/statement.ts';

/** Whether parts are of a document: one states its whole content, ends it, or changes it without content. */
export const isOfDocument = (parts: readonly ReportPart[]): boolean =>
  parts.some(({ isWhole, isEnd, isEdit }) => isWhole === true || isEnd === true || isEdit === true);

/** Whether a document is known only by messages that change or end it without content of their own. */
export const lacksContent = (live: readonly ReportPart[]): boolean =>
  live.length > 0 && live.every(({ waitsForOriginal }) => waitsForOriginal === true);

/**
 * The parts of a document, oldest first, with the standing of each content: a notification signs the content before it
 * (HL7 v2.5.1 §9.5.3), a content without a completion status keeps the one before, and an edit of a document that had
 * ended by then is withdrawn. Other parts are unchanged.
 */
export function withStandingContents(oldestFirst: readonly ReportPart[]): readonly ReportPart[] {
  if (!isOfDocument(oldestFirst)) return oldestFirst;
  const parts = [...oldestFirst];
  /** The index of the newest content. */
  let newest: number | undefined;
  let hasEnded = false;
  let isSigned = false;
  for (const [index, part] of oldestFirst.entries()) {
    if (part.isWithdrawn === true) continue;
    if (part.isEnd === true) {
      hasEnded = true;
    } else if (hasEnded && part.isEdit === true) {
      parts[index] = { ...part, isWithdrawn: true };
    } else if (part.isWhole === true) {
      const keepsSignature: boolean = part.keepsStatus === true && isSigned && !hasEnded;
      if (keepsSignature) parts[index] = signed(part);
      isSigned = keepsSignature || isSettledPart(part);
      hasEnded &&= !isSigned;
      newest = index;
    } else if (isSettledPart(part) && newest !== undefined && !isSigned) {
      const content = parts[newest];
      if (content !== undefined) parts[newest] = signed(content);
      isSigned = true;
    }
  }
  return parts;
}

/** OBX-11 that a signature of the whole document makes final (HL7 table 0085). */
const unsigned: ReadonlySet<string> = new Set(['P', 'R', 'S']);

const signed = (part: ReportPart): ReportPart => ({
  ...part,
  status: 'F',
  observations: part.observations.map((one) =>
    unsigned.has(one.status ?? '') ? { ...one, status: 'F' } : one,
  ),
});

/** Whether a part edits a document that was cancelled, deleted or replaced before. */
export function editsEnded(part: ReportPart, parts: readonly ReportPart[]): boolean {
  if (part.isEdit !== true) return false;
  const others = parts.filter((one) => one.replaces === undefined && !isCopy(one));
  const oldestFirst = inOrder([...others.filter((one) => one.messageId !== part.messageId), part]);
  return withStandingContents(oldestFirst)[oldestFirst.indexOf(part)]?.isWithdrawn === true;
}

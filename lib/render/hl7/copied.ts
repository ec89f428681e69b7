import type { FieldContent, SegmentContent } from '@labwire/hl7/message/write';
import type { CopiedFields, CopiedSegment } from '../../model/pass-through.ts';

/** A segment with fields of the original message in place of its own. */
export function withCopied(
  { name, fields }: SegmentContent,
  copied: CopiedFields = new Map(),
): SegmentContent {
  if (copied.size === 0) return { name, fields };
  const length = Math.max(fields.length, ...copied.keys());
  const all = Array.from({ length }, (_, index): FieldContent => {
    const field = copied.get(index + 1);
    return field === undefined ? fields[index] : { repetitions: field };
  });
  return { name, fields: all };
}

/** A segment that has nothing but fields of the original message, if there are any. */
export const addedSegment = (name: string, copied: CopiedFields = new Map()): SegmentContent[] =>
  copied.size === 0 ? [] : [withCopied({ name, fields: [] }, copied)];

/** A whole segment of the original message. */
export const copiedSegment = ({ name, fields }: CopiedSegment): SegmentContent =>
  withCopied({ name, fields: [] }, fields);

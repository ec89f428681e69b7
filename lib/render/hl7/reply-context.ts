import { createHash } from 'node:crypto';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import type { Message } from '@labwire/hl7/message/message';
import { type FieldContent, type SegmentContent, writeSegment } from '@labwire/hl7/message/write';
import { type Msh, readMsh } from '@labwire/hl7/segments/msh';
import { formatTimestamp } from '@labwire/hl7/timestamp';

/** The data for an answer to an instrument. */
export interface ReplyContext {
  /** The message that is answered. Undefined if there was no question. */
  readonly query: Message | undefined;
  readonly msh: Msh;
  readonly now: Date;
}

export const replyContext = (query: Message, now: Date): ReplyContext => ({
  query,
  msh: readMsh(query.header),
  now,
});

/** The context of a message to an instrument that did not ask. */
export const unaskedContext = (
  to: { readonly application?: string | undefined; readonly facility?: string | undefined },
  processingId: string,
  now: Date,
): ReplyContext => ({
  query: undefined,
  msh: { sendingApplication: to.application, sendingFacility: to.facility, processingId, version: '2.5.1' },
  now,
});

export interface HeaderContent {
  readonly type: readonly string[];
  /** The text from which MSH-10 is derived. The same text always gives the same MSH-10. */
  readonly about: string;
  /** MSH-15 and MSH-16. */
  readonly acknowledgments?: readonly [string, string] | undefined;
  /** MSH-21. */
  readonly profile?: string | undefined;
}

/** The header of an answer: addressed to the sender of the question, in its version, in UTF-8. */
export function replyHeader({ msh, now }: ReplyContext, content: HeaderContent): SegmentContent {
  const { acknowledgments = [], profile, type, about } = content;
  return {
    name: 'MSH',
    fields: [
      'LABWIRE',
      undefined,
      msh.sendingApplication,
      msh.sendingFacility,
      formatTimestamp(now),
      undefined,
      type,
      controlIdOf(type.join('^'), about, msh.controlId ?? ''),
      msh.processingId ?? 'P',
      msh.version ?? '2.5.1',
      undefined,
      undefined,
      ...[acknowledgments[0], acknowledgments[1]],
      undefined,
      'UNICODE UTF-8',
      undefined,
      undefined,
      profile === undefined ? undefined : profile.split('^'),
    ],
  };
}

/** The MSA of an accepting answer. */
export const acceptingMsa = ({ msh }: ReplyContext, text?: string): SegmentContent => ({
  name: 'MSA',
  fields: ['AA', msh.controlId, text],
});

/** A segment of the query, unchanged except for the delimiters of the answer. */
export function echo({ query }: ReplyContext, name: string): SegmentContent[] {
  const segment = query?.find(name);
  if (segment === undefined) return [];
  const { length } = segment.raw.split(segment.delimiters.field);
  const fields = Array.from({ length: length - 1 }, (_, index): FieldContent => {
    const number = index + 1;
    const repetitions = segment
      .repetitions(number)
      .map((_one, at) =>
        Array.from({ length: componentCount(segment.raw) }, (_component, part) =>
          segment.value(number, { repetition: at + 1, component: part + 1 }),
        ),
      );
    return { repetitions };
  });
  return [{ name, fields }];
}

const componentCount = (raw: string): number => Math.min(raw.length, 8);

/** MSH-10, at most 20 characters. */
export const controlIdOf = (...about: readonly string[]): string =>
  `LW${createHash('sha256').update(about.join('\n')).digest('hex').slice(0, 18).toUpperCase()}`;

export const writeMessage = (segments: readonly SegmentContent[]): Uint8Array =>
  Buffer.from(segments.map((segment) => `${writeSegment(segment, defaultDelimiters)}\r`).join(''), 'utf8');

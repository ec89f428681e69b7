import { createHash } from 'node:crypto';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import type { Message } from '@labwire/hl7/message/message';
import { type FieldContent, type SegmentContent, writeSegment } from '@labwire/hl7/message/write';
import { type Msh, readMsh } from '@labwire/hl7/segments/msh';
import { formatTimestamp } from '@labwire/hl7/timestamp';

/** What an answer to an instrument is made with. */
export interface ReplyContext {
  /** The message that is answered; undefined where nobody asked. */
  readonly query: Message | undefined;
  readonly msh: Msh;
  readonly now: Date;
}

export const replyContext = (query: Message, now: Date): ReplyContext => ({
  query,
  msh: readMsh(query.header),
  now,
});

/** Who is told without having asked. */
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
  /** From what MSH-10 is derived: the same always gets the same. */
  readonly about: string;
  /** MSH-15 and MSH-16. */
  readonly acknowledgments?: readonly [string, string] | undefined;
  /** MSH-21. */
  readonly profile?: string | undefined;
}

/** The header of an answer: back to who asked, in the version that was asked in, in UTF-8. */
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

/** MSA of an answer that accepts. */
export const acceptingMsa = ({ msh }: ReplyContext, text?: string): SegmentContent => ({
  name: 'MSA',
  fields: ['AA', msh.controlId, text],
});

/** A segment of the query as it stood there, with the delimiters of the answer. */
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

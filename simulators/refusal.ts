import { readAck } from '@labwire/hl7/ack';
import type { Message } from '@labwire/hl7/message/message';

/** The words of an answer that refuses: its code, and each ERR. Undefined if it accepts. */
export function refusalOf(answer: Message): string | undefined {
  const ack = readAck(answer.segments);
  if (ack === undefined) return 'the answer is no acknowledgment';
  if (ack.code === 'AA' || ack.code === 'CA') return undefined;
  return [ack.code, ...(ack.errors.length > 0 ? ack.errors : [ack.text ?? 'no reason given'])].join(' ');
}

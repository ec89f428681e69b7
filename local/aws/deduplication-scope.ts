import { createHash } from 'node:crypto';
import type { AwsRequest } from './request.ts';

/**
 * A `SendMessage` to a queue whose deduplication scope is the message group, for an emulator that knows no
 * scope but the queue: there one message could not wait in two groups.
 */
export function withScopedId({ body, members }: AwsRequest): Buffer {
  const { MessageGroupId: group, MessageDeduplicationId: id } = members;
  if (id === undefined) return body;
  const MessageDeduplicationId = createHash('sha256')
    .update(JSON.stringify([group, id]))
    .digest('hex');
  return Buffer.from(JSON.stringify({ ...members, MessageDeduplicationId }));
}

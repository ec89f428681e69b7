import { createHash } from 'node:crypto';
import type { AwsRequest } from './request.ts';

/**
 * Makes the deduplication id of a `SendMessage` unique within its message group. The emulator deduplicates by
 * queue, so that one message could not wait in two groups.
 */
export function withScopedId({ body, members }: AwsRequest): Buffer {
  const { MessageGroupId: group, MessageDeduplicationId: id } = members;
  if (id === undefined) return body;
  const MessageDeduplicationId = createHash('sha256')
    .update(JSON.stringify([group, id]))
    .digest('hex');
  return Buffer.from(JSON.stringify({ ...members, MessageDeduplicationId }));
}

import type { AwsRequest } from './request.ts';

/**
 * Makes an entry visible after a second where it should be visible at once. With a data folder, the emulator answers the
 * latter with an error, and the entry is gone until it starts again.
 */
export function withVisibleSoon(asked: AwsRequest): AwsRequest {
  const { service, operation, members } = asked;
  if (service !== 'SQS' || operation !== 'ChangeMessageVisibility' || members['VisibilityTimeout'] !== 0)
    return asked;
  const soon = { ...members, VisibilityTimeout: 1 };
  return { ...asked, members: soon, body: Buffer.from(JSON.stringify(soon)) };
}

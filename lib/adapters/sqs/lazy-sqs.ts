import type { SQS } from '@aws-sdk/client-sqs';
import type { SqsRequests } from './sqs-requests.ts';

/** Requests by the SQS client of the Lambda runtime, loaded on first use: few pages of the console need it. */
export function lazySqs(): SqsRequests {
  let client: SQS | undefined;
  const loaded = async (): Promise<SQS> => {
    const sqs = await import('@aws-sdk/client-sqs');
    client ??= new sqs.SQS();
    return client;
  };
  return {
    sendMessage: async (input) => (await loaded()).sendMessage(input),
    receiveMessage: async (input) => (await loaded()).receiveMessage(input),
    deleteMessage: async (input) => (await loaded()).deleteMessage(input),
    changeMessageVisibility: async (input) => (await loaded()).changeMessageVisibility(input),
    getQueueAttributes: async (input) => (await loaded()).getQueueAttributes(input),
  };
}

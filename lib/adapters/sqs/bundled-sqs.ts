import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SqsRequests } from './sqs-requests.ts';

/** Requests by a client that is part of the function: workers need it for each message. */
export const bundledSqs = (client: SQSClient): SqsRequests => ({
  sendMessage: (input) => client.send(new SendMessageCommand(input)),
  receiveMessage: (input) => client.send(new ReceiveMessageCommand(input)),
  deleteMessage: (input) => client.send(new DeleteMessageCommand(input)),
  changeMessageVisibility: (input) => client.send(new ChangeMessageVisibilityCommand(input)),
  getQueueAttributes: (input) => client.send(new GetQueueAttributesCommand(input)),
});

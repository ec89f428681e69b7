import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { awsCall } from '../aws/aws-call.ts';

/** How much is in a queue; SQS's figures are approximate. */
export interface QueueCounts {
  readonly waiting: number;
  readonly inHand: number;
}

export async function countQueue(client: SQSClient, url: string): Promise<QueueCounts> {
  const { Attributes = {} } = await awsCall('QueueNotRead', () =>
    client.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    ),
  );
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inHand: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
  };
}

/** An entry that nobody could handle, taken in hand for as long as it is looked at. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: string;
  /** How often it was tried. */
  readonly receives: number;
  readonly group: string;
  readonly attributes: NonNullable<Message['MessageAttributes']>;
  readonly receiptHandle: string;
}

/** So long nobody else sees what is looked at. */
const LOOKED_AT_SECONDS = 120;

/**
 * Takes what is in a dead-letter queue in hand, in the order of each group, until it is empty or there is
 * enough. What is not deleted must be given back.
 */
export async function takeDeadLetters(client: SQSClient, url: string, most: number): Promise<DeadLetter[]> {
  const taken: DeadLetter[] = [];
  while (taken.length < most) {
    const { Messages = [] } = await awsCall('QueueNotRead', () =>
      client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: Math.min(10, most - taken.length),
          VisibilityTimeout: LOOKED_AT_SECONDS,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      ),
    );
    if (Messages.length === 0) return taken;
    taken.push(...Messages.map(toDeadLetter));
  }
  return taken;
}

const toDeadLetter = (message: Message): DeadLetter => ({
  id: message.MessageId ?? '',
  body: message.Body ?? '',
  sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString(),
  receives: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
  group: message.Attributes?.MessageGroupId ?? '',
  attributes: message.MessageAttributes ?? {},
  receiptHandle: message.ReceiptHandle ?? '',
});

/** Lets others see again what was only looked at; SQS keeps the order of each group. */
export async function giveBack(
  client: SQSClient,
  url: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const { receiptHandle } of letters)
    await awsCall('QueueNotRead', () =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      ),
    );
}

/** Puts an entry back into its queue as it was; twice within five minutes is once. */
export async function sendAgain(client: SQSClient, url: string, letter: DeadLetter): Promise<void> {
  await awsCall('MessageNotQueued', () =>
    client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: letter.body,
        MessageGroupId: letter.group,
        // another than that of its first sending, which SQS may still remember
        MessageDeduplicationId: letter.id,
        ...(Object.keys(letter.attributes).length === 0 ? {} : { MessageAttributes: letter.attributes }),
      }),
    ),
  );
}

export async function discard(client: SQSClient, url: string, { receiptHandle }: DeadLetter): Promise<void> {
  await awsCall('QueueNotRead', () =>
    client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle })),
  );
}

import type { Message } from '@aws-sdk/client-sqs';
import { awsCall } from '../aws/aws-call.ts';
import type { SqsRequests } from './sqs-requests.ts';

/** The number of entries in a queue. SQS gives approximate numbers. */
export interface QueueCounts {
  readonly waiting: number;
  readonly inHand: number;
}

export async function countQueue(sqs: SqsRequests, url: string): Promise<QueueCounts> {
  const { Attributes = {} } = await awsCall('QueueNotRead', () =>
    sqs.getQueueAttributes({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inHand: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
  };
}

/** A dead letter that is hidden from others while it is looked at. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: string;
  /** How often the entry was tried. */
  readonly receives: number;
  readonly group: string;
  readonly attributes: NonNullable<Message['MessageAttributes']>;
  readonly receiptHandle: string;
}

/** A dead letter that is looked at stays hidden from others for this time. */
const LOOKED_AT_SECONDS = 120;

/**
 * Takes dead letters, in the order of each group, until the queue is empty or `most` are taken. Entries that
 * are not deleted must be given back.
 */
export async function takeDeadLetters(sqs: SqsRequests, url: string, most: number): Promise<DeadLetter[]> {
  const taken: DeadLetter[] = [];
  while (taken.length < most) {
    const { Messages = [] } = await awsCall('QueueNotRead', () =>
      sqs.receiveMessage({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(10, most - taken.length),
        VisibilityTimeout: LOOKED_AT_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
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

/** Makes entries visible again that were only looked at. SQS keeps the order of each group. */
export async function giveBack(sqs: SqsRequests, url: string, letters: readonly DeadLetter[]): Promise<void> {
  for (const { receiptHandle } of letters)
    await awsCall('QueueNotRead', () =>
      sqs.changeMessageVisibility({
        QueueUrl: url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 0,
      }),
    );
}

/** Puts an entry back into its queue unchanged. If this is done twice within five minutes, it counts once. */
export async function sendAgain(sqs: SqsRequests, url: string, letter: DeadLetter): Promise<void> {
  await awsCall('MessageNotQueued', () =>
    sqs.sendMessage({
      QueueUrl: url,
      MessageBody: letter.body,
      MessageGroupId: letter.group,
      // not the id of the first sending, which SQS may still remember
      MessageDeduplicationId: letter.id,
      ...(Object.keys(letter.attributes).length === 0 ? {} : { MessageAttributes: letter.attributes }),
    }),
  );
}

export async function discard(sqs: SqsRequests, url: string, { receiptHandle }: DeadLetter): Promise<void> {
  await awsCall('QueueNotRead', () => sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: receiptHandle }));
}

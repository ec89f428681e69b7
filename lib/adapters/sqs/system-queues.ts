import {
  type DeadLetterQueue,
  type QueueKind,
  queueName,
  type SystemQueue,
} from '../../ports/system-queues.ts';
import { countQueue, discard, giveBack, sendAgain, takeDeadLetters } from './dead-letters.ts';
import type { SqsRequests } from './sqs-requests.ts';

/** The URLs of a system's queues, by destination or source. */
export interface QueueUrls {
  readonly inboundQueue: string;
  readonly updateQueues: Readonly<Record<string, string>>;
  readonly workQueues: Readonly<Record<string, string>>;
  readonly resultQueues: Readonly<Record<string, string>>;
  readonly notificationQueues: Readonly<Record<string, string>>;
  readonly exportQueues: Readonly<Record<string, string>>;
  /** By kind, then by destination or source. */
  readonly deadLetterQueues: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface SqsSystemQueue extends SystemQueue {
  readonly url: string;
}

/** All queues of a system, in the order in which an entry passes through them. */
export function sqsSystemQueues(sqs: SqsRequests, urls: QueueUrls): readonly SqsSystemQueue[] {
  const kinds: readonly (readonly [QueueKind, Readonly<Record<string, string>>])[] = [
    ['inbound', { inbound: urls.inboundQueue }],
    ['updates', urls.updateQueues],
    ['work', urls.workQueues],
    ['results', urls.resultQueues],
    ['notifications', urls.notificationQueues],
    ['exports', urls.exportQueues],
  ];
  return kinds.flatMap(([kind, ofKind]) =>
    Object.entries(ofKind).map(([id, url]) => ({
      name: queueName(kind, id),
      kind,
      id,
      url,
      count: () => countQueue(sqs, url),
      deadLetters: deadLettersOf(sqs, url, urls.deadLetterQueues[kind]?.[id]),
    })),
  );
}

function deadLettersOf(
  sqs: SqsRequests,
  url: string,
  deadLetterUrl: string | undefined,
): DeadLetterQueue | undefined {
  if (deadLetterUrl === undefined) return undefined;
  return {
    count: async () => {
      const { waiting, inHand } = await countQueue(sqs, deadLetterUrl);
      return waiting + inHand;
    },
    take: async (limit) =>
      (await takeDeadLetters(sqs, deadLetterUrl, limit)).map((letter) => ({
        id: letter.id,
        body: letter.body,
        sentAt: letter.sentAt,
        receives: letter.receives,
        giveBack: () => giveBack(sqs, deadLetterUrl, [letter]),
        sendAgain: () => sendAgain(sqs, url, letter),
        discard: () => discard(sqs, deadLetterUrl, letter),
      })),
  };
}

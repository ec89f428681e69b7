import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LambdaFunction } from './lambda-function.ts';
import { REGION } from './template-resolver.ts';

/** Pause after a failed poll. */
const RETRY_MS = 250;

export interface EventSourceOptions {
  /** Signs with the role of the function, as Lambda does for polling. */
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** `ReportBatchItemFailures` of the mapping: only the failed entries stay in the queue. */
  readonly reportsItemFailures: boolean;
  readonly target: LambdaFunction;
  /** Called after every invocation, when its entries are deleted. */
  readonly onInvoked: () => void;
  readonly onFailure: (failure: unknown) => void;
}

/** An event source mapping: passes batches from a queue to a function until it is stopped. */
export class EventSource {
  readonly #options: EventSourceOptions;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: EventSourceOptions) {
    this.#options = options;
    this.#done = this.#poll();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #poll(): Promise<void> {
    await this.#lookAtQueue();
    while (!this.#abort.signal.aborted) {
      try {
        const messages = await this.#receive();
        if (messages.length > 0) await this.#handle(messages);
      } catch (failure) {
        if (this.#abort.signal.aborted) return;
        this.#options.onFailure(failure);
        await setTimeout(RETRY_MS, undefined, { signal: this.#abort.signal }).catch(() => undefined);
      }
    }
  }

  /**
   * Reads the queue's attributes, as Lambda does before it polls, so that a missing permission is noticed.
   */
  async #lookAtQueue(): Promise<void> {
    const { client, queueUrl, onFailure } = this.#options;
    await client
      .send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['VisibilityTimeout'] }), {
        abortSignal: this.#abort.signal,
      })
      .catch((failure: unknown) => {
        if (!this.#abort.signal.aborted) onFailure(failure);
      });
  }

  async #receive(): Promise<readonly Message[]> {
    const { client, queueUrl, batchSize } = this.#options;
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: 20,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: this.#abort.signal },
    );
    return Messages ?? [];
  }

  async #handle(messages: readonly Message[]): Promise<void> {
    const { target, reportsItemFailures, onInvoked, onFailure } = this.#options;
    const event: SQSEvent = { Records: messages.map((message) => this.#toRecord(message)) };
    try {
      const answer = await target.invoke<SQSBatchResponse | null>(event);
      const failed = new Set(
        reportsItemFailures ? answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : [],
      );
      await this.#delete(messages.filter(({ MessageId }) => !failed.has(MessageId ?? '')));
    } catch (failure) {
      if (!this.#abort.signal.aborted) onFailure(failure);
    } finally {
      onInvoked();
    }
  }

  async #delete(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { client, queueUrl } = this.#options;
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }

  #toRecord(message: Message): SQSEvent['Records'][number] {
    return {
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: message.Attributes as unknown as SQSEvent['Records'][number]['attributes'],
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue }]) => [
          name,
          { dataType: DataType ?? 'String', stringValue: StringValue ?? '' },
        ]),
      ),
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: this.#options.queueArn,
      awsRegion: REGION,
    };
  }
}

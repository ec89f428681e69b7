import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import { AdapterError } from '../../shared/adapter-error.ts';
import { failureFields, type Telemetry } from '../telemetry/telemetry.ts';
import type { TelemetryEvent, TelemetryFields } from '../telemetry/telemetry-event.ts';
import { postpone } from './sqs-queues.ts';
import type { SqsRequests } from './sqs-requests.ts';

export interface FifoBatchOptions {
  readonly sqs: SqsRequests;
  readonly queueUrl: string;
  readonly telemetry: Telemetry;
  /** The log event for an entry that is postponed. */
  readonly postponedEvent: TelemetryEvent;
  /** Returns the ids of an entry for the log. It must not throw. */
  readonly describe: (body: string) => TelemetryFields;
  /** Handles one entry. Throws if the entry must be tried again. */
  readonly handle: (record: SQSRecord) => Promise<void>;
  /** The delay in seconds after the nth failure, 1-based. */
  readonly delaySeconds: (attempt: number) => number;
}

/**
 * Handles the batches of a FIFO queue. A failed entry stays at the head of its group and comes back after a
 * growing delay, together with the entries after it. Other groups are not affected.
 */
export function createFifoHandler(options: FifoBatchOptions): SQSHandler {
  const processor = new SqsFifoPartialProcessorAsync();
  return async (event, context) => {
    const delays = new Map<string, number>();
    const handle = async (record: SQSRecord): Promise<void> => {
      try {
        await options.handle(record);
      } catch (failure) {
        const attempt = Number(record.attributes.ApproximateReceiveCount);
        const asked = failure instanceof AdapterError ? (failure.retryAfterSeconds ?? 0) : 0;
        const seconds = Math.max(options.delaySeconds(attempt), asked);
        delays.set(groupOf(record), seconds);
        report(failure, { ...options.describe(record.body), attempt, retryInSeconds: seconds }, options);
        throw failure;
      }
    };
    const answer = await processPartialResponse({ Records: inTurn(event.Records) }, handle, processor, {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
    // entries after a failure were not tried; if they stayed in flight, they would block their group for the
    // whole visibility timeout
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    await Promise.all(
      event.Records.filter(({ messageId }) => failed.has(messageId)).map((record) =>
        postpone(options.sqs, {
          queueUrl: options.queueUrl,
          receiptHandle: record.receiptHandle,
          seconds: delays.get(groupOf(record)) ?? 0,
        }),
      ),
    );
    options.telemetry.flush();
    return answer;
  };
}

/**
 * Puts groups with urgent entries first, and groups with entries that were tried before last: an entry that takes long
 * at each try delays no other. The order within each group stays.
 */
function inTurn(records: readonly SQSRecord[]): SQSRecord[] {
  const tried = new Set(records.filter(isTried).map(groupOf));
  const urgent = new Set(records.filter(isUrgent).map(groupOf));
  const turnOf = (record: SQSRecord): number =>
    Number(tried.has(groupOf(record))) * 2 - Number(urgent.has(groupOf(record)));
  return records.toSorted((a, b) => turnOf(a) - turnOf(b));
}

const isTried = ({ attributes }: SQSRecord): boolean => Number(attributes.ApproximateReceiveCount) > 1;

const isUrgent = ({ messageAttributes }: SQSRecord): boolean =>
  messageAttributes['priority']?.stringValue === 'stat';

const groupOf = (record: SQSRecord): string => record.attributes.MessageGroupId ?? record.messageId;

function report(
  failure: unknown,
  fields: TelemetryFields,
  { telemetry, postponedEvent }: FifoBatchOptions,
): void {
  telemetry.warn(postponedEvent, { ...fields, ...failureFields(failure) });
}

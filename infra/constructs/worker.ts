import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { LabwireFunction, type LabwireFunctionProps } from './labwire-function.ts';

const BATCH_SIZE = 10;

export interface WorkerProps extends Omit<LabwireFunctionProps, 'key'> {
  readonly key: IKey;
  readonly alarms: ITopic;
  /** How often one entry is tried before it goes to the DLQ. */
  readonly maxReceiveCount: number;
  /** An entry that waits longer than this raises the alarm. */
  readonly lateAfter: Duration;
}

/**
 * A FIFO queue with everything that it must not be without: the function that reads it, the DLQ,
 * alarms on both, encryption, and a visibility timeout of six times the function's.
 */
export class Worker extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const encryption = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      dataKeyReuse: Duration.hours(1),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', encryption);
    this.queue = new Queue(this, 'Queue', {
      ...encryption,
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    const worker = new LabwireFunction(this, 'Worker', {
      ...props,
      environment: { ...props.environment, QUEUE_URL: this.queue.queueUrl },
    });
    worker.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }),
    );
    this.function = worker.function;
    this.#alarmWhen('DeadLetters', props, {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      alarmDescription: 'Entries that could not be handled wait in the dead-letter queue',
    });
    this.#alarmWhen('Late', props, {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: props.lateAfter.toSeconds(),
      alarmDescription: 'The oldest entry of the queue has waited too long',
    });
  }

  #alarmWhen(
    id: string,
    { alarms }: WorkerProps,
    props: Pick<ConstructorParameters<typeof Alarm>[2], 'metric' | 'threshold' | 'alarmDescription'>,
  ): void {
    new Alarm(this, id, {
      ...props,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(alarms));
  }
}

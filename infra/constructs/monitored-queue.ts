import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  type IQueue,
  Queue,
  QueueEncryption,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { raiseAlarm } from './alarm.ts';

/** A queue and its dead-letter queue. */
export interface QueuePair {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

export interface MonitoredQueueProps {
  readonly key: IKey;
  readonly alarms: ITopic;
  readonly visibilityTimeout: Duration;
  /** The queue is retained when its destination is removed, because entries may still wait in it. */
  readonly isRetained?: boolean | undefined;
  /** Tries for one entry before it moves to the DLQ. */
  readonly maxReceiveCount: number;
  /** An entry that waits longer than this raises the alarm. */
  readonly lateAfter: Duration;
}

/** A FIFO queue with its DLQ, alarms on both, and encryption. */
export class MonitoredQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  /** The resources are created directly in `scope`. */
  constructor(scope: Construct, id: string, props: MonitoredQueueProps) {
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
      ...(props.isRetained === true ? { removalPolicy: RemovalPolicy.RETAIN } : {}),
    };
    this.deadLetterQueue = new Queue(scope, 'DeadLetterQueue', encryption);
    acknowledge(this.deadLetterQueue, 'It is the dead-letter queue', 'Serverless-SQSRedrivePolicy');
    this.queue = new Queue(scope, 'Queue', {
      ...encryption,
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    raiseAlarm(scope, 'DeadLetters', {
      page: 'dead-letters',
      summary: 'Entries that could not be handled wait in the dead-letter queue',
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      topic: props.alarms,
    });
    raiseAlarm(scope, 'Late', {
      page: 'late',
      summary: 'The oldest entry of the queue has waited too long',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: props.lateAfter.toSeconds(),
      topic: props.alarms,
    });
  }
}

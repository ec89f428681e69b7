import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { MonitoredQueue } from './monitored-queue.ts';
import type { Platform } from './platform.ts';
import { admitReaders } from './update-readers.ts';

export interface FeedProps {
  /** The id of the destination. */
  readonly feed: string;
  /** The ids of other AWS accounts that may read it. */
  readonly readers: readonly string[];
  readonly data: DataStack;
  readonly platform: Platform;
}

/** The queue that an EHR reads itself, and who may read it: docs/feed.md. */
export class Feed extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { feed, readers, data, platform }: FeedProps) {
    super(scope, id);
    const { queue, deadLetterQueue } = new MonitoredQueue(this, 'Queues', {
      key: platform.key,
      alarms: platform.alarms,
      visibilityTimeout: Duration.minutes(5),
      isRetained: true,
      maxReceiveCount: 1000,
      lateAfter: Duration.hours(1),
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl, description: `The feed ${feed}: docs/feed.md` });
    admitReaders(this, { destination: feed, queue, readers, data });
  }
}

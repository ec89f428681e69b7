import { CfnOutput, Duration } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { acknowledgeObjects, readEncrypted, readObjects, takeFrom } from './grants.ts';
import { MonitoredQueue } from './monitored-queue.ts';
import type { Platform } from './platform.ts';

/** The queue that an EHR reads itself, and the policy for the EHR's role: docs/feed.md. */
export class Feed extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: { feed: string; data: DataStack; platform: Platform }) {
    super(scope, id);
    const { feed, data, platform } = props;
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
    const statements = [takeFrom([queue]), readObjects(data, `updates/${feed}`), readEncrypted(data)];
    const access = new ManagedPolicy(this, 'Access', {
      description: `Labwire: what the reader of the feed ${feed} may do`,
      statements,
    });
    acknowledgeObjects(access, data, statements);
    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl, description: `The feed ${feed}: docs/feed.md` });
    new CfnOutput(this, 'PolicyArn', { value: access.managedPolicyArn });
  }
}

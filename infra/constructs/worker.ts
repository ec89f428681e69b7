import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { LabwireFunction, type LabwireFunctionProps } from './labwire-function.ts';
import { MonitoredQueue, type MonitoredQueueProps } from './monitored-queue.ts';

const BATCH_SIZE = 10;

export interface WorkerProps
  extends LabwireFunctionProps,
    Omit<MonitoredQueueProps, 'visibilityTimeout' | 'key' | 'alarms'> {
  /** Batches handled at once. Default: no limit. */
  readonly maxConcurrency?: number | undefined;
}

/**
 * A monitored queue and the function that reads it. Entries stay invisible for six timeouts of the function.
 */
export class Worker extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { queue, deadLetterQueue } = new MonitoredQueue(this, 'Queues', {
      ...props,
      ...props.platform,
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * 6),
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    const worker = new LabwireFunction(this, 'Worker', {
      ...props,
      environment: { ...props.environment, QUEUE_URL: queue.queueUrl },
    });
    this.function = worker.function;
    // Lambda needs these to poll, the function to delay an entry
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ChangeMessageVisibility',
        ],
        resources: [queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      ...(props.maxConcurrency === undefined ? {} : { maxConcurrency: props.maxConcurrency }),
    });
    acknowledge(
      mapping,
      'A failed entry keeps its place in the queue and at last moves to the dead-letter queue; failure destinations are for streams',
      'Serverless-LambdaEventSourceMappingDestination',
    );
    // AWS refuses a mapping while its function may not read the queue
    mapping.node.addDependency(this.function.role ?? this.function);
  }
}

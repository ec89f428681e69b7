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
  /** How many batches are handled at once; as many as there are where it is not given. */
  readonly maxConcurrency?: number | undefined;
}

/** An alarmed queue and the function that reads it, whose entries stay invisible for six of its timeouts. */
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
    // what Lambda needs to poll, and what the function needs to put an entry off
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
      'What fails stays in its queue, in its place, and then goes to the dead-letter queue; destinations of failures are for streams',
      'Serverless-LambdaEventSourceMappingDestination',
    );
    // AWS refuses a mapping whose function may not read the queue yet
    mapping.node.addDependency(this.function.role ?? this.function);
  }
}

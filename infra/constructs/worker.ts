import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmedQueue, type AlarmedQueueProps } from './alarmed-queue.ts';
import { LabwireFunction, type LabwireFunctionProps } from './labwire-function.ts';

const BATCH_SIZE = 10;

export interface WorkerProps extends LabwireFunctionProps, Omit<AlarmedQueueProps, 'visibilityTimeout'> {
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
    const { queue, deadLetterQueue } = new AlarmedQueue(this, 'Queues', {
      ...props,
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * 6),
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    const worker = new LabwireFunction(this, 'Worker', {
      ...props,
      environment: { ...props.environment, QUEUE_URL: queue.queueUrl },
    });
    worker.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        reportBatchItemFailures: true,
        ...(props.maxConcurrency === undefined ? {} : { maxConcurrency: props.maxConcurrency }),
      }),
    );
    this.function = worker.function;
  }
}

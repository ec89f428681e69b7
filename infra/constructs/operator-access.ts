import { CfnOutput } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { acknowledge } from './acknowledge.ts';
import {
  acknowledgeObjects,
  indexStatement,
  readEncrypted,
  readObjects,
  sendTo,
  tableStatement,
  takeFrom,
  writeEncrypted,
  writeObjects,
} from './grants.ts';
import type { QueuePair } from './monitored-queue.ts';
import { keepAudit, rowsOfNormalize, writeRows } from './table-rows.ts';

export interface OperatorAccessProps {
  readonly data: DataStack;
  /** Queues into which an operator can redrive dead letters. */
  readonly queues: readonly QueuePair[];
  /**
   * Queues of results for the gateway. Nothing is redriven there: the newest version is redelivered instead.
   */
  readonly results: readonly QueuePair[];
}

/**
 * The policy for an operator's role, for `labwire status`, `messages`, `show`, `dlq`, `held`, `replay` and
 * the others. It is in the stack of its queues, so that removing a queue blocks no other stack.
 */
export class OperatorAccess extends Construct {
  constructor(scope: Construct, id: string, { data, queues, results }: OperatorAccessProps) {
    super(scope, id);
    const all = [...queues, ...results];
    const statements = [
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query'),
      // a replay writes what reading a message writes
      ...writeRows(data, { ...rowsOfNormalize, put: [...(rowsOfNormalize.put ?? []), 'AUD', 'QCA'] }),
      keepAudit(data),
      indexStatement(data),
      readObjects(data, 'messages', 'reports'),
      writeObjects(data, 'reports', 'updates'),
      new PolicyStatement({
        actions: ['sqs:GetQueueAttributes'],
        resources: all.flatMap(({ queue, deadLetterQueue }) => [queue.queueArn, deadLetterQueue.queueArn]),
      }),
      sendTo(queues.map(({ queue }) => queue)),
      takeFrom(all.map(({ deadLetterQueue }) => deadLetterQueue)),
      readEncrypted(data),
      writeEncrypted(data),
      new PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
        resources: ['*'],
      }),
    ];
    const access = new ManagedPolicy(this, 'Access', {
      description:
        'Labwire: what the command line does for an operator; it reads patient data, and writes down that it did',
      statements,
    });
    acknowledgeObjects(access, data, statements);
    acknowledge(
      access,
      'CloudWatch has no resources for reading metrics and alarms; neither contains patient data',
      'AwsSolutions-IAM5[Resource::*]',
    );
    new CfnOutput(this, 'PolicyArn', {
      value: access.managedPolicyArn,
      description: 'OperatorPolicyArn: what the role of an operator needs',
    });
  }
}

import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import { acknowledge } from './acknowledge.ts';
import { grant, sendTo, tableStatement, writeEncrypted } from './grants.ts';
import { LabwireFunction } from './labwire-function.ts';
import type { Platform } from './platform.ts';
import { writeRows } from './table-rows.ts';

export interface InspectionProps {
  readonly data: DataStack;
  readonly platform: Platform;
  readonly environment: FunctionEnvironment;
  /** Results that wait for controls are queued there when the site has changed. */
  readonly inbound: IQueue;
}

/** The timer of controls: each minute, a function looks at the test systems of the site. */
export class Inspection extends Construct {
  constructor(scope: Construct, id: string, { data, inbound, ...props }: InspectionProps) {
    super(scope, id);
    const { function: inspect } = new LabwireFunction(this, 'Function', {
      ...props,
      name: 'inspect',
      // the next run begins after a minute
      timeout: Duration.seconds(55),
      memoryMb: 512,
      withoutDeadLetters:
        'A schedule invokes it each minute, and each run finds everything that runs before it missed',
    });
    grant(
      inspect,
      data,
      tableStatement(data, 'BatchGetItem', 'Query'),
      ...writeRows(data, { put: ['QCE', 'QCR', 'QCS'], batch: ['WAIT'] }),
      sendTo([inbound]),
      writeEncrypted(data),
    );
    const rule = new Rule(this, 'Schedule', {
      description: 'Labwire: controls that are due',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(inspect, { retryAttempts: 0 })],
    });
    acknowledge(
      rule,
      'An event says only what time it is: the next run finds everything that one without its event missed',
      'Serverless-EventBusDLQ',
    );
  }
}

import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import { acknowledge } from './acknowledge.ts';
import { grant, tableStatement } from './grants.ts';
import { LabwireFunction } from './labwire-function.ts';
import type { Platform } from './platform.ts';
import { writeRows } from './table-rows.ts';

export interface InspectionProps {
  readonly data: DataStack;
  readonly platform: Platform;
  readonly environment: FunctionEnvironment;
}

/** The timer of controls: each minute, a function looks at the test systems of the site. */
export class Inspection extends Construct {
  constructor(scope: Construct, id: string, { data, ...props }: InspectionProps) {
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
    grant(inspect, data, tableStatement(data, 'BatchGetItem', 'Query'), ...writeRows(data, { put: ['QCR'] }));
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

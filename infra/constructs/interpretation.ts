import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import { grant, readObjects, tableStatement } from './grants.ts';
import { LabwireFunction, ucumPackage } from './labwire-function.ts';
import type { Platform } from './platform.ts';

export interface InterpretationProps {
  readonly data: DataStack;
  readonly platform: Platform;
  readonly scriptFiles: readonly string[];
  readonly environment: FunctionEnvironment;
}

/** The function that says what a release would change. It reads everything that `normalize` reads, and writes nothing. */
export class Interpretation extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { data, ...props }: InterpretationProps) {
    super(scope, id);
    this.function = new LabwireFunction(this, 'Function', {
      ...props,
      name: 'interpret',
      // shorter than that of the console, which says so
      timeout: Duration.seconds(20),
      memoryMb: 1024,
      packages: [ucumPackage],
    }).function;
    grant(
      this.function,
      data,
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query'),
      readObjects(data, 'messages', 'reports'),
    );
  }

  /** Lets a role ask it. */
  get invocation(): PolicyStatement {
    return new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: [this.function.functionArn],
    });
  }
}

import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { runbookPages } from '../../lib/model/runbook-pages.ts';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { ConsoleConfig } from '../../lib/site/console.ts';
import type { DataStack } from '../data-stack.ts';
import { type Deployment, EnvironmentError } from '../deployment.ts';
import { acknowledge, inPacks } from './acknowledge.ts';
import {
  grant,
  indexStatement,
  readObjects,
  sendTo,
  tableStatement,
  takeFrom,
  writeEncrypted,
  writeObjects,
} from './grants.ts';
import type { Interpretation } from './interpretation.ts';
import { LabwireFunction } from './labwire-function.ts';
import type { QueuePair } from './monitored-queue.ts';
import { PeoplePool } from './people-pool.ts';
import type { Platform } from './platform.ts';
import { ProtectedApi } from './protected-api.ts';
import { secretArn } from './secret-arn.ts';
import { writeRows } from './table-rows.ts';

export interface ConsoleProps {
  readonly config: ConsoleConfig;
  readonly data: DataStack;
  readonly platform: Platform;
  readonly deployment: Deployment;
  readonly interpretation: Interpretation;
  /** Takes controls that people enter, as any message. */
  readonly receive: IFunction;
  readonly environment: FunctionEnvironment;
  /** Queues into which updates and dead letters can be put. */
  readonly queues: readonly QueuePair[];
  /** Queues of results for the gateway: nothing is put there, because the newest version is redelivered instead. */
  readonly results: readonly QueuePair[];
}

/** Files that pages load, from the folder of the project. */
const pageFiles = [
  'lib/console/console.css',
  'lib/console/session-warning.js',
  'node_modules/htmx.org/dist/htmx.min.js',
  'node_modules/htmx.org/dist/ext/hx-csp.min.js',
  ...runbookPages.map((page) => `docs/runbook/${page}.md`),
];

/**
 * The console: its function, its API, and the key of its cookies. It is in the stack of the queues, so that removing a
 * queue blocks no other stack.
 */
export class Console extends Construct {
  constructor(scope: Construct, id: string, props: ConsoleProps) {
    super(scope, id);
    const { config, data, platform, deployment, interpretation, receive, queues, results } = props;
    const all = [...queues, ...results];
    const secretName = `${deployment.name}/console-cookies`;
    this.#createKey(secretName, props);
    const api = new ProtectedApi(this, 'Api', {
      description: 'Labwire: the console',
      platform,
      deployment,
      managedRules: [
        'AWSManagedRulesAmazonIpReputationList',
        'AWSManagedRulesCommonRuleSet',
        'AWSManagedRulesKnownBadInputsRuleSet',
      ],
      isSigned: false,
    });
    const address = config.address ?? `${api.url}/console`;
    const people = config.issuer === undefined ? this.#createPool(address, props) : undefined;
    const { function: target } = new LabwireFunction(this, 'Function', {
      name: 'console',
      timeout: Duration.seconds(29),
      memoryMb: 1024,
      platform,
      files: pageFiles,
      // loaded from the runtime in 0.1 s when an instance starts; queues only by the pages that look at them
      provided: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs'],
      environment: {
        ...props.environment,
        COOKIE_KEYS: secretName,
        INTERPRET_FUNCTION: interpretation.function.functionName,
        RECEIVE_FUNCTION: receive.functionName,
        ...people?.environment,
      },
    });
    const statements = [
      tableStatement(data, 'GetItem', 'BatchGetItem', 'Query'),
      indexStatement(data),
      interpretation.invocation,
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [receive.functionArn] }),
      // what a person saw, asked for or did about controls, and their verdicts; reports are written by `normalize` alone
      ...writeRows(data, { put: ['AUD', 'QCA', 'QCE', 'QCS'], update: ['MSG'], batch: ['WAIT'] }),
      readObjects(data, 'messages', 'reports'),
      // updates that are sent again
      writeObjects(data, 'updates'),
      new PolicyStatement({
        actions: ['sqs:GetQueueAttributes'],
        resources: all.flatMap(({ queue, deadLetterQueue }) => [queue.queueArn, deadLetterQueue.queueArn]),
      }),
      sendTo(queues.map(({ queue }) => queue)),
      takeFrom(all.map(({ deadLetterQueue }) => deadLetterQueue)),
      writeEncrypted(data),
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secretName, config.clientSecret ?? secretName].map((name) => secretArn(this, name)),
      }),
      new PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
        resources: ['*'],
      }),
    ];
    grant(target, data, ...statements);
    acknowledge(
      target,
      'CloudWatch has no resources for reading metrics and alarms; neither contains patient data',
      'AwsSolutions-IAM5[Resource::*]',
    );
    acknowledge(
      api,
      'Browsers cannot send a token: people sign in at the issuer, and the function checks their sealed cookie on each request',
      'AwsSolutions-APIG4',
    );
    for (const method of ['GET', 'POST'] as const)
      for (const path of ['/console', '/console/{proxy+}'])
        api.addRoute(method, path, target, { authorizationType: AuthorizationType.NONE });
    new CfnOutput(Stack.of(this), 'ConsoleUrl', {
      value: address,
      description: 'The console, for people',
    });
  }

  /**
   * @throws EnvironmentError for a private deployment
   */
  #createPool(address: string, { config: { roles }, deployment }: ConsoleProps): PeoplePool {
    if (deployment.isPrivate)
      throw new EnvironmentError(
        'console.issuer: a private deployment needs one, because a user pool is reached over the internet',
      );
    return new PeoplePool(this, 'People', { deployment, roles, address });
  }

  #createKey(secretName: string, { platform }: ConsoleProps): void {
    const secret = new Secret(this, 'Cookies', {
      secretName,
      description: 'Keys of the cookies of the console, one on each line; the first seals, every one opens',
      encryptionKey: platform.key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    acknowledge(
      secret,
      'A key is rotated by a new first line (docs/console.md); a rotation by Lambda would end the session of everybody',
      'AwsSolutions-SMG4',
      ...inPacks('SecretsManagerRotationEnabled'),
    );
  }
}

import { fileURLToPath } from 'node:url';
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import { acknowledge, inPacks } from './acknowledge.ts';
import { raiseAlarm } from './alarm.ts';
import { createLogGroup } from './log-group.ts';
import type { Platform } from './platform.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Taken from the Lambda runtime's own SDK and loaded only on use: S3, Secrets Manager, CloudWatch and EventBridge, which few
 * invocations need; providers of credentials that no Lambda function uses; and event streams, which neither
 * DynamoDB nor SQS has.
 */
export const providedByTheRuntime = [
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
];

export interface LabwireFunctionProps {
  /** The file in `functions/`, without its extension. */
  readonly name: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: FunctionEnvironment;
  /** The site's compiled scripts and their worker, for the function that runs them. */
  readonly scriptFiles?: readonly string[] | undefined;
  /** Files of the project that are shipped beside the bundle; paths from its folder on. */
  readonly files?: readonly string[] | undefined;
  /** Packages of the Lambda runtime that this function loads on use, besides those of every function. */
  readonly provided?: readonly string[];
  /** Packages that consist of one ready file. They are shipped beside the bundle, not in it. */
  readonly packages?: readonly ShippedPackage[] | undefined;
  readonly platform: Platform;
  /** The function answers with errors, so they raise no alarm. */
  readonly errorsAreAnswers?: boolean;
  /** Why it needs no dead-letter queue. Default: it is not invoked asynchronously. */
  readonly withoutDeadLetters?: string;
}

export interface ShippedPackage {
  readonly name: string;
  /** Path of the file in the package. */
  readonly file: string;
}

/** The UCUM units, for the function that normalizes results. */
export const ucumPackage: ShippedPackage = {
  name: '@lhncbc/ucum-lhc',
  file: 'browser-dist/ucum-lhc.min.js',
};

/** One function of `functions/`, bundled, with the site file, its own role and its own log group. */
export class LabwireFunction extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: LabwireFunctionProps) {
    super(scope, id);
    const { key, alarms, network, siteFile, metricsNamespace } = props.platform;
    const logGroup = createLogGroup(this, 'Logs', key);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    key.grantDecrypt(role);
    if (network !== undefined) grantInterfaces(role);
    this.function = new NodejsFunction(this, 'Function', {
      role,
      logGroup,
      tracing: Tracing.ACTIVE,
      ...(network === undefined ? {} : { vpc: network.vpc, securityGroups: [network.functions] }),
      entry: `${root}functions/${props.name}.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      environment: {
        ...props.environment,
        NODE_OPTIONS: '--enable-source-maps',
        METRICS_NAMESPACE: metricsNamespace,
      },
      environmentEncryption: key,
      loggingFormat: LoggingFormat.JSON,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        externalModules: [
          ...providedByTheRuntime,
          ...(props.provided ?? []),
          ...(props.packages ?? []).map(({ name }) => name),
        ],
        logLevel: LogLevel.ERROR,
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_input, output) => [
            `cp "${siteFile}" "${output}/site.json"`,
            ...(props.scriptFiles ?? []).map((file) => `cp "${file}" "${output}/"`),
            ...(props.files ?? []).map((file) => `cp "${root}${file}" "${output}/"`),
            ...(props.packages ?? []).flatMap(({ name, file }) => [
              `mkdir -p "${output}/node_modules/${name}"`,
              `cp "${root}node_modules/${name}/${file}" "${output}/node_modules/${name}/index.js"`,
            ]),
          ],
        },
      },
    });
    if (props.errorsAreAnswers !== true)
      raiseAlarm(this, 'Failed', {
        page: 'function-failed',
        summary: `The function ${props.name} ended with an error`,
        metric: this.function.metricErrors({ statistic: 'Sum' }),
        threshold: 1,
        topic: alarms,
      });
    raiseAlarm(this, 'Throttled', {
      page: 'throttled',
      summary: `AWS refused to run the function ${props.name}: too many run at once`,
      metric: this.function.metricThrottles({ statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 3,
      topic: alarms,
    });
    acknowledgeFunction(this, network !== undefined, props.withoutDeadLetters);
  }
}

/** Lets a function create its network interfaces. EC2 has no resource that the policy could name. */
function grantInterfaces(role: Role): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
}

function acknowledgeFunction(
  scope: LabwireFunction,
  isPrivate: boolean,
  withoutDeadLetters = 'A queue with a dead-letter queue invokes it, or an API that answers its caller; nothing invokes it asynchronously',
): void {
  acknowledge(
    scope,
    'X-Ray has no resource that the policy could name for traces, and EC2 has none for the network interfaces of functions',
    'AwsSolutions-IAM5[Resource::*]',
  );
  acknowledge(
    scope,
    'The policy is for this role only and is deleted with its function; a managed policy could be attached elsewhere',
    ...inPacks('IAMNoInlinePolicy'),
  );
  acknowledge(
    scope,
    'How many run at once is bounded by what invokes it: by groups and the concurrency of a queue, by the throttle of an API; a share kept for each function would be taken from every other function of the account. Throttling raises an alarm',
    ...inPacks('LambdaConcurrency'),
  );
  acknowledge(scope, withoutDeadLetters, ...inPacks('LambdaDLQ'), 'Serverless-LambdaDLQ');
  if (!isPrivate)
    acknowledge(
      scope,
      'It reaches AWS and the destinations over TLS, and only its event source can invoke it; a private deployment puts it into the network (isPrivate in cdk.json)',
      ...inPacks('LambdaInsideVPC'),
    );
}

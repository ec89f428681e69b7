import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Left to the runtime's own SDK: S3 and Secrets Manager, which few invocations need, the ways to get credentials that no
 * Lambda function takes, and event streams, which neither DynamoDB nor SQS has. All are loaded only
 * when they are asked for.
 */
const providedByTheRuntime = [
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
  /** The file in `functions/`, without its ending. */
  readonly name: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The checked site as a file; it is shipped beside the code. */
  readonly siteFile: string;
  /** The site's compiled scripts, for the function that runs them. */
  readonly scriptsFile?: string | undefined;
  /** Packages that come ready for use in one file: they are shipped beside the code, not in it. */
  readonly packages?: readonly ShippedPackage[] | undefined;
  readonly key: IKey;
}

export interface ShippedPackage {
  readonly name: string;
  /** The file in the package. */
  readonly file: string;
}

/** The units of UCUM, for the function that reads results. */
export const ucumPackage: ShippedPackage = {
  name: '@lhncbc/ucum-lhc',
  file: 'browser-dist/ucum-lhc.min.js',
};

/** One function of `functions/`, bundled, with its site, its own role and its own log group. */
export class LabwireFunction extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: LabwireFunctionProps) {
    super(scope, id);
    this.function = new NodejsFunction(this, 'Function', {
      entry: `${root}functions/${props.name}.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      environmentEncryption: props.key,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(this, 'Logs', {
        retention: RetentionDays.ONE_YEAR,
        encryptionKey: props.key,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        externalModules: [...providedByTheRuntime, ...(props.packages ?? []).map(({ name }) => name)],
        logLevel: LogLevel.ERROR,
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_input, output) => [
            `cp "${props.siteFile}" "${output}/site.json"`,
            ...(props.scriptsFile === undefined ? [] : [`cp "${props.scriptsFile}" "${output}/scripts.js"`]),
            ...(props.packages ?? []).flatMap(({ name, file }) => [
              `mkdir -p "${output}/node_modules/${name}"`,
              `cp "${root}node_modules/${name}/${file}" "${output}/node_modules/${name}/index.js"`,
            ]),
          ],
        },
      },
    });
  }
}

import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { GatewayEvent } from '../gateway/events.ts';
import { startGateway } from '../gateway/gateway.ts';
import { createHttpRelay, createReceiptSender } from '../gateway/relay.ts';
import { createApp } from '../infra/app.ts';
import { ClaimStore } from '../lib/adapters/aws/claim-store.ts';
import { gatewaySchema } from '../lib/site/gateway.ts';
import type { Site, SiteRelease } from '../lib/site/site.ts';
import { type AwsEndpoint, close, listen, startAwsEndpoint } from './aws-endpoint.ts';
import { type CloudAssembly, readAssembly } from './cloud-assembly.ts';
import { type EhrServer, startEhr } from './ehr/server.ts';
import { EventSource } from './event-source.ts';
import { type Answered, createHttpApi, type Routes } from './http-api.ts';
import { createJwtAuthorizer } from './jwt-authorizer.ts';
import { LambdaFunction } from './lambda-function.ts';
import { REGION, TemplateResolver } from './template-resolver.ts';

export interface StartOptions extends SiteRelease {
  /** State survives the process here; in memory without it. */
  readonly dataDirectory?: string | undefined;
  /** Values of AWS Secrets Manager by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Deliver where the site says. By default every destination that is delivered to is a stand-in on this machine. */
  readonly keepDestinations?: boolean;
  /** 0, the default, takes any free port. */
  readonly mllpPort?: number;
  readonly astmPort?: number;
  readonly httpPort?: number;
  /** What is being done, for people. */
  readonly onProgress?: (step: string) => void;
  readonly onAnswered?: (answered: Answered) => void;
  readonly onGatewayEvent?: (event: GatewayEvent) => void;
  /** Every log line of every function. */
  readonly onLog?: (line: string) => void;
  /** A function that failed as a whole; its entries are tried again. */
  readonly onFailure?: (failure: unknown) => void;
}

/** The running system. */
export interface LocalCloud {
  readonly mllpPort: number;
  readonly astmPort: number;
  readonly httpPort: number;
  readonly ehr: EhrServer;
  readonly aws: AwsEndpoint;
  readonly tableName: string;
  readonly bucketName: string;
  /** SQS queue URL by logical name in the template. */
  readonly queueUrls: ReadonlyMap<string, string>;
  /** The output `System` of the template: what the command line works on. */
  readonly system: string;
  /** Credentials and address for AWS clients of this system. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Resolves after the next batch that a function has taken from a queue. */
  nextInvocation(): Promise<void>;
  stop(): Promise<void>;
}

/** How many environments of one function run at once on this machine. */
const MAX_INSTANCES = 2;

/**
 * Boots the deployed template on this machine: synthesizes the CDK app, creates its tables, queues
 * and buckets in emulators, runs each bundled function with the environment the template gives it,
 * and puts the gateway before it and an EHR behind it, which every destination of the site is.
 */
export async function start(options: StartOptions): Promise<LocalCloud> {
  const { dataDirectory, onProgress = () => undefined } = options;
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true });
  const cleanups: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    onProgress('starting the EHR');
    const ehr = await startEhr({ dataDirectory });
    cleanups.push(ehr.stop);

    onProgress('synthesizing the template and bundling the functions');
    const site = options.keepDestinations === true ? options.site : withLocalDestinations(options.site, ehr);
    const { assembly, removeAssembly } = synthesize({
      site,
      siteVersion: options.siteVersion,
      scripts: options.scripts,
    });
    cleanups.push(removeAssembly);

    onProgress('starting DynamoDB, SQS and S3');
    const aws = await startAwsEndpoint(dataDirectory, options.secrets);
    cleanups.push(aws.stop);
    const template = new TemplateResolver(assembly, aws.url);
    const clientConfig = clientConfigFor(aws.url, 'local');
    const created = await createResources(template, clientConfig);

    onProgress('starting the functions');
    const functions = createFunctions(template, assembly, aws.url, options);
    for (const one of functions.values()) cleanups.push(() => one.stop());
    const waiters: (() => void)[] = [];
    const onInvoked = () => {
      for (const resolve of waiters.splice(0)) resolve();
    };
    for (const source of createEventSources(template, functions, aws.url, { ...options, onInvoked }))
      cleanups.push(() => source.stop());

    const api = createHttpApi(routesOf(template, functions), options.onAnswered);
    const httpPort = await listen(api, options.httpPort);
    cleanups.push(() => close(api));
    const sqs = new SQSClient(clientConfig);
    const claims = new ClaimStore(created.bucketName, clientConfig);
    const relay = { url: `http://127.0.0.1:${httpPort}`, timeoutMs: 30_000 };
    const gateway = await startGateway({
      site,
      config: gatewaySchema.parse({
        channels: [
          { id: 'mllp', kind: 'mllp', port: options.mllpPort ?? 0 },
          { id: 'astm', kind: 'astm', port: options.astmPort ?? 0 },
        ],
      }),
      relay: createHttpRelay(relay),
      work: { sqs, queueUrls: JSON.parse(template.output('WorkQueues')) },
      results: {
        sqs,
        queueUrls: JSON.parse(template.output('ResultQueues')),
        onReceipt: createReceiptSender(relay),
        fetchClaim: (claim) => claims.get(claim),
      },
      onEvent: options.onGatewayEvent ?? (() => undefined),
    });
    cleanups.push(gateway.stop, () => sqs.destroy());
    return {
      mllpPort: gateway.ports.get('mllp') ?? 0,
      astmPort: gateway.ports.get('astm') ?? 0,
      httpPort,
      ehr,
      aws,
      ...created,
      system: template.output('System'),
      clientConfig,
      nextInvocation: () => new Promise((resolve) => waiters.push(resolve)),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** The same destinations, each at the stand-in of its kind, which asks nobody who they are. */
const withLocalDestinations = (site: Site, ehr: EhrServer): Site => ({
  ...site,
  destinations: site.destinations.map((destination) => {
    switch (destination.kind) {
      case 'fhir':
        return { ...destination, url: ehr.url, auth: undefined, tls: undefined };
      case 'hl7-http':
        return { ...destination, url: ehr.hl7Url, auth: undefined, tls: undefined };
      case 'mllp':
        return { ...destination, to: { host: '127.0.0.1', port: ehr.mllpPort, timeoutSeconds: 30 } };
      default:
        return destination;
    }
  }),
});

/** The assembly lies beside a `node_modules` that holds what Lambda's runtime provides. */
function synthesize(release: SiteRelease): { assembly: CloudAssembly; removeAssembly: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-'));
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
  const app = createApp(release, { outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  return {
    assembly: readAssembly(app),
    removeAssembly: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const clientConfigFor = (endpoint: string, caller: string) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId: caller, secretAccessKey: 'local' },
});

async function createResources(
  template: TemplateResolver,
  clientConfig: ReturnType<typeof clientConfigFor>,
): Promise<{ tableName: string; bucketName: string; queueUrls: ReadonlyMap<string, string> }> {
  const tables = new DynamoDBClient(clientConfig);
  const queues = new SQSClient(clientConfig);
  const buckets = new S3Client({ ...clientConfig, forcePathStyle: true });
  const [table] = template.resourcesOf('AWS::DynamoDB::Table');
  const [bucket] = template.resourcesOf('AWS::S3::Bucket');
  if (table === undefined || bucket === undefined) throw new Error('the template has no table or no bucket');
  const tableName = template.physicalName(table);
  const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = table.properties as never;
  await tables
    .send(
      new CreateTableCommand({
        TableName: tableName,
        KeySchema,
        AttributeDefinitions,
        BillingMode,
        GlobalSecondaryIndexes,
      }),
    )
    .catch(ignoreIf((cause) => cause instanceof ResourceInUseException));
  const bucketName = template.physicalName(bucket);
  await buckets
    .send(new CreateBucketCommand({ Bucket: bucketName }))
    .catch(ignoreIf((cause) => cause instanceof Error && cause.name.startsWith('BucketAlready')));
  const queueUrls = new Map<string, string>();
  // dead-letter queues first: the others refer to them
  const ordered = template
    .resourcesOf('AWS::SQS::Queue')
    .toSorted((a, b) => Number('RedrivePolicy' in a.properties) - Number('RedrivePolicy' in b.properties));
  for (const queue of ordered) {
    const name = template.physicalName(queue);
    await queues.send(
      new CreateQueueCommand({ QueueName: name, Attributes: queueAttributes(queue.properties) }),
    );
    queueUrls.set(queue.logicalId, template.queueUrl(name));
  }
  return { tableName, bucketName, queueUrls };
}

const ignoreIf = (isExpected: (cause: unknown) => boolean) => (cause: unknown) => {
  if (!isExpected(cause)) throw cause;
};

/** CloudFormation's properties that are attributes of the queue; encryption has no meaning here. */
function queueAttributes(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = [
    'FifoQueue',
    'ContentBasedDeduplication',
    'DeduplicationScope',
    'FifoThroughputLimit',
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'RedrivePolicy',
  ];
  const attributes = kept.flatMap((name): [string, string][] => {
    const value = properties[name];
    if (value === undefined) return [];
    return [
      [
        name === 'FifoQueue' ? 'FifoQueue' : name,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ],
    ];
  });
  return Object.fromEntries(attributes);
}

function createFunctions(
  template: TemplateResolver,
  assembly: CloudAssembly,
  endpoint: string,
  options: StartOptions,
): ReadonlyMap<string, LambdaFunction> {
  const functions = template.resourcesOf('AWS::Lambda::Function').map((resource) => {
    const name = template.physicalName(resource);
    const properties = resource.properties as {
      Code: { S3Key: string };
      Handler: string;
      Timeout: number;
      MemorySize: number;
      Environment: { Variables: Record<string, string> };
    };
    const [module = ''] = properties.Handler.split('.');
    const entry = join(assembly.assetPath(properties.Code.S3Key.replace(/\.zip$/, '')), `${module}.mjs`);
    const { credentials } = clientConfigFor(endpoint, resource.logicalId);
    return new LambdaFunction({
      name,
      entry: pathToFileURL(entry).href,
      timeoutMs: properties.Timeout * 1000,
      maxInstances: MAX_INSTANCES,
      onLog: options.onLog ?? (() => undefined),
      environment: {
        ...properties.Environment.Variables,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
      },
    });
  });
  return new Map(functions.map((one) => [one.name, one]));
}

function createEventSources(
  template: TemplateResolver,
  functions: ReadonlyMap<string, LambdaFunction>,
  endpoint: string,
  options: StartOptions & { readonly onInvoked: () => void },
): readonly EventSource[] {
  const client = new SQSClient(clientConfigFor(endpoint, 'event-source'));
  return template.resourcesOf('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const mapping = properties as {
      EventSourceArn: string;
      FunctionName: string;
      BatchSize: number;
      FunctionResponseTypes?: string[];
    };
    return new EventSource({
      client,
      queueArn: mapping.EventSourceArn,
      queueUrl: template.queueUrl(mapping.EventSourceArn.split(':').at(-1) ?? ''),
      batchSize: mapping.BatchSize,
      reportsItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
      target: find(functions, mapping.FunctionName),
      onInvoked: options.onInvoked,
      onFailure: options.onFailure ?? (() => undefined),
    });
  });
}

/** Route key to function, through each route's integration, with its authorizer. */
function routesOf(template: TemplateResolver, functions: ReadonlyMap<string, LambdaFunction>): Routes {
  const targets = new Map(
    template
      .resourcesOf('AWS::ApiGatewayV2::Integration')
      .map((integration) => [
        `integrations/${template.physicalName(integration)}`,
        String(integration.properties['IntegrationUri']).split(':function:').at(-1) ?? '',
      ]),
  );
  const authorizers = new Map(
    template.resourcesOf('AWS::ApiGatewayV2::Authorizer').map((authorizer) => {
      const { JwtConfiguration } = authorizer.properties as {
        JwtConfiguration: { Issuer: string; Audience: string[] };
      };
      const { Issuer: issuer, Audience: audience } = JwtConfiguration;
      return [template.physicalName(authorizer), createJwtAuthorizer({ issuer, audience })];
    }),
  );
  return new Map(
    template.resourcesOf('AWS::ApiGatewayV2::Route').map(({ properties }) => {
      const target = find(functions, targets.get(String(properties['Target'])) ?? '');
      const authorizer = authorizers.get(String(properties['AuthorizerId']));
      if (properties['AuthorizationType'] === 'JWT' && authorizer === undefined)
        throw new Error('a route whose authorizer is not in the template');
      return [String(properties['RouteKey']), { target, authorizer }];
    }),
  );
}

function find(functions: ReadonlyMap<string, LambdaFunction>, name: string): LambdaFunction {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`the template refers to a function ${name} that it does not have`);
  return found;
}

import { ArnFormat, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IGrantable, ManagedPolicy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type DestinationConfig, secretsOf } from '../lib/site/destination.ts';
import type { Site } from '../lib/site/site.ts';
import { AlarmedQueue } from './constructs/alarmed-queue.ts';
import { LabwireFunction, ucumPackage } from './constructs/labwire-function.ts';
import { Worker } from './constructs/worker.ts';
import type { DataStack } from './data-stack.ts';

export interface ProcessingStackProps extends StackProps {
  readonly data: DataStack;
  readonly site: Site;
  /** The checked site as a file. */
  readonly siteFile: string;
  /** The site's compiled scripts as a file; undefined where it has none. */
  readonly scriptsFile?: string | undefined;
}

/** What a gateway posts to: messages, and what became of results that it was handed. */
const gatewayPaths = ['/v1/messages', '/v1/deliveries'] as const;

/** Batches of one destination under way: AWS takes no fewer than two. */
const FEWEST_AT_ONCE = 2;
const MOST_AT_ONCE = 10;

/** The way a result takes: receive, normalize, and one worker for each destination. */
export class ProcessingStack extends Stack {
  /** Base of `POST /v1/messages`. */
  readonly apiUrl: string;
  /** What the role of a gateway needs. */
  readonly gatewayAccess: ManagedPolicy;
  /** JSON of queue URL by source. */
  readonly workQueues: string;
  /** JSON of queue URL by destination that the gateway reaches. */
  readonly resultQueues: string;
  readonly #props: ProcessingStackProps;
  readonly #alarms: Topic;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.#alarms = new Topic(this, 'Alarms', { masterKey: props.data.key, enforceSSL: true });
    this.#alarms.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );

    const results: Record<string, IQueue> = {};
    const updates = Object.fromEntries(
      props.site.destinations.map((destination) => {
        if (destination.kind === 'queue') return [destination.id, this.#createFeed(destination.id)];
        if (destination.kind === 'mllp')
          results[destination.id] = this.#createOutboundQueue(
            `Results-${destination.id}`,
            destination.to.timeoutSeconds,
          );
        return [destination.id, this.#createDelivery(destination, results[destination.id]).queue];
      }),
    );
    const work = this.#createWorkQueues();
    const normalization = this.#createNormalization(updates, work);
    const api = this.#createReceive(normalization.queue);
    if (props.site.access !== undefined) this.#createReadApi(api, props.site.access);
    this.gatewayAccess = this.#createGatewayAccess(api, [...Object.values(work), ...Object.values(results)]);
    this.apiUrl = api.apiEndpoint;
    this.workQueues = this.toJsonString(urlsOf(work));
    this.resultQueues = this.toJsonString(urlsOf(results));

    new CfnOutput(this, 'ApiUrl', { value: api.apiEndpoint, description: 'Base of POST /v1/messages' });
    const { table, bucket } = props.data;
    new CfnOutput(this, 'System', {
      value: this.toJsonString({
        region: this.region,
        table: table.tableName,
        bucket: bucket.bucketName,
        inboundQueue: normalization.queue.queueUrl,
        updateQueues: urlsOf(updates),
        workQueues: urlsOf(work),
      }),
      description: 'What labwire held, release, replay and unmapped work on: cdk deploy --outputs-file',
    });
    new CfnOutput(this, 'WorkQueues', {
      value: this.workQueues,
      description: 'labwire gateway --work-queues',
    });
    new CfnOutput(this, 'ResultQueues', {
      value: this.resultQueues,
      description: 'labwire gateway --result-queues',
    });
    new CfnOutput(this, 'GatewayPolicyArn', {
      value: this.gatewayAccess.managedPolicyArn,
      description: 'What the role of a gateway needs',
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: this.#alarms.topicArn });
  }

  #createReceive(inbound: IQueue): HttpApi {
    const { data, siteFile } = this.#props;
    const receive = new LabwireFunction(this, 'Receive', {
      name: 'receive',
      timeout: Duration.seconds(15),
      memoryMb: 512,
      siteFile,
      key: data.key,
      environment: { ...this.#storeEnvironment(), INBOUND_QUEUE_URL: inbound.queueUrl },
    }).function;
    this.#grantTable(receive, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query');
    this.#grantObjects(receive, 'messages/*', 's3:PutObject');
    this.#grantSend(receive, [inbound]);

    const api = new HttpApi(this, 'Api', { apiName: 'labwire', createDefaultStage: true });
    const integration = new HttpLambdaIntegration('ReceiveIntegration', receive);
    for (const path of gatewayPaths)
      api.addRoutes({
        path,
        methods: [HttpMethod.POST],
        integration,
        authorizer: new HttpIamAuthorizer(),
      });
    return api;
  }

  /** Results over FHIR, for who has a token of the site's issuer. */
  #createReadApi(api: HttpApi, access: NonNullable<Site['access']>): void {
    const { data, siteFile } = this.#props;
    const read = new LabwireFunction(this, 'Read', {
      name: 'read',
      timeout: Duration.seconds(29),
      memoryMb: 1024,
      siteFile,
      key: data.key,
      environment: this.#storeEnvironment(),
    }).function;
    // PutItem is for the audit trail
    this.#grantTable(read, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem');
    this.#grantObjects(read, 'reports/*', 's3:GetObject');
    const integration = new HttpLambdaIntegration('ReadIntegration', read);
    const authorizer = new HttpJwtAuthorizer('Readers', access.issuer, { jwtAudience: [...access.audience] });
    const methods = [HttpMethod.GET];
    // what the server can do holds nothing of a patient, and is read before there is a token
    api.addRoutes({ path: '/fhir/metadata', methods, integration });
    api.addRoutes({ path: '/fhir/{proxy+}', methods, integration, authorizer });
    new CfnOutput(this, 'FhirUrl', {
      value: `${api.apiEndpoint}/fhir`,
      description: 'Base of the FHIR read API',
    });
  }

  /** Work for instruments that are told of it unasked waits for the gateway that reaches them. */
  #createWorkQueues(): Readonly<Record<string, IQueue>> {
    const { site } = this.#props;
    const told = site.sources.filter(({ work }) => work?.send === 'broadcast');
    return Object.fromEntries(
      told.map(({ id, work }) => {
        return [id, this.#createOutboundQueue(`Work-${id}`, work?.to?.timeoutSeconds)];
      }),
    );
  }

  /** Messages that wait for the gateway: it tries for days, and then they are dead letters. */
  #createOutboundQueue(name: string, answerSeconds = 30): IQueue {
    return new AlarmedQueue(new Construct(this, name), 'Queues', {
      key: this.#props.data.key,
      alarms: this.#alarms,
      // ten to a batch, one after the other, each with its connection and its answer
      visibilityTimeout: Duration.seconds(Math.max(3600, Math.ceil(answerSeconds + 15) * 10 * 2)),
      // what waits in it is nowhere else
      isRetained: true,
      maxReceiveCount: 600,
      lateAfter: Duration.minutes(15),
    }).queue;
  }

  /** The queue that an EHR reads itself, and what its role needs. */
  #createFeed(id: string): IQueue {
    const { key, bucket } = this.#props.data;
    const scope = new Construct(this, `Feed-${id}`);
    const { queue } = new AlarmedQueue(scope, 'Queues', {
      key,
      alarms: this.#alarms,
      visibilityTimeout: Duration.minutes(5),
      isRetained: true,
      maxReceiveCount: 1000,
      lateAfter: Duration.hours(1),
    });
    const access = new ManagedPolicy(scope, 'Access', {
      description: `Labwire: what the reader of the feed ${id} may do`,
      statements: [
        new PolicyStatement({
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
          resources: [queue.queueArn],
        }),
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [bucket.arnForObjects(`updates/${id}/*`)],
        }),
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
      ],
    });
    new CfnOutput(scope, 'QueueUrl', { value: queue.queueUrl, description: `The feed ${id}: docs/feed.md` });
    new CfnOutput(scope, 'PolicyArn', { value: access.managedPolicyArn });
    return queue;
  }

  /** For the role of a gateway: to hand messages in, and to take work from its queues. */
  #createGatewayAccess(api: HttpApi, work: readonly IQueue[]): ManagedPolicy {
    const stage = api.defaultStage?.stageName ?? '$default';
    const { key, bucket } = this.#props.data;
    return new ManagedPolicy(this, 'GatewayAccess', {
      description: 'Labwire: what a gateway may do',
      statements: [
        new PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: gatewayPaths.map((path) => api.arnForExecuteApi('POST', path, stage)),
        }),
        ...(work.length === 0
          ? []
          : [
              new PolicyStatement({
                actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
                resources: work.map(({ queueArn }) => queueArn),
              }),
              // messages that are too long for a queue
              new PolicyStatement({
                actions: ['s3:GetObject'],
                resources: [bucket.arnForObjects('outbound/*')],
              }),
              new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
            ]),
      ],
    });
  }

  #createNormalization(
    updates: Readonly<Record<string, IQueue>>,
    work: Readonly<Record<string, IQueue>>,
  ): Worker {
    const { data, siteFile, scriptsFile } = this.#props;
    const worker = new Worker(this, 'Normalize', {
      name: 'normalize',
      timeout: Duration.seconds(60),
      memoryMb: 1024,
      siteFile,
      scriptsFile,
      packages: [ucumPackage],
      key: data.key,
      alarms: this.#alarms,
      maxReceiveCount: 20,
      lateAfter: Duration.minutes(5),
      environment: {
        ...this.#storeEnvironment(),
        UPDATE_QUEUE_URLS: this.toJsonString(urlsOf(updates)),
        WORK_QUEUE_URLS: this.toJsonString(urlsOf(work)),
      },
    });
    this.#grantTable(
      worker.function,
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
    );
    this.#grantObjects(worker.function, 'messages/*', 's3:GetObject');
    this.#grantObjects(worker.function, 'reports/*', 's3:GetObject', 's3:PutObject');
    this.#grantObjects(worker.function, 'updates/*', 's3:PutObject');
    // a merge that a script changed waits in more sequences than receive knew of
    this.#grantSend(worker.function, [worker.queue, ...Object.values(updates), ...Object.values(work)]);
    return worker;
  }

  #createDelivery(destination: Exclude<DestinationConfig, { kind: 'queue' }>, outbound?: IQueue): Worker {
    const { data, siteFile, scriptsFile } = this.#props;
    const rate = destination.ratePerSecond;
    // SQS shares a queue among two at the fewest; each keeps so long a distance that both keep the rate
    const spacingMs = rate === undefined ? 0 : Math.ceil((FEWEST_AT_ONCE * 1000) / rate);
    const answerMs = destination.kind === 'mllp' ? 5000 : destination.timeoutMs;
    const worker = new Worker(this, `Deliver-${destination.id}`, {
      name: 'deliver',
      // one batch of ten, each within the destination's own time
      timeout: Duration.seconds(Math.min(Math.ceil(((answerMs + spacingMs) * 10) / 1000) + 30, 900)),
      memoryMb: 512,
      siteFile,
      scriptsFile: 'hl7' in destination && destination.hl7.script !== undefined ? scriptsFile : undefined,
      key: data.key,
      alarms: this.#alarms,
      // an outage of days is waited out in the queue, and what still fails reaches the DLQ before the
      // queue's 14 days are over
      maxReceiveCount: 600,
      lateAfter: Duration.minutes(15),
      // few at once: each knows by itself when to spare a destination
      maxConcurrency: rate === undefined ? MOST_AT_ONCE : FEWEST_AT_ONCE,
      environment: {
        ...this.#storeEnvironment(),
        DESTINATION_ID: destination.id,
        ...(spacingMs === 0 ? {} : { SPACING_MS: String(spacingMs) }),
        ...(outbound === undefined ? {} : { OUTBOUND_QUEUE_URL: outbound.queueUrl }),
      },
    });
    this.#grantTable(worker.function, 'dynamodb:GetItem', 'dynamodb:PutItem');
    this.#grantObjects(worker.function, 'reports/*', 's3:GetObject');
    if (outbound !== undefined) {
      this.#grantSend(worker.function, [outbound]);
      this.#grantObjects(worker.function, 'outbound/*', 's3:PutObject');
    }
    const secrets = secretsOf(destination);
    if (secrets.length > 0)
      worker.function.addToRolePolicy(
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: secrets.map((name) => this.#secretArn(name)),
        }),
      );
    return worker;
  }

  /** Secrets Manager ends each ARN with six characters of its own. */
  #secretArn(name: string): string {
    // an ARN may be whole, with six characters of AWS's own at its end, or not
    if (name.startsWith('arn:')) return /-[A-Za-z0-9]{6}$/.test(name) ? name : `${name}-??????`;
    return this.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  #storeEnvironment() {
    const { table, bucket } = this.#props.data;
    return { TABLE_NAME: table.tableName, BUCKET_NAME: bucket.bucketName };
  }

  #grantTable(grantee: IGrantable, ...actions: string[]): void {
    const { table, key } = this.#props.data;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions, resources: [table.tableArn] }),
    );
    key.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  #grantObjects(grantee: IGrantable, objects: string, ...actions: string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions, resources: [this.#props.data.bucket.arnForObjects(objects)] }),
    );
  }

  #grantSend(grantee: IGrantable, queues: readonly IQueue[]): void {
    for (const queue of queues) queue.grant(grantee, 'sqs:SendMessage');
  }
}

const urlsOf = (queues: Readonly<Record<string, IQueue>>): Record<string, string> =>
  Object.fromEntries(Object.entries(queues).map(([id, { queueUrl }]) => [id, queueUrl]));

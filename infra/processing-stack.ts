import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IGrantable, ManagedPolicy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DestinationConfig, Site } from '../lib/site/site.ts';
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

/** The way a result takes: receive, normalize, and one worker for each destination. */
export class ProcessingStack extends Stack {
  /** Base of `POST /v1/messages`. */
  readonly apiUrl: string;
  /** What the role of a gateway needs. */
  readonly gatewayAccess: ManagedPolicy;
  /** JSON of queue URL by source. */
  readonly workQueues: string;
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

    const deliveries = props.site.destinations.map((destination) => ({
      destination,
      worker: this.#createDelivery(destination),
    }));
    const work = this.#createWorkQueues();
    const normalization = this.#createNormalization(
      Object.fromEntries(deliveries.map(({ destination, worker }) => [destination.id, worker.queue])),
      work,
    );
    const api = this.#createReceive(normalization.queue);
    this.gatewayAccess = this.#createGatewayAccess(api, Object.values(work));
    this.apiUrl = api.apiEndpoint;
    this.workQueues = this.toJsonString(urlsOf(work));

    new CfnOutput(this, 'ApiUrl', { value: api.apiEndpoint, description: 'Base of POST /v1/messages' });
    const { table, bucket } = props.data;
    const updateQueues = deliveries.map(({ destination, worker }) => [destination.id, worker.queue.queueUrl]);
    new CfnOutput(this, 'System', {
      value: this.toJsonString({
        region: this.region,
        table: table.tableName,
        bucket: bucket.bucketName,
        inboundQueue: normalization.queue.queueUrl,
        updateQueues: Object.fromEntries(updateQueues),
        workQueues: urlsOf(work),
      }),
      description: 'What labwire held, release, replay and unmapped work on: cdk deploy --outputs-file',
    });
    new CfnOutput(this, 'WorkQueues', {
      value: this.workQueues,
      description: 'labwire gateway --work-queues',
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
    api.addRoutes({
      path: '/v1/messages',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('ReceiveIntegration', receive),
      authorizer: new HttpIamAuthorizer(),
    });
    return api;
  }

  /** Work for instruments that are told of it unasked waits for the gateway that reaches them. */
  #createWorkQueues(): Readonly<Record<string, IQueue>> {
    const { data, site } = this.#props;
    const told = site.sources.filter(({ work }) => work?.send === 'broadcast');
    return Object.fromEntries(
      told.map(({ id }) => {
        const scope = new Construct(this, `Work-${id}`);
        const { queue } = new AlarmedQueue(scope, 'Queues', {
          key: data.key,
          alarms: this.#alarms,
          // six times the longest answer that an instrument is waited for, ten to a batch
          visibilityTimeout: Duration.hours(1),
          maxReceiveCount: 600,
          lateAfter: Duration.minutes(15),
        });
        return [id, queue];
      }),
    );
  }

  /** For the role of a gateway: to hand messages in, and to take work from its queues. */
  #createGatewayAccess(api: HttpApi, work: readonly IQueue[]): ManagedPolicy {
    const stage = api.defaultStage?.stageName ?? '$default';
    const { key } = this.#props.data;
    return new ManagedPolicy(this, 'GatewayAccess', {
      description: 'Labwire: what a gateway may do',
      statements: [
        new PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: [api.arnForExecuteApi('POST', '/v1/messages', stage)],
        }),
        ...(work.length === 0
          ? []
          : [
              new PolicyStatement({
                actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
                resources: work.map(({ queueArn }) => queueArn),
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
    // a merge that a script changed waits in more sequences than receive knew of
    this.#grantSend(worker.function, [worker.queue, ...Object.values(updates), ...Object.values(work)]);
    return worker;
  }

  #createDelivery(destination: DestinationConfig): Worker {
    const { data, siteFile } = this.#props;
    const worker = new Worker(this, `Deliver-${destination.id}`, {
      name: 'deliver',
      // one batch of ten, each within the destination's own time
      timeout: Duration.seconds(Math.min(Math.ceil((destination.timeoutMs * 10) / 1000) + 30, 900)),
      memoryMb: 512,
      siteFile,
      key: data.key,
      alarms: this.#alarms,
      // an outage of days is waited out in the queue, and what still fails reaches the DLQ before the
      // queue's 14 days are over
      maxReceiveCount: 600,
      lateAfter: Duration.minutes(15),
      environment: {
        ...this.#storeEnvironment(),
        DESTINATION_ID: destination.id,
      },
    });
    this.#grantTable(worker.function, 'dynamodb:GetItem', 'dynamodb:PutItem');
    this.#grantObjects(worker.function, 'reports/*', 's3:GetObject');
    return worker;
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

import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { needsOf } from '../lib/destinations/kinds.ts';
import type { FunctionEnvironment } from '../lib/shared/environment-names.ts';
import type { Site } from '../lib/site/site.ts';
import { Console } from './constructs/console.ts';
import { Delivery } from './constructs/delivery.ts';
import { Exports } from './constructs/exports.ts';
import { Feed } from './constructs/feed.ts';
import { GatewayRoles, gatewayPaths, type OwnQueues } from './constructs/gateway-roles.ts';
import {
  grant,
  readObjects,
  sendTo,
  tableStatement,
  writeEncrypted,
  writeObjects,
} from './constructs/grants.ts';
import { Inspection } from './constructs/inspection.ts';
import { Interpretation } from './constructs/interpretation.ts';
import { LabwireFunction, ucumPackage } from './constructs/labwire-function.ts';
import { MonitoredQueue, type QueuePair } from './constructs/monitored-queue.ts';
import { Notifications } from './constructs/notifications.ts';
import { OperatorAccess } from './constructs/operator-access.ts';
import type { Platform } from './constructs/platform.ts';
import { ProtectedApi } from './constructs/protected-api.ts';
import { rowsOfNormalize, writeRows } from './constructs/table-rows.ts';
import { Worker } from './constructs/worker.ts';
import type { DataStack } from './data-stack.ts';
import type { Deployment } from './deployment.ts';

export interface ProcessingStackProps extends StackProps {
  readonly data: DataStack;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly site: Site;
  /** The site has test systems, whose controls become due. */
  readonly hasControls: boolean;
  readonly siteVersion: string;
  readonly qualityVersion: string;
  /** The site's compiled scripts and their worker as files; none if it has none. */
  readonly scriptFiles: readonly string[];
}

type Queues = Readonly<Record<string, QueuePair>>;

/** The path of a result: receive, normalize, and one worker for each destination. */
export class ProcessingStack extends Stack {
  /** Base URL of `POST /v1/messages`. */
  readonly apiUrl: string;
  /** What the gateway on Fargate may do; undefined without one. */
  readonly gatewayAccess: ManagedPolicy | undefined;
  /** Queue URLs by source, as JSON. */
  readonly workQueues: string;
  /** Queue URLs by destination that the gateway reaches, as JSON. */
  readonly resultQueues: string;
  /** Every queue by its content, for the operator's policy. */
  readonly queues: Readonly<
    Record<'inbound' | 'updates' | 'work' | 'results' | 'notifications' | 'exports', Queues>
  >;
  /** The queue of exports over FHIR. Undefined if the site has no read API. */
  readonly exportQueue: IQueue | undefined;
  readonly #props: ProcessingStackProps;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    super(scope, id, props);
    this.#props = props;
    const results: Record<string, QueuePair> = {};
    const updates: Record<string, QueuePair> = {};
    const notifications: Record<string, QueuePair> = {};
    for (const destination of props.site.destinations) {
      const { worker, gateway, reader, notifications: notified } = needsOf(destination);
      if (notified !== undefined)
        notifications[destination.id] = new Notifications(this, `Notify-${destination.id}`, {
          ...{ ...props, ...notified },
          environment: this.#storeEnvironment(),
        });
      if (gateway !== undefined)
        results[destination.id] = this.#createOutboundQueue(
          `Results-${destination.id}`,
          gateway.to.timeoutSeconds,
        );
      updates[destination.id] =
        worker === undefined
          ? new Feed(this, `Feed-${destination.id}`, {
              ...props,
              feed: destination.id,
              readers: reader?.readers ?? [],
            })
          : new Delivery(this, `Deliver-${destination.id}`, {
              ...props,
              scriptFiles: props.scriptFiles,
              hasSourceScripts: props.site.sources.some(({ script }) => script !== undefined),
              destination: destination.id,
              needs: worker,
              readers: reader?.readers,
              environment: this.#storeEnvironment(),
              outbound: results[destination.id]?.queue,
              notifications: notifications[destination.id]?.queue,
            });
    }
    const work = this.#createWorkQueues();
    const inbound = this.#createNormalization(updates, work);
    const exports: Record<string, QueuePair> =
      props.site.access === undefined
        ? {}
        : { exports: new Exports(this, 'Export', { ...props, environment: this.#storeEnvironment() }) };
    this.exportQueue = exports['exports']?.queue;
    this.queues = { inbound: { inbound }, updates, work, results, notifications, exports };
    const { api, receive } = this.#createReceive(inbound.queue, Object.keys(results));
    const roles = new GatewayRoles(this, 'Gateways', {
      ...props,
      api,
      work,
      results,
    });
    if (props.hasControls)
      new Inspection(this, 'Inspect', {
        ...{ ...props, inbound: inbound.queue },
        environment: { ...this.#storeEnvironment(), INBOUND_QUEUE_URL: inbound.queue.queueUrl },
      });
    this.#createConsole(receive);
    new OperatorAccess(this, 'Operator', {
      ...props,
      ...this.#peopleQueues(),
    });
    this.gatewayAccess = roles.fargate?.access;
    this.apiUrl = api.url;
    this.workQueues = this.toJsonString(urlsOf(work));
    this.resultQueues = this.toJsonString(urlsOf(results));
    if (roles.fargate !== undefined) this.#keepForGateway(roles.fargate);
    this.#tell();
  }

  #createConsole(receive: IFunction): void {
    const { site, ...props } = this.#props;
    if (site.console === undefined) return;
    const environment = this.#storeEnvironment();
    new Console(this, 'Console', {
      ...props,
      config: site.console,
      ...this.#peopleQueues(),
      receive,
      interpretation: new Interpretation(this, 'Interpret', { ...props, environment }),
      environment: { ...environment, QUEUE_URLS: this.toJsonString(this.#queueUrls()) },
    });
  }

  /** Stores the queue URLs for the gateway in the cloud. A stack export would block removing a queue. */
  #keepForGateway({ work, results }: OwnQueues): void {
    for (const [name, queues] of [
      ['work-queues', work],
      ['result-queues', results],
    ] as const)
      new StringParameter(this, name, {
        parameterName: parameterOf(this.#props.deployment, name),
        stringValue: this.toJsonString(urlsOf(queues)),
      });
  }

  /** Writes the outputs that people and programs need. */
  #tell(): void {
    const { table, bucket } = this.#props.data;
    const tell = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    tell('ApiUrl', this.apiUrl, 'Base of POST /v1/messages: labwire gateway --url');
    tell(
      'System',
      this.toJsonString({
        region: this.region,
        site: {
          version: this.#props.siteVersion,
          quality: this.#props.qualityVersion,
          folder: this.#props.deployment.site,
        },
        table: table.tableName,
        bucket: bucket.bucketName,
        metricsNamespace: this.#props.platform.metricsNamespace,
        ...this.#queueUrls(),
      }),
      'For the command line: cdk deploy --outputs-file, labwire status --system',
    );
    tell('WorkQueues', this.workQueues, 'labwire gateway --work-queues');
    tell('ResultQueues', this.resultQueues, 'labwire gateway --result-queues');
    tell('AlarmTopicArn', this.#props.platform.alarms.topicArn, 'Where alarms go');
  }

  /** The queues that people look at, and those into which they may put dead letters back. */
  #peopleQueues(): { readonly queues: readonly QueuePair[]; readonly results: readonly QueuePair[] } {
    const { results, ...others } = this.queues;
    return {
      queues: Object.values(others).flatMap((queues) => Object.values(queues)),
      results: Object.values(results),
    };
  }

  /** The URLs of all queues, for people and the console. */
  #queueUrls() {
    const { inbound, updates, work, results, notifications, exports } = this.queues;
    return {
      inboundQueue: inbound['inbound']?.queue.queueUrl,
      updateQueues: urlsOf(updates),
      workQueues: urlsOf(work),
      resultQueues: urlsOf(results),
      notificationQueues: urlsOf(notifications),
      exportQueues: urlsOf(exports),
      deadLetterQueues: Object.fromEntries(
        Object.entries(this.queues).map(([kind, queues]) => [kind, deadLettersOf(queues)]),
      ),
    };
  }

  #createReceive(
    inbound: IQueue,
    reached: readonly string[],
  ): { readonly api: ProtectedApi; readonly receive: IFunction } {
    const { data, platform, deployment } = this.#props;
    const receive = new LabwireFunction(this, 'Receive', {
      name: 'receive',
      timeout: Duration.seconds(15),
      memoryMb: 512,
      platform,
      environment: {
        ...this.#storeEnvironment(),
        INBOUND_QUEUE_URL: inbound.queueUrl,
        REACHED_BY_GATEWAY: JSON.stringify(reached),
      },
    }).function;
    grant(
      receive,
      data,
      tableStatement(data, 'Query'),
      // receipts of gateways update deliveries; a control is marked until it is read
      ...writeRows(data, { put: ['MSG'], update: ['DLV', 'MSG', 'QCU'] }),
      writeObjects(data, 'messages'),
      sendTo([inbound]),
      writeEncrypted(data),
    );
    const api = new ProtectedApi(this, 'Intake', {
      description: 'Labwire: messages in',
      platform,
      deployment,
      // no rule group that reads bodies: a result that looks like an attack must still arrive
      managedRules: ['AWSManagedRulesAmazonIpReputationList'],
      isSigned: true,
    });
    for (const path of gatewayPaths)
      api.addRoute('POST', path, receive, { authorizationType: AuthorizationType.IAM });
    return { api, receive };
  }

  /** Queues of unsolicited work for instruments; the gateway that reaches them reads the queue. */
  #createWorkQueues(): Queues {
    const told = this.#props.site.sources.filter(({ work }) => work?.send === 'broadcast');
    return Object.fromEntries(
      told.map(({ id, work }) => [id, this.#createOutboundQueue(`Work-${id}`, work?.to?.timeoutSeconds)]),
    );
  }

  /** A queue that the gateway reads. The gateway retries for days before an entry becomes a dead letter. */
  #createOutboundQueue(name: string, answerSeconds = 30): QueuePair {
    return new MonitoredQueue(new Construct(this, name), 'Queues', {
      ...this.#props.platform,
      // twice the time for ten entries, sent one after the other, each with its own connection
      visibilityTimeout: Duration.seconds(Math.max(3600, Math.ceil(answerSeconds + 15) * 10 * 2)),
      // its entries are stored nowhere else
      isRetained: true,
      maxReceiveCount: 600,
      lateAfter: Duration.minutes(15),
    });
  }

  #createNormalization(updates: Queues, work: Queues): Worker {
    const { data, platform, scriptFiles } = this.#props;
    const worker = new Worker(this, 'Normalize', {
      name: 'normalize',
      timeout: Duration.seconds(60),
      memoryMb: 1024,
      scriptFiles,
      packages: [ucumPackage],
      platform,
      maxReceiveCount: 20,
      lateAfter: Duration.minutes(5),
      environment: {
        ...this.#storeEnvironment(),
        UPDATE_QUEUE_URLS: this.toJsonString(urlsOf(updates)),
        WORK_QUEUE_URLS: this.toJsonString(urlsOf(work)),
      },
    });
    grant(
      worker.function,
      data,
      tableStatement(data, 'GetItem', 'Query', 'BatchGetItem'),
      ...writeRows(data, rowsOfNormalize),
      readObjects(data, 'messages', 'reports'),
      writeObjects(data, 'reports', 'updates'),
      // a merge that a script changed can wait in more sequence groups than receive knew
      sendTo([worker, ...Object.values(updates), ...Object.values(work)].map(({ queue }) => queue)),
      writeEncrypted(data),
    );
    return worker;
  }

  #storeEnvironment(): FunctionEnvironment {
    const { table, bucket } = this.#props.data;
    return { TABLE_NAME: table.tableName, BUCKET_NAME: bucket.bucketName };
  }
}

/** The name of the parameter with the gateway's queues. */
export const parameterOf = ({ name }: Deployment, what: 'work-queues' | 'result-queues'): string =>
  `/${name}/gateway/${what}`;

const urlsOf = (queues: Queues): Record<string, string> =>
  Object.fromEntries(Object.entries(queues).map(([id, { queue }]) => [id, queue.queueUrl]));

const deadLettersOf = (queues: Queues): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queues).map(([id, { deadLetterQueue }]) => [id, deadLetterQueue.queueUrl]),
  );

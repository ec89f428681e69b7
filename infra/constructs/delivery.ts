import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { WorkerNeeds } from '../../lib/destinations/kind.ts';
import type { FunctionEnvironment } from '../../lib/shared/environment-names.ts';
import type { DataStack } from '../data-stack.ts';
import { grant, readObjects, sendTo, tableStatement, writeEncrypted, writeObjects } from './grants.ts';
import type { Platform } from './platform.ts';
import { secretArn } from './secret-arn.ts';
import { writeRows } from './table-rows.ts';
import { admitReaders } from './update-readers.ts';
import { Worker } from './worker.ts';

/** Batches of one destination handled at once: AWS allows no fewer than two. */
const FEWEST_AT_ONCE = 2;
const MOST_AT_ONCE = 10;

/** What a transaction with conditional updates asks of a data store of AWS HealthLake, and `check --connect`. */
const datastoreActions = [
  'ProcessBundle',
  'CreateResource',
  'UpdateResource',
  'ReadResource',
  'SearchWithGet',
  'GetCapabilities',
].map((action) => `healthlake:${action}`);

export interface DeliveryProps {
  /** The id of the destination in the site file. */
  readonly destination: string;
  readonly needs: WorkerNeeds;
  readonly data: DataStack;
  readonly platform: Platform;
  readonly scriptFiles: readonly string[];
  /** Whether a source of the site has a script. Original messages are read with it. */
  readonly hasSourceScripts: boolean;
  readonly environment: FunctionEnvironment;
  /** The ids of other AWS accounts that may read contents; undefined if everything is sent. */
  readonly readers: readonly string[] | undefined;
  /** The queue of the gateway, if the gateway reaches the destination. */
  readonly outbound?: IQueue | undefined;
  /** The queue of notifications, if the destination is subscribers. */
  readonly notifications?: IQueue | undefined;
}

/** One destination's queue, and the function that delivers its entries. */
export class Delivery extends Worker {
  constructor(scope: Construct, id: string, props: DeliveryProps) {
    const { destination, needs, data, outbound, readers, notifications } = props;
    const rate = needs.ratePerSecond;
    const readsOriginals = needs.readsOriginals === true;
    const runsScripts = needs.script !== undefined || (readsOriginals && props.hasSourceScripts);
    // Lambda polls a queue with at least two batches at once, so each keeps twice the spacing of the rate
    const spacingMs = rate === undefined ? 0 : Math.ceil((FEWEST_AT_ONCE * 1000) / rate);
    super(scope, id, {
      // reading messages is most of the program, so only the destinations that need it carry it
      name: readsOriginals ? 'deliver-with-originals' : 'deliver',
      // one batch of ten, each within the destination's own timeout
      timeout: Duration.seconds(Math.min(Math.ceil(((needs.answerMs + spacingMs) * 10) / 1000) + 30, 900)),
      // the engine of a script takes up to 256 MB, and needs as much again to be stopped
      memoryMb: runsScripts ? 1024 : 512,
      platform: props.platform,
      scriptFiles: runsScripts ? props.scriptFiles : [],
      // retries last through an outage of days; an entry that still fails reaches the DLQ before the queue's
      // 14 days end
      maxReceiveCount: 600,
      lateAfter: Duration.minutes(15),
      // few at once: each batch opens its own circuit for a failing destination
      maxConcurrency: rate === undefined ? MOST_AT_ONCE : FEWEST_AT_ONCE,
      environment: {
        ...props.environment,
        DESTINATION_ID: destination,
        ...(spacingMs === 0 ? {} : { SPACING_MS: String(spacingMs) }),
        ...(outbound === undefined ? {} : { OUTBOUND_QUEUE_URL: outbound.queueUrl }),
        ...(notifications === undefined ? {} : { NOTIFICATION_QUEUE_URL: notifications.queueUrl }),
      },
    });
    grant(this.function, data, tableStatement(data, 'GetItem'), readObjects(data, 'reports'));
    if (readsOriginals)
      grant(this.function, data, tableStatement(data, 'BatchGetItem'), readObjects(data, 'messages'));
    const rows = notifications === undefined ? [] : ['SUB'];
    grant(
      this.function,
      data,
      ...writeRows(data, {
        put: [`DLV#${destination}`, ...rows],
        ...(rows.length === 0 ? {} : { update: rows }),
      }),
    );
    if (notifications !== undefined)
      grant(
        this.function,
        data,
        tableStatement(data, 'Query'),
        sendTo([notifications]),
        writeEncrypted(data),
      );
    if (outbound !== undefined)
      grant(
        this.function,
        data,
        sendTo([outbound]),
        writeObjects(data, `outbound/${destination}`),
        writeEncrypted(data),
      );
    if (needs.bus !== undefined)
      grant(
        this.function,
        data,
        new PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn(this, needs.bus)] }),
        writeObjects(data, `updates/${destination}`),
        writeEncrypted(data),
      );
    if (needs.datastore !== undefined)
      grant(
        this.function,
        data,
        new PolicyStatement({ actions: datastoreActions, resources: [needs.datastore] }),
      );
    if (readers !== undefined) admitReaders(this, { destination, readers, data });
    if (needs.secrets.length > 0)
      grant(
        this.function,
        data,
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: needs.secrets.map((name) => secretArn(this, name)),
        }),
      );
  }
}

const busArn = (scope: Construct, bus: string): string =>
  bus.startsWith('arn:')
    ? bus
    : Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: bus });

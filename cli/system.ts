import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { DynamoAuditLog } from '../lib/adapters/dynamodb/audit-log.ts';
import { DynamoDeliveryStore } from '../lib/adapters/dynamodb/delivery-store.ts';
import { dynamoStores } from '../lib/adapters/dynamodb/stores.ts';
import { Table } from '../lib/adapters/dynamodb/table.ts';
import { ClaimCheckStore } from '../lib/adapters/s3/claim-check-store.ts';
import { PayloadStore } from '../lib/adapters/s3/payload-store.ts';
import { SqsInboundQueue, SqsUpdateQueues, SqsWorkQueues } from '../lib/adapters/sqs/sqs-queues.ts';
import { sqsSystemQueues } from '../lib/adapters/sqs/system-queues.ts';
import { CloudWatchMonitor } from '../lib/adapters/telemetry/cloudwatch-monitor.ts';
import { createScriptRunner } from '../lib/normalize/transform/script-runner.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import { openPrivateFolder } from '../local/private-folder.ts';
import type { LocalCloud } from '../local/start.ts';
import { UsageError } from './exit.ts';
import { siteAt } from './site-option.ts';

/** A running system, as the output `System` of its stack describes it. A local system adds its address. */
const systemSchema = z.object({
  region: z.string(),
  table: z.string(),
  bucket: z.string(),
  inboundQueue: z.string(),
  updateQueues: z.record(z.string(), z.string()),
  workQueues: z.record(z.string(), z.string()).default({}),
  resultQueues: z.record(z.string(), z.string()).default({}),
  /** By kind of queue, then by name. */
  deadLetterQueues: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  metricsNamespace: z.string().default('Labwire'),
  endpoint: z.string().optional(),
});

/** The file that `cdk deploy --outputs-file` writes: outputs by stack. */
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * The file in which `labwire start` describes the running system. It is in the folder where the command was
 * started, or in its data folder.
 */
export const localSystemFile = join('.labwire', 'system.json');

/**
 * Writes the description of the local system, so that other commands find it. Returns a function that removes
 * it.
 */
export function writeSystemFile(cloud: LocalCloud, data: string | undefined): () => void {
  const file = data === undefined ? localSystemFile : join(data, 'system.json');
  openPrivateFolder(dirname(file));
  const text = JSON.stringify({ ...JSON.parse(cloud.system), endpoint: cloud.clientConfig.endpoint });
  writeFileSync(file, text);
  return () => {
    // another system may have been started in this folder meanwhile
    if (existsSync(file) && readFileSync(file, 'utf8') === text) rmSync(file);
  };
}

/** @throws UsageError if there is no such file, or if it describes no system */
function readSystem(file: string): z.infer<typeof systemSchema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(
      `there is no system file ${file}: start a system in this folder (npx labwire start), or give the outputs file of a deployed system with --system (npx cdk deploy --outputs-file FILE)`,
    );
  }
  const json = parseJson(text);
  const local = systemSchema.safeParse(json);
  if (local.success) return local.data;
  const outputs = Object.values(outputsSchema.safeParse(json).data ?? {});
  const said = outputs.find((stack) => stack['System'] !== undefined)?.['System'];
  const deployed = systemSchema.safeParse(said === undefined ? undefined : parseJson(said));
  if (deployed.success) return deployed.data;
  throw new UsageError(`${file} describes no system: no stack in it has the output System`);
}

export interface SystemOptions {
  readonly system: string;
  readonly site: string;
}

/**
 * Opens the stores and queues of a running system, with the site on this machine. The caller must close it.
 */
function connect({ system: file, site: folder }: SystemOptions) {
  const system = readSystem(file);
  const { region, table, bucket, inboundQueue, updateQueues, workQueues, endpoint } = system;
  const release = siteAt(folder);
  // the local cloud checks an operator's permissions too
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'local' };
  const config = { region, ...(endpoint === undefined ? {} : { endpoint, credentials }) };
  const client = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const { site, siteVersion, scripts } = release;
  const cloudwatch = new CloudWatchClient(config);
  const store = {
    table: new Table({ client, name: table, clock: systemClock }),
    payloads: new PayloadStore(bucket, config),
    retention: site.retention,
  };
  const queues = sqsSystemQueues(sqs, system);
  return {
    ...dynamoStores(store),
    site,
    siteVersion,
    runScript:
      scripts === undefined ? undefined : createScriptRunner(scripts, { timeoutMs: site.limits.scriptMs }),
    inbound: new SqsInboundQueue(sqs, inboundQueue),
    updates: new SqsUpdateQueues(sqs, updateQueues, new ClaimCheckStore(bucket, config)),
    work: new SqsWorkQueues(sqs, workQueues),
    deliveries: new DynamoDeliveryStore(store),
    audit: new DynamoAuditLog(store),
    queues,
    monitor: new CloudWatchMonitor(
      cloudwatch,
      system.metricsNamespace,
      new Map(queues.map(({ name, url }) => [name, url])),
    ),
    clock: systemClock,
    newId: randomUUID,
    close: () => {
      client.destroy();
      sqs.destroy();
      cloudwatch.destroy();
    },
  };
}

export type ConnectedSystem = ReturnType<typeof connect>;

/** Runs a task on a running system, and closes the connection even if the task fails. */
export async function withSystem<T>(
  options: SystemOptions,
  run: (system: ConnectedSystem) => Promise<T>,
): Promise<T> {
  const system = connect(options);
  try {
    return await run(system);
  } finally {
    system.close();
  }
}

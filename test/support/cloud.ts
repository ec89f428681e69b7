import { randomBytes } from 'node:crypto';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Acknowledgment, readAck } from '@labwire/hl7/ack';
import type { Issue } from '@labwire/hl7/issue';
import { parseMessage } from '@labwire/hl7/message/message';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import type { Ledger, ReportReference } from '../../lib/model/message.ts';
import type { SystemState, VerdictVersion } from '../../lib/model/verdict.ts';
import type { LocalCloud } from '../../local/start.ts';

/** The addresses of a running system, for access from outside. */
export interface CloudAddress {
  readonly mllpPort: number;
  readonly awsUrl: string;
  readonly tableName: string;
}

export interface StoredMessageItem {
  readonly id: string;
  readonly state: string;
  readonly controlId?: string;
  readonly retransmissions: number;
  readonly issues: readonly Issue[];
  readonly reports: readonly ReportReference[];
  readonly ledger?: Ledger;
}

/** The content of the table, read by a scan, which production code never does. */
export interface TableContents {
  readonly messages: readonly StoredMessageItem[];
  /** Partition and sort keys of all report versions. */
  readonly versions: readonly string[];
  /** Partition and sort keys of all control results. */
  readonly qcPoints: readonly string[];
  /** All versions of verdicts on controls, and the states of test systems. */
  readonly verdicts: readonly (VerdictVersion & { readonly pk: string })[];
  readonly systemStates: readonly (SystemState & { readonly pk: string })[];
  readonly deliveries: readonly {
    readonly reportKey: string;
    readonly version: number;
    readonly state: string;
  }[];
}

const clientConfig = (awsUrl: string) => ({
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

export async function readTable({ awsUrl, tableName }: CloudAddress): Promise<TableContents> {
  const client = new DynamoDBClient(clientConfig(awsUrl));
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
  } while (ExclusiveStartKey !== undefined);
  client.destroy();
  const startingWith = (prefix: string) => items.filter(({ pk }) => String(pk).startsWith(prefix));
  return {
    messages: startingWith('MSG#') as unknown as StoredMessageItem[],
    versions: startingWith('RPT#').map(({ pk, sk }) => `${pk} ${sk}`),
    qcPoints: startingWith('QC#').map(({ pk, sk }) => `${pk} ${sk}`),
    verdicts: startingWith('QCE#') as unknown as TableContents['verdicts'],
    systemStates: startingWith('QCS#') as unknown as TableContents['systemStates'],
    deliveries: startingWith('DLV#') as unknown as TableContents['deliveries'],
  };
}

/**
 * True if nothing waits in any queue or is being handled. It looks twice, because an entry may move from
 * queue to queue during the first look.
 */
export async function isDrained(awsUrl: string): Promise<boolean> {
  return (await countQueued(awsUrl)) === 0 && (await countQueued(awsUrl)) === 0;
}

/** The observed queue may have no function, so no invocation announces a change. */
const LOOK_AGAIN_MS = 100;

/** Waits until `look` finds something. It looks after every invocation and at intervals. */
export async function until<T>(
  cloud: Pick<LocalCloud, 'nextInvocation'>,
  look: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false>> {
  for (;;) {
    const next = Promise.race([
      cloud.nextInvocation(),
      new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS)),
    ]);
    const found = await look();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    await next;
  }
}

/** Waits until all queues are empty. */
export async function drained(cloud: LocalCloud): Promise<void> {
  await until(cloud, () => isDrained(cloud.aws.url));
}

/** Waits until all queues of a system in another process are empty. It announces no invocations here. */
export async function drainedAt(awsUrl: string): Promise<void> {
  await until({ nextInvocation: () => new Promise(() => undefined) }, () => isDrained(awsUrl));
}

/** Puts an entry into a dead-letter queue, such as `updates` of `feed`. */
export async function putDeadLetter(
  cloud: LocalCloud,
  kind: string,
  of: string,
  entry: object,
): Promise<void> {
  const sqs = new SQSClient(cloud.clientConfig);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: JSON.parse(cloud.system).deadLetterQueues[kind][of],
      MessageBody: JSON.stringify(entry),
      MessageGroupId: 'g',
      MessageDeduplicationId: unique(),
    }),
  );
  sqs.destroy();
}

async function countQueued(awsUrl: string): Promise<number> {
  const client = new SQSClient(clientConfig(awsUrl));
  const { QueueUrls } = await client.send(new ListQueuesCommand({}));
  let count = 0;
  for (const QueueUrl of QueueUrls ?? []) {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    count += Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
  }
  client.destroy();
  return count;
}

export interface Answered {
  readonly bytes: Uint8Array;
  readonly ack: Acknowledgment;
}

/** Sends messages over a few connections, one at a time on each, and reads their acknowledgments. */
export async function sendAll(
  port: number,
  messages: readonly Uint8Array[],
  { connections = 1, onAnswer }: { connections?: number; onAnswer?: (answered: Answered) => void } = {},
): Promise<Answered[]> {
  const answers: Answered[] = [];
  const waiting = messages.values();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await MllpClient.connect({ host: '127.0.0.1', port });
      for (const bytes of waiting) {
        const answered = { bytes, ack: toAck(await client.send(bytes)) };
        answers.push(answered);
        onAnswer?.(answered);
      }
      client.close();
    }),
  );
  return answers;
}

export function toAck(answer: Uint8Array): Acknowledgment {
  const parsed = parseMessage(answer);
  const ack = parsed.ok ? readAck(parsed.value.segments) : undefined;
  if (ack === undefined) throw new Error('not an acknowledgment');
  return ack;
}

/** A part of an id that no other test has. */
export const unique = (): string => randomBytes(6).toString('hex');

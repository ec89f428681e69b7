import { randomBytes } from 'node:crypto';
import { scheduler } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
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
import { type Found, until as found } from './until.ts';

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

/** True if nothing waits in any queue but dead letters. */
export async function isSettled(awsUrl: string): Promise<boolean> {
  const busy = () => countQueued(awsUrl, (name) => !isOfDeadLetters(name));
  return (await busy()) === 0 && (await busy()) === 0;
}

/** How many dead letters wait. */
export const deadLettersAt = (awsUrl: string): Promise<number> => countQueued(awsUrl, isOfDeadLetters);

const isOfDeadLetters = (queue: string): boolean => queue.includes('DeadLetterQueue');

/** The observed queue may have no function, so no invocation announces a change. */
const LOOK_AGAIN_MS = 100;

/** Waits until `look` finds something. It looks after every invocation and at intervals. */
export function until<T>(
  cloud: Pick<LocalCloud, 'nextInvocation' | 'aws'>,
  look: () => T | Promise<T>,
  what = 'what a look at the cloud should find',
): Promise<Found<T>> {
  return found(look, {
    what,
    left: () => leftAt(cloud.aws.url),
    next: () => Promise.race([cloud.nextInvocation(), scheduler.wait(LOOK_AGAIN_MS)]),
  });
}

/** Waits until all queues are empty. */
export async function drained(cloud: LocalCloud): Promise<void> {
  await until(cloud, () => isDrained(cloud.aws.url), 'empty queues');
}

/** Waits until `look` finds something in a system in another process, which announces no invocations here. */
export function untilAt<T>(awsUrl: string, look: () => T | Promise<T>, what: string): Promise<Found<T>> {
  return found(look, { what, left: () => leftAt(awsUrl), next: () => scheduler.wait(LOOK_AGAIN_MS) });
}

/** Waits until all queues of a system in another process are empty. */
export async function drainedAt(awsUrl: string): Promise<void> {
  await untilAt(awsUrl, () => isDrained(awsUrl), 'empty queues');
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

async function countQueued(
  awsUrl: string,
  isCounted: (queue: string) => boolean = () => true,
): Promise<number> {
  const counted = Object.entries(await depthsAt(awsUrl)).filter(([name]) => isCounted(name));
  return counted.reduce((sum, [, { waiting, inFlight }]) => sum + waiting + inFlight, 0);
}

interface Depth {
  readonly waiting: number;
  readonly inFlight: number;
}

/** The entries of each queue, by its name. */
async function depthsAt(awsUrl: string): Promise<Readonly<Record<string, Depth>>> {
  const client = new SQSClient(clientConfig(awsUrl));
  try {
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
    const depths = await Promise.all(
      QueueUrls.map(async (QueueUrl) => {
        const { Attributes = {} } = await client.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        );
        const depth = {
          waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
          inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
        };
        return [QueueUrl.split('/').at(-1) ?? '', depth] as const;
      }),
    );
    return Object.fromEntries(depths);
  } finally {
    client.destroy();
  }
}

const MESSAGES_NAMED = 10;

/** What still waits in a system: the queues that are not empty, and the messages by their state. */
export async function leftAt(awsUrl: string): Promise<object> {
  const depths = await depthsAt(awsUrl);
  const queues = Object.entries(depths).filter(([, { waiting, inFlight }]) => waiting + inFlight > 0);
  const client = new DynamoDBClient(clientConfig(awsUrl));
  const { TableNames: [tableName] = [] } = await client.send(new ListTablesCommand({}));
  client.destroy();
  if (tableName === undefined) return { queues: Object.fromEntries(queues) };
  const { messages } = await readTable({ mllpPort: 0, awsUrl, tableName });
  const states = Object.entries(Object.groupBy(messages, ({ state }) => state));
  return {
    queues: Object.fromEntries(queues),
    states: Object.fromEntries(states.map(([state, some = []]) => [state, some.length])),
    unfinished: messages
      .filter(({ state }) => state !== 'processed')
      .slice(0, MESSAGES_NAMED)
      .map(({ id, controlId, state, issues }) => ({ id, controlId, state, issues })),
  };
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

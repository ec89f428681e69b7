import { existsSync, mkdirSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import type { FauxqsServer } from 'fauxqs';
import { close, listen } from '../listen.ts';
import type { CloudWatch } from './cloudwatch.ts';
import { withScopedId } from './deduplication-scope.ts';
import { type BusEvent, EventBuses } from './event-buses.ts';
import { answerInvocation, type Invoke } from './invocations.ts';
import { Meter, type UsageByCaller } from './meter.ts';
import { startQueues } from './queues.ts';
import { type AwsRequest, type AwsService, isQueryProtocol, readRequest } from './request.ts';
import { answerSecret } from './secrets.ts';
import { answerQuery } from './sqs-query-protocol.ts';
import { startTables } from './tables.ts';
import { withVisibleSoon } from './visible-again.ts';
import type { WaitingEntry } from './waiting-entry.ts';

/** Decides whether a caller may make a request. */
export interface AccessCheck {
  /** The refusal in AWS's words; undefined if the request is allowed. */
  refuse(request: AwsRequest): Promise<Refusal | undefined>;
}

export interface Refusal {
  /** The action that no policy allows: `dynamodb:PutItem`, `kms:Decrypt`. */
  readonly action: string;
  readonly message: string;
}

/** Parts of the system behind the endpoint that are there only when the template is read. */
export interface Attached {
  readonly access: AccessCheck;
  readonly cloudwatch: CloudWatch;
  readonly invoke: Invoke;
}

export interface AwsEndpoint {
  /** Where every AWS client of the local run sends its requests. */
  readonly url: string;
  /** The emulator of DynamoDB itself, where no request is checked or counted. */
  readonly tablesUrl: string;
  /** From now on every request is checked, and requests for metrics and alarms, and to functions, are answered. */
  attach(parts: Attached): void;
  /** Requests and consumption of each caller, by operation. */
  usage(): UsageByCaller;
  /** Number of requests of each caller, by operation. */
  counts(): Readonly<Record<string, Readonly<Record<string, number>>>>;
  resetUsage(): void;
  /** Lets a service answer 503 until the returned function is called. */
  interrupt(service: AwsService): () => void;
  /** The entries that wait in a queue, by queue name. */
  waiting(queue: string): readonly WaitingEntry[];
  /** The events that buses have taken. */
  events(): readonly BusEvent[];
  stop(): Promise<void>;
}

/**
 * Emulators of DynamoDB, SQS and S3, the given secrets, metrics and alarms, behind one address, so that every
 * AWS request of the system passes one place. With `dataDirectory` their state survives the process.
 */
export async function startAwsEndpoint(
  dataDirectory?: string,
  secrets: Readonly<Record<string, string>> = {},
): Promise<AwsEndpoint> {
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true });
  const tables = await startTables(dataDirectory);
  if (dataDirectory !== undefined) releaseInFlight(join(dataDirectory, 'sqs', 'fauxqs.db'));
  const queues = await startQueues(dataDirectory === undefined ? undefined : join(dataDirectory, 'sqs'));
  const meter = new Meter();
  const buses = new EventBuses();
  const interrupted = new Set<AwsService>();
  /** Cached by queue URL, because inspecting a queue reads all its entries. */
  const scopes = new Map<string, string | undefined>();
  let attached: Attached | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = readRequest(request, await buffer(request));
    const asked = dataDirectory === undefined ? read : withVisibleSoon(read);
    const { service } = asked;
    const answered = (status: number, body: Buffer) => meter.record(asked, { status, body });
    if (interrupted.has(service)) return answerJson(response, 503, { __type: 'ServiceUnavailable' });
    const refusal = await attached?.access.refuse(asked);
    if (refusal !== undefined) return answerRefusal(asked, refusal, response);
    if (service === 'S3' && asked.body.length > MAX_OBJECT_BYTES)
      return answerXml(response, 400, 'EntityTooLarge');
    if (service === 'SecretsManager') {
      const { status, body } = answerSecret(asked.members, secrets);
      answered(status, Buffer.from(JSON.stringify(body)));
      return answerJson(response, status, body);
    }
    if (service === 'EventBridge') {
      const { status, body } = buses.answer(asked.members);
      answered(status, Buffer.from(JSON.stringify(body)));
      return answerJson(response, status, body);
    }
    if (service === 'CloudWatch') {
      const body = attached?.cloudwatch.answer(asked.operation, asked.members) ?? {};
      return answerJson(response, 200, body);
    }
    if (service === 'Lambda') {
      const { status, headers, body } = await answerInvocation(asked, attached?.invoke);
      answered(status, Buffer.from(body));
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      return;
    }
    if (isQueryProtocol(request)) {
      answered(200, Buffer.alloc(0));
      return answerQuery(asked, request.headers.authorization, response, `http://127.0.0.1:${queues.port}/`);
    }
    const port = service === 'DynamoDB' ? tables.port : queues.port;
    const body = isScopedToGroup(asked) ? withScopedId(asked) : Meter.instrument(asked);
    return forward(request, body, { response, port, answered });
  }

  function isScopedToGroup({ service, operation, members }: AwsRequest): boolean {
    if (service !== 'SQS' || operation !== 'SendMessage') return false;
    const url = String(members['QueueUrl']);
    if (!scopes.has(url))
      scopes.set(url, queues.inspectQueue(url.split('/').at(-1) ?? '')?.attributes['DeduplicationScope']);
    return scopes.get(url) === 'messageGroup';
  }

  const proxy = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const port = await listen(proxy);
  return {
    url: `http://127.0.0.1:${port}`,
    tablesUrl: `http://127.0.0.1:${tables.port}`,
    attach: (parts) => {
      attached = parts;
    },
    usage: () => meter.usage(),
    counts: () =>
      Object.fromEntries(
        Object.entries(meter.usage()).map(([caller, operations]) => [
          caller,
          Object.fromEntries(Object.entries(operations).map(([name, { requests }]) => [name, requests])),
        ]),
      ),
    resetUsage: () => meter.reset(),
    interrupt: (service) => {
      interrupted.add(service);
      return () => void interrupted.delete(service);
    },
    waiting: (queue) => waitingIn(queues.inspectQueue(queue)),
    events: () => buses.events,
    stop: async () => {
      await close(proxy);
      await queues.stop();
      await tables.stop();
    },
  };
}

/** The emulator closes the connection of a longer object without an answer; S3 takes 5 GB. */
const MAX_OBJECT_BYTES = 11 * 1024 * 1024;

type Inspected = ReturnType<FauxqsServer['inspectQueue']>;

function waitingIn(inspected: Inspected): WaitingEntry[] {
  if (inspected === undefined) return [];
  const { ready, delayed, inflight } = inspected.messages;
  const entry = (isVisible: boolean) => (message: { sentTimestamp: number }) => ({
    sentAt: message.sentTimestamp,
    isVisible,
  });
  return [
    ...ready.map(entry(true)),
    ...delayed.map(entry(false)),
    ...inflight.map(({ message }) => entry(false)(message)),
  ];
}

/**
 * Makes entries visible again that functions of the last process had received. These functions ended with
 * that process, so waiting for the visibility timeout has no use.
 */
function releaseInFlight(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  database.exec('UPDATE sqs_messages SET visibility_deadline = 1 WHERE visibility_deadline IS NOT NULL');
  database.close();
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}

function answerXml(response: ServerResponse, status: number, code: string, message = code): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
}

/** Writes the refusal in the format of the service. */
function answerRefusal(
  { service }: AwsRequest,
  { action, message }: Refusal,
  response: ServerResponse,
): void {
  if (service === 'S3') {
    answerXml(response, 403, 'AccessDenied', message);
    return;
  }
  const type =
    service === 'SQS' && action.startsWith('kms:')
      ? 'com.amazonaws.sqs#KmsAccessDenied'
      : 'com.amazon.coral.service#AccessDeniedException';
  answerJson(response, 400, { __type: type, message, Message: message });
}

interface Forwarding {
  readonly response: ServerResponse;
  readonly port: number;
  readonly answered: (status: number, body: Buffer) => void;
}

function forward(
  request: IncomingMessage,
  body: Buffer,
  { response, port, answered }: Forwarding,
): Promise<void> {
  const { method, url, headers } = request;
  const { 'transfer-encoding': _chunked, expect: _expect, ...kept } = headers;
  return new Promise((resolve) => {
    const onward = httpRequest(
      { host: '127.0.0.1', port, method, path: url, headers: { ...kept, 'content-length': body.length } },
      (answer) => {
        buffer(answer).then(
          (content) => {
            const status = answer.statusCode ?? 502;
            answered(status, content);
            response.writeHead(status, answer.headers).end(content);
            resolve();
          },
          () => response.destroy(),
        );
      },
    );
    // an abandoned long poll must not receive a message
    response.on('close', () => {
      onward.destroy();
      resolve();
    });
    onward.on('error', () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
      resolve();
    });
    onward.end(body);
  });
}

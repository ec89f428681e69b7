import { existsSync, mkdirSync } from 'node:fs';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { answerQuery, isQueryProtocol } from './sqs-query-protocol.ts';

/** One AWS request that passed through. */
export interface AwsRequest {
  /** `DynamoDB.PutItem`, `SQS.SendMessage`, `S3.PUT`. */
  readonly operation: string;
  /** The access key that signed it; each function has its own. */
  readonly caller: string;
}

export interface AwsEndpoint {
  /** Where every AWS client of the local run sends its requests. */
  readonly url: string;
  /** How many requests each caller made, by operation. */
  counts(): Readonly<Record<string, Readonly<Record<string, number>>>>;
  stop(): Promise<void>;
}

/**
 * DynamoDB, SQS and S3 emulators, and the secrets that are given, behind one address, so that every AWS request of the system passes
 * one place. With `dataDirectory` their state survives the process.
 */
export async function startAwsEndpoint(
  dataDirectory?: string,
  secrets: Readonly<Record<string, string>> = {},
): Promise<AwsEndpoint> {
  if (dataDirectory !== undefined) mkdirSync(dataDirectory, { recursive: true });
  const tables = dynalite({
    createTableMs: 0,
    ...(dataDirectory === undefined ? {} : { path: join(dataDirectory, 'dynamodb') }),
  });
  const tablesPort = await listen(tables);
  if (dataDirectory !== undefined) releaseInFlight(join(dataDirectory, 'sqs', 'fauxqs.db'));
  const queues = await startFauxqs({
    port: 0,
    logger: false,
    ...(dataDirectory === undefined ? {} : { dataDir: join(dataDirectory, 'sqs') }),
  });
  const counts: Record<string, Record<string, number>> = {};
  const proxy = createServer((request, response) => {
    const target = request.headers['x-amz-target']?.toString() ?? '';
    const { operation, caller } = describe(request, target);
    const ofCaller = counts[caller] ?? {};
    ofCaller[operation] = (ofCaller[operation] ?? 0) + 1;
    counts[caller] = ofCaller;
    if (isQueryProtocol(request))
      answerQuery(request, response, `http://127.0.0.1:${queues.port}/`).catch(() => response.destroy());
    else if (target === 'secretsmanager.GetSecretValue') answerSecret(request, response, secrets);
    else forward(request, response, target.startsWith('DynamoDB') ? tablesPort : queues.port);
  });
  const port = await listen(proxy);
  return {
    url: `http://127.0.0.1:${port}`,
    counts: () => structuredClone(counts),
    stop: async () => {
      await close(proxy);
      await queues.stop();
      await close(tables);
    },
  };
}

/**
 * The functions that had entries in hand ended with the last process, which no Lambda does: what
 * they held is visible again at once, and not only after its visibility timeout.
 */
function releaseInFlight(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  database.exec('UPDATE sqs_messages SET visibility_deadline = 1 WHERE visibility_deadline IS NOT NULL');
  database.close();
}

/** What AWS Secrets Manager answers to the only thing that is asked of it here. */
function answerSecret(
  request: IncomingMessage,
  response: ServerResponse,
  secrets: Readonly<Record<string, string>>,
): void {
  text(request).then(
    (body) => {
      const { SecretId: name } = JSON.parse(body) as { SecretId: string };
      const value = secrets[name];
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      if (value === undefined) response.writeHead(400, headers).end('{"__type":"ResourceNotFoundException"}');
      else response.writeHead(200, headers).end(JSON.stringify({ Name: name, SecretString: value }));
    },
    () => response.destroy(),
  );
}

function describe(request: IncomingMessage, target: string): AwsRequest {
  const [service = '', action] = target.split('.');
  const operation =
    action === undefined
      ? `S3.${request.method ?? ''}`
      : `${serviceNames.find(([prefix]) => service.startsWith(prefix))?.[1] ?? service}.${action}`;
  const credential = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  return { operation, caller: credential ?? 'anonymous' };
}

const serviceNames = [
  ['DynamoDB', 'DynamoDB'],
  ['AmazonSQS', 'SQS'],
  ['secretsmanager', 'SecretsManager'],
] as const;

function forward(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = request;
  const onward = httpRequest({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  // a long poll that its client gave up must not hold a message
  response.on('close', () => onward.destroy());
  onward.on('error', () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  request.pipe(onward);
}

export async function listen(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections?.();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

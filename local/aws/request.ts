import type { IncomingMessage } from 'node:http';

/** The parts of a request to AWS that are needed to judge and count it. */
export interface AwsRequest {
  readonly service: AwsService;
  /** `PutItem`, `SendMessage`; for S3 the HTTP method. */
  readonly operation: string;
  /** The access key that signed it: each function has its own. */
  readonly caller: string;
  /** The members of a JSON request that name resources. */
  readonly members: Readonly<Record<string, unknown>>;
  /** `/bucket/key` for S3; `/account/queue` in SQS's old protocol. */
  readonly path: string;
  readonly body: Buffer;
}

export type AwsService =
  | 'DynamoDB'
  | 'SQS'
  | 'S3'
  | 'SecretsManager'
  | 'CloudWatch'
  | 'Lambda'
  | 'EventBridge';

const services: readonly (readonly [string, AwsService])[] = [
  ['DynamoDB', 'DynamoDB'],
  ['AmazonSQS', 'SQS'],
  ['secretsmanager', 'SecretsManager'],
  ['GraniteServiceVersion', 'CloudWatch'],
  ['AWSEvents', 'EventBridge'],
];

export function readRequest(request: IncomingMessage, body: Buffer): AwsRequest {
  const target = request.headers['x-amz-target']?.toString();
  const path = request.url ?? '/';
  const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'anonymous';
  if (target !== undefined) {
    const [name = '', operation = ''] = target.split('.');
    const service = services.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'DynamoDB';
    return { service, operation, caller, path, body, members: JSON.parse(body.toString('utf8') || '{}') };
  }
  const form = isQueryProtocol(request) ? new URLSearchParams(body.toString('utf8')) : undefined;
  if (form !== undefined)
    return {
      ...{ service: 'SQS', operation: form.get('Action') ?? '', caller, path, body },
      members: { QueueUrl: form.get('QueueUrl') ?? path },
    };
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
  if (invoked !== undefined)
    return {
      ...{ service: 'Lambda', operation: 'InvokeFunction', caller, path, body },
      members: { FunctionName: decodeURIComponent(invoked) },
    };
  return { service: 'S3', operation: request.method ?? '', caller, path, body, members: {} };
}

/** The request uses the SQS protocol that SDKs used before JSON. */
export const isQueryProtocol = (request: IncomingMessage): boolean =>
  request.method === 'POST' &&
  request.headers['x-amz-target'] === undefined &&
  request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

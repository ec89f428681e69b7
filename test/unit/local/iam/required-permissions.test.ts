import { describe, expect, test } from '@jest/globals';
import type { AwsRequest } from '../../../../local/aws/request.ts';
import { requiredPermissions } from '../../../../local/iam/required-permissions.ts';

const namesWith = (key?: string) => ({
  table: (name: string) => `table:${name}`,
  queue: (url: string) => `queue:${url}`,
  object: (path: string) => `object:${path}`,
  secret: (name: string) => `secret:${name}`,
  lambda: (name: string) => `function:${name}`,
  bus: (name: string) => `bus:${name}`,
  keyOf: (resource: string) => (resource.includes('/index/') ? undefined : key),
});

const needed = (request: Partial<AwsRequest>, key?: string) =>
  requiredPermissions(
    {
      ...{ service: 'DynamoDB', operation: 'GetItem', caller: 'Receive', members: {}, path: '/' },
      body: Buffer.alloc(0),
      ...request,
    },
    namesWith(key),
  ).map(({ action, resource }) => `${action} ${resource}`);

describe('a request needs', () => {
  test.each<[string, Partial<AwsRequest>, string[]]>([
    ['its table', { members: { TableName: 't' } }, ['dynamodb:GetItem table:t']],
    [
      'the index that it asks',
      { operation: 'Query', members: { TableName: 't', IndexName: 'gsi1' } },
      ['dynamodb:Query table:t/index/gsi1'],
    ],
    [
      'each table of a batch',
      { operation: 'BatchGetItem', members: { RequestItems: { a: {}, constructor: {} } } },
      ['dynamodb:BatchGetItem table:a', 'dynamodb:BatchGetItem table:constructor'],
    ],
    [
      'each bus of its events',
      {
        service: 'EventBridge',
        operation: 'PutEvents',
        members: { Entries: [{ EventBusName: 'b' }, {}, { EventBusName: 'b' }] },
      },
      ['events:PutEvents bus:b', 'events:PutEvents bus:default'],
    ],
    [
      'its queue',
      { service: 'SQS', operation: 'SendMessage', members: { QueueUrl: 'q' } },
      ['sqs:SendMessage queue:q'],
    ],
    [
      'of a batch the action of one',
      { service: 'SQS', operation: 'DeleteMessageBatch', members: { QueueUrl: 'q' } },
      ['sqs:DeleteMessage queue:q'],
    ],
    ['its object', { service: 'S3', operation: 'PUT', path: '/b/k' }, ['s3:PutObject object:/b/k']],
    [
      'an action of its own where S3 has others',
      { service: 'S3', operation: 'DELETE' },
      ['s3:DELETE object:/'],
    ],
    [
      'its secret',
      { service: 'SecretsManager', operation: 'GetSecretValue', members: { SecretId: 's' } },
      ['secretsmanager:GetSecretValue secret:s'],
    ],
    [
      'its function',
      { service: 'Lambda', operation: 'InvokeFunction', members: { FunctionName: 'f' } },
      ['lambda:InvokeFunction function:f'],
    ],
    ['no resource', { service: 'CloudWatch', operation: 'GetMetricData' }, ['cloudwatch:GetMetricData *']],
  ])('%s', (_, request, expected) => {
    expect(needed(request)).toEqual(expected);
  });
});

describe('where a key of ours encrypts the resource, a request needs', () => {
  test.each<[Partial<AwsRequest>, string[]]>([
    [{ operation: 'PutItem' }, ['kms:Decrypt']],
    [{ operation: 'Query', members: { IndexName: 'gsi1' } }, ['kms:Decrypt']],
    [{ service: 'SQS', operation: 'SendMessageBatch' }, ['kms:GenerateDataKey', 'kms:Decrypt']],
    [{ service: 'SQS', operation: 'ReceiveMessage' }, ['kms:Decrypt']],
    [{ service: 'SQS', operation: 'DeleteMessage' }, []],
    [{ service: 'S3', operation: 'GET' }, ['kms:Decrypt']],
    [{ service: 'S3', operation: 'PUT' }, ['kms:GenerateDataKey']],
  ])('%j: %j', (request, expected) => {
    expect(needed(request, 'k').slice(1)).toEqual(expected.map((action) => `${action} k`));
  });
});

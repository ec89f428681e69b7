import { describe, expect, test } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../infra/app.ts';
import { aSite } from '../support/site.ts';

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };

/** What lies at the end of a path into a template. */
function dig<T>(value: unknown, ...path: readonly (string | number)[]): T {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value) as T;
}

const site = aSite({
  destinations: [
    { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
    { id: 'registry', kind: 'fhir', url: 'https://registry.test/fhir' },
  ],
});
// nothing is bundled here: these tests are about the template
const app: App = createApp({ site, siteVersion: 'test' }, { context: { 'aws:cdk:bundling-stacks': [] } });
const stacks = app.node.children.filter((child) => child.node.id.startsWith('Labwire'));
const templates = stacks.map((stack) => Template.fromStack(stack as never).toJSON());
const resources: Record<string, Resource> = Object.assign({}, ...templates.map(({ Resources }) => Resources));

const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);
const text = (value: unknown): string => JSON.stringify(value);

describe('every queue', () => {
  const queues = ofType('AWS::SQS::Queue');
  const workers = queues.filter(([, { Properties }]) => 'RedrivePolicy' in Properties);

  test('has a dead-letter queue, or is one', () => {
    expect(queues).toHaveLength(6);
    expect(workers).toHaveLength(3); // inbound, and one for each destination
    const targets = workers.map(([, { Properties }]) =>
      dig<string>(Properties, 'RedrivePolicy', 'deadLetterTargetArn', 'Fn::GetAtt', 0),
    );
    const others = queues.filter((queue) => !workers.includes(queue)).map(([id]) => id);
    expect([...targets].sort()).toEqual(others.sort());
  });

  test('is first in, first out, encrypted with our key, kept for 14 days, and closed to plain HTTP', () => {
    for (const [id, { Properties }] of queues) {
      expect(Properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 14 * 24 * 3600 });
      expect(Properties['KmsMasterKeyId']).toBeDefined();
      const policy = ofType('AWS::SQS::QueuePolicy').find(([, one]) =>
        text(one.Properties['Queues']).includes(`"${id}"`),
      );
      expect(text(policy)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('hides what is being handled for six times as long as its function may take', () => {
    for (const [id, { Properties }] of workers) {
      const mapping = ofType('AWS::Lambda::EventSourceMapping').find(([, one]) =>
        text(one.Properties['EventSourceArn']).includes(`"${id}"`),
      );
      const reader = resources[dig<string>(mapping, 1, 'Properties', 'FunctionName', 'Ref')];
      expect(Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * dig<number>(reader, 'Properties', 'Timeout'),
      );
      expect(mapping?.[1].Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('raises an alarm: for dead letters and for entries that wait', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    expect(alarms).toHaveLength(6);
    for (const alarm of alarms) expect(alarm['AlarmActions']).toHaveLength(1);
    for (const [id] of workers)
      expect(
        alarms.some(
          (alarm) =>
            alarm['MetricName'] === 'ApproximateAgeOfOldestMessage' && text(alarm).includes(`"${id}"`),
        ),
      ).toBe(true);
    for (const [id] of queues.filter((queue) => !workers.includes(queue)))
      expect(
        alarms.some(
          (alarm) =>
            alarm['MetricName'] === 'ApproximateNumberOfMessagesVisible' && text(alarm).includes(`"${id}"`),
        ),
      ).toBe(true);
  });

  test('has alarms that may publish to their topic', () => {
    const allowed = ofType('AWS::SNS::TopicPolicy').flatMap(([, { Properties }]) =>
      dig<{ Effect: string; Action: string; Principal: unknown }[]>(
        Properties,
        'PolicyDocument',
        'Statement',
      ),
    );
    expect(allowed).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    );
  });

  test('of a destination waits out an outage of days', () => {
    const counts = workers
      .filter(([id]) => id.startsWith('Deliver'))
      .map(([, { Properties }]) => dig<number>(Properties, 'RedrivePolicy', 'maxReceiveCount'));
    expect(counts).toEqual([600, 600]);
  });
});

describe('what must survive', () => {
  test('the table is encrypted, recoverable, protected, and kept when the stack goes', () => {
    const [[, table] = []] = ofType('AWS::DynamoDB::Table');
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt' },
      },
    });
  });

  test('the bucket is encrypted, versioned, private, and kept', () => {
    const [[, bucket] = []] = ofType('AWS::S3::Bucket');
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      },
    });
    expect(text(bucket)).toContain('"aws:kms"');
  });

  test('the key rotates', () => {
    expect(ofType('AWS::KMS::Key').map(([, { Properties }]) => Properties['EnableKeyRotation'])).toEqual([
      true,
    ]);
  });
});

describe('every function', () => {
  const functions = ofType('AWS::Lambda::Function');

  test('runs Node 24 on arm64, with a log group of its own that is encrypted and does not grow for ever', () => {
    expect(functions).toHaveLength(4);
    for (const [, { Properties }] of functions)
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
      });
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(4);
    for (const [, { Properties }] of groups) {
      expect(Properties['RetentionInDays']).toBe(365);
      expect(Properties['KmsKeyId']).toBeDefined();
    }
  });

  test('has a role of its own', () => {
    const roles = functions.map(([, { Properties }]) => text(Properties['Role']));
    expect(new Set(roles).size).toBe(functions.length);
  });
});

describe('permissions', () => {
  const statements = ofType('AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
    dig<{ Action: string | string[]; Resource: unknown }[]>(Properties, 'PolicyDocument', 'Statement').map(
      (statement) => ({
        id,
        actions: [statement.Action].flat(),
        resource: text(statement.Resource),
      }),
    ),
  );

  test('name no action and no resource with a wildcard, but the objects under one prefix', () => {
    expect(statements.length).toBeGreaterThan(8);
    for (const { actions, resource } of statements) {
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      expect(resource.replaceAll(/\/(?:messages|reports)\/\*/g, '')).not.toContain('*');
    }
  });

  const actionsOf = (prefix: string): string[] =>
    [...new Set(statements.filter(({ id }) => id.startsWith(prefix)).flatMap(({ actions }) => actions))]
      .filter((action) => !action.startsWith('kms:'))
      .sort();

  test('of each function are what it does and nothing else', () => {
    expect(actionsOf('Receive')).toEqual([
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      's3:PutObject',
      'sqs:SendMessage',
    ]);
    expect(actionsOf('Normalize')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      's3:GetObject',
      's3:PutObject',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]);
    expect(actionsOf('Deliverehr')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      's3:GetObject',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
    ]);
  });

  test('to send messages over HTTP come from IAM', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    expect(routes).toMatchObject([{ RouteKey: 'POST /v1/messages', AuthorizationType: 'AWS_IAM' }]);
  });
});

test('synthesis leaves no warning', () => {
  const messages = app.synth().stacks.flatMap((stack) => stack.messages);
  expect(messages.filter(({ level }) => level !== 'info')).toEqual([]);
});

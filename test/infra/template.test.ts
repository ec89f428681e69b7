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
    {
      id: 'registry',
      kind: 'fhir',
      url: 'https://registry.test/fhir',
      ratePerSecond: 4,
      auth: { kind: 'bearer', token: 'registry/token' },
    },
    { id: 'ward', kind: 'mllp', to: { host: 'ward.test', port: 2575 } },
    { id: 'feed', kind: 'queue' },
  ],
  access: { issuer: 'https://issuer.test', audience: ['labwire'] },
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
    expect(queues).toHaveLength(12);
    expect(workers).toHaveLength(6); // inbound, one for each destination, and what the gateway takes to the ward
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
    let read = 0;
    for (const [id, { Properties }] of workers) {
      const mapping = ofType('AWS::Lambda::EventSourceMapping').find(([, one]) =>
        text(one.Properties['EventSourceArn']).includes(`"${id}"`),
      );
      // the feed and the ward are read by others than functions
      if (mapping === undefined) continue;
      read++;
      const reader = resources[dig<string>(mapping, 1, 'Properties', 'FunctionName', 'Ref')];
      expect(Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * dig<number>(reader, 'Properties', 'Timeout'),
      );
      expect(mapping[1].Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
    expect(read).toBe(4);
  });

  test('raises an alarm: for dead letters and for entries that wait', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    expect(alarms).toHaveLength(12);
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
    expect(counts).toEqual([600, 600, 600]);
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
    // what was too long for a queue goes when the queue and its dead letters are over; nothing else does
    const rules = dig<{ Prefix: string; ExpirationInDays: number }[]>(
      bucket,
      'Properties',
      'LifecycleConfiguration',
      'Rules',
    );
    expect(rules.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
      ['updates/', 35],
      ['outbound/', 35],
    ]);
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
    expect(functions).toHaveLength(6);
    for (const [, { Properties }] of functions)
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
      });
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(6);
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
      expect(resource.replaceAll(/\/(?:messages|reports|updates|outbound)\/\*/g, '')).not.toContain('*');
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

  test('to read are to read, and to write down that it was read', () => {
    expect(actionsOf('Read')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      's3:GetObject',
    ]);
  });

  test('to read a secret are for the function of its destination, and for that secret', () => {
    const reading = statements.filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'));
    expect(reading).toMatchObject([
      {
        id: expect.stringMatching(/^Deliverregistry/),
        resource: expect.stringContaining(':secret:registry/token-??????'),
      },
    ]);
  });

  test('to send to the gateway are for the function that writes what the gateway takes', () => {
    expect(actionsOf('Deliverward')).toContain('sqs:SendMessage');
    expect(actionsOf('Deliverregistry')).not.toContain('sqs:SendMessage');
  });

  test('of whoever reads a feed are its queue, its long updates and their key', () => {
    const [feed] = ofType('AWS::IAM::ManagedPolicy').filter(([id]) => id.startsWith('Feedfeed'));
    const said = dig<{ Action: string | string[] }[]>(feed, 1, 'Properties', 'PolicyDocument', 'Statement');
    expect(said.flatMap(({ Action }) => Action).sort()).toEqual([
      'kms:Decrypt',
      's3:GetObject',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:ReceiveMessage',
    ]);
  });

  test('over HTTP come from IAM for gateways, and from a token for readers; what the server can do is no secret', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties['RouteKey'],
      Properties['AuthorizationType'],
    ]);
    expect(Object.fromEntries(routes)).toEqual({
      'POST /v1/messages': 'AWS_IAM',
      'POST /v1/deliveries': 'AWS_IAM',
      'GET /fhir/metadata': 'NONE',
      'GET /fhir/{proxy+}': 'JWT',
    });
  });

  test('without an issuer in the site there is no way to read', () => {
    const closed = createApp(
      { site: { ...site, access: undefined }, siteVersion: 'test' },
      { context: { 'aws:cdk:bundling-stacks': [] } },
    );
    const stack = closed.node.findChild('LabwireProcessing');
    expect(text(Template.fromStack(stack as never).toJSON())).not.toContain('/fhir/');
  });
});

test('a destination with a rate is served by two at once, each at half of it', () => {
  const mappings = ofType('AWS::Lambda::EventSourceMapping');
  const of = (id: string) => mappings.find(([name]) => name.startsWith(`Deliver${id}`))?.[1].Properties;
  expect(of('registry')?.['ScalingConfig']).toEqual({ MaximumConcurrency: 2 });
  expect(of('ehr')?.['ScalingConfig']).toEqual({ MaximumConcurrency: 10 });
  const [, worker] = ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Deliverregistry')) ?? [];
  expect(dig(worker, 'Properties', 'Environment', 'Variables', 'SPACING_MS')).toBe('500');
});

test('synthesis leaves no warning', () => {
  const messages = app.synth().stacks.flatMap((stack) => stack.messages);
  expect(messages.filter(({ level }) => level !== 'info')).toEqual([]);
});

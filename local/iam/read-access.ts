import { dataBucket } from '../create-resources.ts';
import { REGION, type TemplateResolver } from '../template-resolver.ts';
import { RoleAccess } from './access-check.ts';
import { readPrincipals } from './principals.ts';
import type { Permission } from './required-permissions.ts';

/** Reads the permissions of the template into a `RoleAccess`. */
export function readAccess(template: TemplateResolver): RoleAccess {
  const { account } = template;
  const queueArn = (url: string): string => `arn:aws:sqs:${REGION}:${account}:${url.split('/').at(-1) ?? ''}`;
  const tableArn = (name: string): string => `arn:aws:dynamodb:${REGION}:${account}:table/${name}`;
  const bucket = dataBucket(template);
  const bucketArn = `arn:aws:s3:::${template.physicalName(bucket)}`;
  const keys = new Map<string, string>();
  const remember = (resource: string, key: unknown) => {
    if (typeof key === 'string') keys.set(resource, key);
  };
  for (const queue of template.resourcesOf('AWS::SQS::Queue'))
    remember(queueArn(template.physicalName(queue)), queue.properties['KmsMasterKeyId']);
  for (const table of template.resourcesOf('AWS::DynamoDB::Table'))
    remember(
      tableArn(template.physicalName(table)),
      (table.properties['SSESpecification'] as { KMSMasterKeyId?: string } | undefined)?.KMSMasterKeyId,
    );
  remember(bucketArn, /arn:aws:kms:[^"]+/.exec(JSON.stringify(bucket.properties['BucketEncryption']))?.[0]);
  return new RoleAccess({
    account,
    principals: readPrincipals(template),
    resourcePolicies: resourcePolicies(template),
    names: {
      table: tableArn,
      queue: queueArn,
      object: (path) => `arn:aws:s3:::${decodeURIComponent((path.split('?')[0] ?? '').slice(1))}`,
      lambda: (name) => `arn:aws:lambda:${REGION}:${account}:function:${name}`,
      bus: (name) =>
        name.startsWith('arn:') ? name : `arn:aws:events:${REGION}:${account}:event-bus/${name}`,
      secret: (name) =>
        name.startsWith('arn:') ? name : `arn:aws:secretsmanager:${REGION}:${account}:secret:${name}-AbCdEf`,
      keyOf: (resource) =>
        keys.get(resource) ?? (resource.startsWith(`${bucketArn}/`) ? keys.get(bucketArn) : undefined),
    },
  });
}

function resourcePolicies(template: TemplateResolver): ReadonlyMap<string, unknown> {
  const policies = new Map<string, unknown>();
  for (const { properties } of template.resourcesOf('AWS::SQS::QueuePolicy'))
    for (const url of properties['Queues'] as string[])
      policies.set(
        `arn:aws:sqs:${REGION}:${template.account}:${url.split('/').at(-1) ?? ''}`,
        properties['PolicyDocument'],
      );
  for (const { properties } of template.resourcesOf('AWS::S3::BucketPolicy'))
    policies.set(`arn:aws:s3:::${String(properties['Bucket'])}`, properties['PolicyDocument']);
  for (const key of template.resourcesOf('AWS::KMS::Key'))
    policies.set(
      `arn:aws:kms:${REGION}:${template.account}:key/${template.physicalName(key)}`,
      key.properties['KeyPolicy'],
    );
  return policies;
}

/** The permissions that Lambda itself needs, with the role of a function, before the code starts. */
export function startPermissions(properties: Readonly<Record<string, unknown>>): readonly Permission[] {
  const { KmsKeyArn, TracingConfig, LoggingConfig } = properties as {
    KmsKeyArn?: string;
    TracingConfig?: { Mode: string };
    LoggingConfig?: { LogGroup?: string };
  };
  const stream = `arn:aws:logs:${REGION}:000000000000:log-group:${LoggingConfig?.LogGroup ?? ''}:log-stream:local`;
  return [
    ...(KmsKeyArn === undefined ? [] : [{ action: 'kms:Decrypt', resource: KmsKeyArn }]),
    ...(LoggingConfig?.LogGroup === undefined
      ? []
      : ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: stream }))),
    ...(TracingConfig?.Mode === 'Active'
      ? ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({ action, resource: '*' }))
      : []),
  ];
}

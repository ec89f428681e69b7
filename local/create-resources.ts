import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TemplateResource } from './cloud-assembly.ts';
import type { TemplateResolver } from './template-resolver.ts';

/** Settings with which clients of one caller reach the emulators. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface CreatedResources {
  readonly tableName: string;
  /** The bucket of messages, reports and claim checks. */
  readonly bucketName: string;
  /** SQS queue URL by logical name in the template. */
  readonly queueUrls: ReadonlyMap<string, string>;
}

/** Creates the table, the queues and the buckets of the template. Existing ones are left unchanged. */
export async function createResources(
  template: TemplateResolver,
  clientConfig: ClientConfig,
): Promise<CreatedResources> {
  const tables = new DynamoDBClient(clientConfig);
  const queues = new SQSClient(clientConfig);
  const buckets = new S3Client({ ...clientConfig, forcePathStyle: true });
  const [table] = template.resourcesOf('AWS::DynamoDB::Table');
  const bucket = dataBucket(template);
  if (table === undefined) throw new Error('the template has no table');
  const tableName = template.physicalName(table);
  const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = table.properties as never;
  await tables
    .send(
      new CreateTableCommand({
        TableName: tableName,
        KeySchema,
        AttributeDefinitions,
        BillingMode,
        GlobalSecondaryIndexes,
      }),
    )
    .catch(ignoreIf((cause) => cause instanceof ResourceInUseException));
  const bucketName = template.physicalName(bucket);
  await buckets
    .send(new CreateBucketCommand({ Bucket: bucketName }))
    .catch(ignoreIf((cause) => cause instanceof Error && cause.name.startsWith('BucketAlready')));
  const queueUrls = new Map<string, string>();
  // dead-letter queues first, because other queues refer to them
  const ordered = template
    .resourcesOf('AWS::SQS::Queue')
    .toSorted((a, b) => Number('RedrivePolicy' in a.properties) - Number('RedrivePolicy' in b.properties));
  for (const queue of ordered) {
    const name = template.physicalName(queue);
    await queues.send(
      new CreateQueueCommand({ QueueName: name, Attributes: queueAttributes(queue.properties) }),
    );
    queueUrls.set(queue.logicalId, template.queueUrl(name));
  }
  return { tableName, bucketName, queueUrls };
}

/** The bucket encrypted with our key. The other bucket holds its access logs. */
export function dataBucket(template: TemplateResolver): TemplateResource {
  const bucket = template
    .resourcesOf('AWS::S3::Bucket')
    .find(({ properties }) => 'LoggingConfiguration' in properties);
  if (bucket === undefined) throw new Error('the template has no bucket');
  return bucket;
}

const ignoreIf = (isExpected: (cause: unknown) => boolean) => (cause: unknown) => {
  if (!isExpected(cause)) throw cause;
};

/**
 * The CloudFormation properties that are queue attributes; encryption is left out, because it does nothing
 * here.
 */
function queueAttributes(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = [
    'FifoQueue',
    'ContentBasedDeduplication',
    'DeduplicationScope',
    'FifoThroughputLimit',
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'RedrivePolicy',
  ];
  const attributes = kept.flatMap((name): [string, string][] => {
    const value = properties[name];
    if (value === undefined) return [];
    return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
  });
  return Object.fromEntries(attributes);
}

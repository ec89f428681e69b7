import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { type DataStack, tableIndexes } from '../data-stack.ts';
import { acknowledge } from './acknowledge.ts';

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query';

/** Kinds of objects; each is a prefix of the bucket and is granted by itself. */
export type ObjectKind =
  | 'messages'
  | 'reports'
  | 'exports'
  | 'updates'
  | `updates/${string}`
  | `outbound/${string}`;

/** Reads of the table. Writes are granted by rows: `writeRows`. */
export const tableStatement = ({ table }: DataStack, ...actions: TableAction[]): PolicyStatement =>
  new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  });

export const indexStatement = (
  { table }: DataStack,
  ...indexes: readonly (typeof tableIndexes)[number][]
): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: (indexes.length === 0 ? tableIndexes : indexes).map(
      (index) => `${table.tableArn}/index/${index}`,
    ),
  });

export const readObjects = ({ bucket }: DataStack, ...below: string[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:GetObject'],
    resources: below.map((prefix) => bucket.arnForObjects(`${prefix}/*`)),
  });

/** Writes objects, which are encrypted with our key. */
export const writeObjects = ({ bucket }: DataStack, ...below: ObjectKind[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:PutObject'],
    resources: below.map((kind) => bucket.arnForObjects(`${kind}/*`)),
  });

export const sendTo = (queues: readonly IQueue[]): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map(({ queueArn }) => queueArn) });

/** Receives entries, then deletes them or delays them. */
export const takeFrom = (queues: readonly IQueue[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
    resources: queues.map(({ queueArn }) => queueArn),
  });

export const readEncrypted = ({ key }: DataStack): PolicyStatement =>
  new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] });

/** Sending to a queue and writing an object need a data key. */
export const writeEncrypted = ({ key }: DataStack): PolicyStatement =>
  new PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [key.keyArn] });

/**
 * Grants exactly the actions that a function calls. Objects are granted by kind, because each has its own
 * name.
 */
export function grant(target: NodejsFunction, data: DataStack, ...statements: PolicyStatement[]): void {
  for (const statement of statements) target.addToRolePolicy(statement);
  if (target.role !== undefined) acknowledgeObjects(target.role, data, statements);
}

/** Excepts a policy from the rule against wildcards, for objects that it grants by kind. */
export function acknowledgeObjects(
  policy: IConstruct,
  data: DataStack,
  statements: readonly PolicyStatement[],
): void {
  const arn = `${data.bucket.bucketArn}/`;
  const granted = statements.flatMap(({ resources }) => resources).filter((one) => one.startsWith(arn));
  acknowledge(
    policy,
    'Objects are granted by kind, which is the prefix of their key: messages, reports, exports, updates or outbound; the name of each object is a digest',
    ...granted.map((one) => data.findingOf(one.slice(arn.length))),
  );
}

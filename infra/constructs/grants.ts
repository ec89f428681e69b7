import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { DataStack } from '../data-stack.ts';
import { acknowledge } from './acknowledge.ts';

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'BatchWriteItem';

/** Objects are granted by what they are: each kind has its prefix in the bucket. */
export type ObjectKind = 'messages' | 'reports' | 'updates' | 'outbound';

export const tableStatement = ({ table }: DataStack, ...actions: TableAction[]): PolicyStatement =>
  new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  });

export const indexStatement = ({ table }: DataStack): PolicyStatement =>
  new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/gsi1`] });

export const readObjects = ({ bucket }: DataStack, ...below: string[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:GetObject'],
    resources: below.map((prefix) => bucket.arnForObjects(`${prefix}/*`)),
  });

/** What lies in the bucket is encrypted when it is written. */
export const writeObjects = ({ bucket }: DataStack, ...below: ObjectKind[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:PutObject'],
    resources: below.map((kind) => bucket.arnForObjects(`${kind}/*`)),
  });

export const sendTo = (queues: readonly IQueue[]): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map(({ queueArn }) => queueArn) });

/** Takes entries, and says what becomes of each. */
export const takeFrom = (queues: readonly IQueue[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
    resources: queues.map(({ queueArn }) => queueArn),
  });

export const readEncrypted = ({ key }: DataStack): PolicyStatement =>
  new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] });

/** Who sends to a queue or writes an object makes a key for it. */
export const writeEncrypted = ({ key }: DataStack): PolicyStatement =>
  new PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [key.keyArn] });

/** Grants are for what a function calls. Of objects the kind is granted, because each has its own name. */
export function grant(target: NodejsFunction, data: DataStack, ...statements: PolicyStatement[]): void {
  for (const statement of statements) target.addToRolePolicy(statement);
  if (target.role !== undefined) acknowledgeObjects(target.role, data, statements);
}

/** Says of a policy that it names objects by their kind. */
export function acknowledgeObjects(
  policy: IConstruct,
  data: DataStack,
  statements: readonly PolicyStatement[],
): void {
  const arn = `${data.bucket.bucketArn}/`;
  const granted = statements.flatMap(({ resources }) => resources).filter((one) => one.startsWith(arn));
  acknowledge(
    policy,
    'Objects are granted by their kind, which is the prefix of their key: messages, reports, updates or what is for the gateway; each object has a name of its own, made from a digest',
    ...granted.map((one) => data.findingOf(one.slice(arn.length))),
  );
}

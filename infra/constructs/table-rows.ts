import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DataStack } from '../data-stack.ts';

/** Beginnings of partition keys (`lib/adapters/dynamodb/keys.ts`): `MSG` for messages, `DLV#ehr` for deliveries. */
type RowKind = string;

export interface Rows {
  readonly put?: readonly RowKind[];
  readonly update?: readonly RowKind[];
  /** A batch can put and delete. */
  readonly batch?: readonly RowKind[];
}

/** What reading a message writes. Messages are put by `receive` alone, and report versions are never deleted. */
export const rowsOfNormalize: Rows = {
  put: ['DEF', 'DEV', 'ORD', 'PAT', 'QCE', 'QCS', 'RPT'],
  update: ['MSG', 'ORD', 'PAT', 'QCU'],
  batch: ['DEV', 'HELD', 'NAME', 'ORD', 'PAT', 'QC', 'RUN', 'UNM', 'WAIT'],
};

/** Allows writes to these rows of the table and to no others. */
export const writeRows = ({ table }: DataStack, { put, update, batch }: Rows): PolicyStatement[] =>
  [
    { action: 'PutItem', kinds: put },
    { action: 'UpdateItem', kinds: update },
    { action: 'BatchWriteItem', kinds: batch },
  ].flatMap(({ action, kinds }) =>
    kinds === undefined
      ? []
      : new PolicyStatement({
          actions: [`dynamodb:${action}`],
          resources: [table.tableArn],
          conditions: {
            'ForAllValues:StringLike': { [LEADING_KEYS]: kinds.map((kind) => `${kind}#*`) },
            // a request that names no partition would meet the condition above
            Null: { [LEADING_KEYS]: 'false' },
          },
        }),
  );

/** Denies every change of the audit log but a new entry, whatever else the role may do. */
export const keepAudit = ({ table }: DataStack): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: [
      ...['UpdateItem', 'DeleteItem', 'BatchWriteItem'],
      ...['PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
    ].map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: { 'ForAnyValue:StringLike': { [LEADING_KEYS]: ['AUD#*'] } },
  });

const LEADING_KEYS = 'dynamodb:LeadingKeys';

import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../../model/audit.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { awsCall } from './aws-call.ts';
import { marshallOptions } from './dynamo-store.ts';
import { auditKey } from './keys.ts';

export class DynamoAuditLog implements AuditLog {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async record(entry: AuditEntry): Promise<void> {
    await awsCall('ReadNotAudited', () =>
      this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: marshall({ ...auditKey(entry), ...entry }, marshallOptions),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  }
}

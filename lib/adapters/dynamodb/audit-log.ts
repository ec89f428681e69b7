import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type AuditEntry, auditEntrySchema } from '../../model/audit.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { AuditLog, AuditTrail } from '../../ports/audit-log.ts';
import { awsCall, isConditionFailure } from '../aws/aws-call.ts';
import { getAll } from './batch-get.ts';
import { marshallOptions, type TableOptions } from './dynamo-store.ts';
import { auditHour, auditKey, auditOfHourKey, auditPartition, type ItemKey } from './keys.ts';
import { queryAll } from './query-all.ts';

const HOUR_MS = 3_600_000;

export class DynamoAuditLog implements AuditLog, AuditTrail {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #retention: Retention;

  constructor(options: TableOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async record(entry: AuditEntry): Promise<void> {
    const item = {
      ...auditKey(entry),
      ...auditOfHourKey(entry),
      ...entry,
      expiresAt: expiresAfter(entry.at, keptDays.audit(this.#retention)),
    };
    await awsCall('ReadNotAudited', () =>
      this.#client
        .send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(item, marshallOptions),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        )
        .catch((cause: unknown) => {
          // the request's own name: a try before this one wrote it, and its answer was lost
          if (!isConditionFailure(cause)) throw cause;
        }),
    );
  }

  async *ofPatient(patientKey: string): AsyncGenerator<AuditEntry> {
    const items = queryAll(
      this.#client,
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': auditPartition(patientKey) }),
      },
      'AuditNotRead',
    );
    for await (const item of items) yield auditEntrySchema.parse(item);
  }

  async *between(from: Date, to: Date): AsyncGenerator<AuditEntry> {
    const first = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS;
    for (let hour = first; hour <= to.getTime(); hour += HOUR_MS) {
      const keys = await Array.fromAsync(
        queryAll(
          this.#client,
          {
            TableName: this.#table,
            IndexName: 'gsi1',
            KeyConditionExpression: 'gsi1pk = :hour AND gsi1sk BETWEEN :from AND :to',
            ExpressionAttributeValues: marshall({
              ':hour': auditHour(new Date(hour).toISOString()),
              ':from': from.toISOString(),
              ':to': `${to.toISOString()}~`,
            }),
          },
          'AuditNotRead',
        ),
        ({ pk, sk }): ItemKey => ({ pk: String(pk), sk: String(sk) }),
      );
      const find = await getAll(this.#client, this.#table, keys, 'AuditNotRead');
      for (const key of keys) yield auditEntrySchema.parse(find(key));
    }
  }
}

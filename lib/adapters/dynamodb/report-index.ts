import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expiresAfter, longestKeptDays, type Retention } from '../../model/retention.ts';
import type { ReportIndex, ReportOfPatient } from '../../ports/report-index.ts';
import { awsCall } from '../aws/aws-call.ts';
import { putAll } from './batch-write.ts';
import type { TableOptions } from './dynamo-store.ts';
import { namePartition, patientKey, REPORT_OF_PATIENT, reportOfNameKey } from './keys.ts';
import { queryAll } from './query-all.ts';

export class DynamoReportIndex implements ReportIndex {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #retention: Retention;

  constructor(options: TableOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async ofPatient(
    patient: string,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly ReportOfPatient[]> {
    const { pk } = patientKey(patient);
    const { Items = [] } = await awsCall('ReportsNotRead', () =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :reports)',
          ExpressionAttributeValues: marshall({ ':pk': pk, ':reports': REPORT_OF_PATIENT }),
          ProjectionExpression: 'sk, reportKey, version, isFormer',
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: marshall({ pk, sk: after }) }),
        }),
      ),
    );
    return Items.map((item) => unmarshall(item)).map(({ sk, reportKey, version }) => ({
      position: String(sk),
      reportKey: String(reportKey),
      version: Number(version),
    }));
  }

  async putNames(reportKey: string, names: readonly string[]): Promise<void> {
    // a name may be of a report of any class
    const expiresAt = expiresAfter(new Date().toISOString(), longestKeptDays(this.#retention));
    const items = names.map((name) => ({ ...reportOfNameKey(name, reportKey), reportKey, expiresAt }));
    await putAll(this.#client, this.#table, items, 'NamesNotWritten');
  }

  async named(name: string): Promise<readonly string[]> {
    const items = queryAll(
      this.#client,
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': namePartition(name) }),
        ConsistentRead: true,
      },
      'NamesNotRead',
    );
    return Array.fromAsync(items, ({ reportKey }) => String(reportKey));
  }
}

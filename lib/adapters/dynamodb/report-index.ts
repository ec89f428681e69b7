import { expiresAfter, longestKeptDays, type Retention } from '../../model/retention.ts';
import type { ReportIndex, ReportOfPatient } from '../../ports/report-index.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { namePartition, patientKey, REPORT_OF_PATIENT, reportOfNameKey } from './keys.ts';
import type { Table } from './table.ts';

export class DynamoReportIndex implements ReportIndex {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async ofPatient(
    patient: string,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly ReportOfPatient[]> {
    // nothing stands behind a position that is none
    if (after?.startsWith(REPORT_OF_PATIENT) === false) return [];
    const { pk } = patientKey(patient);
    const items = await this.#table.first(
      {
        where: 'pk = :pk AND begins_with(sk, :reports)',
        values: { ':pk': pk, ':reports': REPORT_OF_PATIENT },
        only: 'sk, reportKey, version, isFormer',
        isNewestFirst: true,
        isConsistent: true,
      },
      { limit, after: after === undefined ? undefined : { pk, sk: after } },
      'ReportsNotRead',
    );
    return items.map(({ sk, reportKey, version }) => ({
      position: String(sk),
      reportKey: String(reportKey),
      version: Number(version),
    }));
  }

  async putNames(reportKey: string, names: readonly string[]): Promise<void> {
    // the report may belong to any retention class
    const expiresAt = expiresAfter(this.#table.clock().toISOString(), longestKeptDays(this.#retention));
    const items = names.map((name) => ({ ...reportOfNameKey(name, reportKey), reportKey, expiresAt }));
    await this.#table.putAll(items, 'NamesNotWritten');
  }

  async named(name: string): Promise<readonly string[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk',
        values: { ':pk': namePartition(name) },
        isConsistent: true,
      },
      'NamesNotRead',
    );
    return Array.fromAsync(items, ({ reportKey }) => String(reportKey));
  }
}

import { namedReportSchema } from '../../model/named-report.ts';
import { expiresAfter, longestKeptDays, type Retention } from '../../model/retention.ts';
import type { KnownReports, NamedUnder, NewNumber, ReportNames } from '../../ports/report-names.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { type ItemKey, reportsOfNumberKey } from './keys.ts';
import type { ItemsByKey, Table } from './table.ts';

/** Prefix of report attributes. Each report has its own attribute, so that no report overwrites another. */
const REPORT = 'report_';
const attributeOf = (reportKey: string): string => `${REPORT}${reportKey}`;

/** The keys of the items that list the reports of numbers. */
export const numberKeys = (numbers: readonly string[]): ItemKey[] => numbers.map(reportsOfNumberKey);

/** Reads the reports from such items. */
export const toReports = (numbers: readonly string[], items: ItemsByKey): KnownReports =>
  new Map(
    numbers.map((number) => [
      number,
      Object.entries(items(reportsOfNumberKey(number)) ?? {})
        .filter(([name]) => name.startsWith(REPORT))
        // attributes come in any order
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, report]) => namedReportSchema.parse(report)),
    ]),
  );

/** A number is kept for as long as any of its reports may be kept. */
const expiryOfNumber = (now: Date, retention: Retention): number =>
  expiresAfter(now.toISOString(), longestKeptDays(retention));

/** The item for a number that no report had before. */
export const numberItem = ({ number, reports }: NewNumber, now: Date, retention: Retention) => ({
  ...reportsOfNumberKey(number),
  expiresAt: expiryOfNumber(now, retention),
  ...Object.fromEntries(reports.map((report) => [attributeOf(report.key), report])),
});

export class DynamoReportNames implements ReportNames {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async find(numbers: readonly string[]): Promise<KnownReports> {
    return toReports(numbers, await this.#table.getAll(numberKeys(numbers), 'ReportNamesNotRead'));
  }

  async create(numbers: readonly NewNumber[]): Promise<void> {
    const now = this.#table.clock();
    const items = numbers.map((number) => numberItem(number, now, this.#retention));
    await this.#table.putAll(items, 'ReportNamesNotWritten');
  }

  /** Makes one request for each number. */
  async put(named: readonly NamedUnder[]): Promise<void> {
    await Promise.all(named.map((one) => this.#put(one)));
  }

  async #put({ number, report, gone }: NamedUnder): Promise<void> {
    const attribute = attributeOf(report.key);
    await this.#table.update(
      reportsOfNumberKey(number),
      {
        set: { [attribute]: report, expiresAt: expiryOfNumber(this.#table.clock(), this.#retention) },
        remove: gone.map(attributeOf),
        // an older entry, of a message that was overtaken, never replaces a newer one
        condition: {
          where: `attribute_not_exists(#${attribute}) OR #${attribute}.#version <= :version`,
          names: { '#version': 'version' },
          values: { ':version': report.version },
        },
      },
      'ReportNamesNotWritten',
    );
  }
}

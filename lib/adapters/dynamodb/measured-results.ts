import type { ReportVersion } from '../../model/report.ts';
import type { MeasuredResult, MeasuredResults } from '../../ports/measured-results.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { type ItemKey, measuredResultKey } from './keys.ts';
import type { Item, Table } from './table.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const KEPT_DAYS = 35;

/** The results of gated test systems in a version, as items. A later version writes the same items again. */
export function measuredItems({ createdAt, report }: ReportVersion): readonly (ItemKey & Item)[] {
  const expiresAt = Math.ceil((Date.parse(createdAt) + KEPT_DAYS * DAY_MS) / 1000);
  const items = report.parts.flatMap(({ messageId, gate = [] }) =>
    gate.flatMap(({ system, measuredAt, at }) => {
      const result: MeasuredResult = { measuredAt, reportKey: report.key, messageId, at };
      if (system === undefined) return [];
      return { ...measuredResultKey(system, result), ...result, expiresAt };
    }),
  );
  return [...new Map(items.map((item) => [`${item.pk} ${item.sk}`, item])).values()];
}

/** One partition for each test system and day. */
export class DynamoMeasuredResults implements MeasuredResults {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async between(system: string, after: Date, until: Date): Promise<readonly MeasuredResult[]> {
    return Array.fromAsync(this.#inOrder(system, after, until));
  }

  async nth(system: string, after: Date, count: number): Promise<number | undefined> {
    const counted = new Set<string>();
    const earliest = this.#table.clock().getTime() - KEPT_DAYS * DAY_MS;
    const from = new Date(Math.max(after.getTime(), earliest));
    // clocks of instruments may be ahead
    const until = new Date(this.#table.clock().getTime() + HOUR_MS);
    for await (const { measuredAt, reportKey } of this.#inOrder(system, from, until, count)) {
      counted.add(`${measuredAt} ${reportKey}`);
      if (counted.size === count) return measuredAt;
    }
    return undefined;
  }

  async *#inOrder(system: string, after: Date, until: Date, atOnce?: number): AsyncGenerator<MeasuredResult> {
    const first = Math.floor(after.getTime() / DAY_MS) * DAY_MS;
    for (let day = first; day <= until.getTime(); day += DAY_MS) {
      const { pk } = measuredResultKey(system, { measuredAt: day, reportKey: '', messageId: '', at: '' });
      const items = this.#table.query(
        {
          where: 'pk = :pk AND sk BETWEEN :after AND :until',
          // behind every key of this instant
          values: { ':pk': pk, ':after': `${after.toISOString()}~`, ':until': `${until.toISOString()}~` },
          isConsistent: true,
          atOnce,
        },
        'MeasuredResultsNotRead',
      );
      for await (const { measuredAt, reportKey, messageId, at } of items)
        yield {
          measuredAt: Number(measuredAt),
          ...{ reportKey: String(reportKey), messageId: String(messageId), at: String(at) },
        };
    }
  }
}

import { type AuditEntry, auditEntrySchema } from '../../model/audit.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { AuditLog, AuditTrail } from '../../ports/audit-log.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { auditHour, auditKey, auditOfHourKey, auditPartition, type ItemKey } from './keys.ts';
import type { Query, Table } from './table.ts';

const HOUR_MS = 3_600_000;

/** With one request. */
const READ_AT_ONCE = 100;

export class DynamoAuditLog implements AuditLog, AuditTrail {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async record(entry: AuditEntry): Promise<void> {
    const item = {
      ...auditKey(entry),
      ...auditOfHourKey(entry),
      ...entry,
      expiresAt: expiresAfter(entry.readAt, keptDays.audit(this.#retention)),
    };
    // the key is the request's own id: if the item exists, an earlier try wrote it and its answer was lost
    await this.#table.putNew(item, 'ReadNotAudited');
  }

  ofPatient(patientKey: string): AsyncGenerator<AuditEntry> {
    return this.#ofPatient(patientKey, {});
  }

  newestOfPatient(patientKey: string, atOnce: number): AsyncGenerator<AuditEntry> {
    return this.#ofPatient(patientKey, { isNewestFirst: true, atOnce });
  }

  async *#ofPatient(
    patientKey: string,
    order: Pick<Query, 'isNewestFirst' | 'atOnce'>,
  ): AsyncGenerator<AuditEntry> {
    const items = this.#table.query(
      { where: 'pk = :pk', values: { ':pk': auditPartition(patientKey) }, ...order },
      'AuditNotRead',
    );
    for await (const item of items) yield auditEntrySchema.parse(item);
  }

  async *between(from: Date, to: Date): AsyncGenerator<AuditEntry> {
    for (const hour of hoursOf(from, to)) yield* this.#ofHour(hour, from, to, false);
  }

  async *newestBetween(from: Date, to: Date): AsyncGenerator<AuditEntry> {
    for (const hour of hoursOf(from, to).toReversed()) yield* this.#ofHour(hour, from, to, true);
  }

  async *#ofHour(hour: Date, from: Date, to: Date, isNewestFirst: boolean): AsyncGenerator<AuditEntry> {
    const items = this.#table.query(
      {
        index: 'gsi1',
        where: 'gsi1pk = :hour AND gsi1sk BETWEEN :from AND :to',
        values: {
          ':hour': auditHour(hour.toISOString()),
          ':from': from.toISOString(),
          ':to': `${to.toISOString()}~`,
        },
        isNewestFirst,
      },
      'AuditNotRead',
    );
    let keys: ItemKey[] = [];
    for await (const { pk, sk } of items) {
      if (keys.push({ pk: String(pk), sk: String(sk) }) < READ_AT_ONCE) continue;
      yield* this.#read(keys);
      keys = [];
    }
    yield* this.#read(keys);
  }

  async *#read(keys: readonly ItemKey[]): AsyncGenerator<AuditEntry> {
    const find = await this.#table.getAll(keys, 'AuditNotRead');
    for (const key of keys) yield auditEntrySchema.parse(find(key));
  }
}

function hoursOf(from: Date, to: Date): readonly Date[] {
  const first = Math.floor(from.getTime() / HOUR_MS);
  const last = Math.floor(to.getTime() / HOUR_MS);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, index) => new Date((first + index) * HOUR_MS),
  );
}

import { randomUUID } from 'node:crypto';
import type { Awaited, WaitEntry, WaitingMessage, WaitStore } from '../../ports/wait-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { waitKey, waitPartition } from './keys.ts';
import type { Table } from './table.ts';

/** The waiting messages: one partition for each name that is awaited. */
export class DynamoWaitStore implements WaitStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async put(message: WaitingMessage, awaited: readonly Awaited[]): Promise<void> {
    const items = awaited.map((one) => ({
      ...waitKey(one, `${message.messageId}#${randomUUID()}`),
      ...message,
    }));
    await this.#table.putAll(items, 'WaitNotStored');
  }

  async waitingFor(awaited: Awaited): Promise<readonly WaitEntry[]> {
    const items = this.#table.query(
      { where: 'pk = :pk', values: { ':pk': waitPartition(awaited) }, isConsistent: true },
      'WaitsNotRead',
    );
    return Array.fromAsync(items, ({ sk, messageId, group }) => ({
      entry: String(sk),
      messageId: String(messageId),
      group: String(group),
    }));
  }

  async remove(awaited: Awaited, entries: readonly WaitEntry[]): Promise<void> {
    const stale = entries.map(({ entry }) => waitKey(awaited, entry));
    await this.#table.putAll([], 'WaitNotRemoved', stale);
  }
}

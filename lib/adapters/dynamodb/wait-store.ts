import type { Awaited, WaitingMessage, WaitStore } from '../../ports/wait-store.ts';
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
    const items = awaited.map((one) => ({ ...waitKey(one, message.messageId), ...message }));
    await this.#table.putAll(items, 'WaitNotStored');
  }

  async waitingFor(awaited: Awaited): Promise<readonly WaitingMessage[]> {
    const items = this.#table.query(
      { where: 'pk = :pk', values: { ':pk': waitPartition(awaited) }, isConsistent: true },
      'WaitsNotRead',
    );
    return Array.fromAsync(items, ({ messageId, group }) => ({
      messageId: String(messageId),
      group: String(group),
    }));
  }

  async remove(awaited: Awaited, messages: readonly WaitingMessage[]): Promise<void> {
    const stale = messages.map(({ messageId }) => waitKey(awaited, messageId));
    await this.#table.putAll([], 'WaitNotRemoved', stale);
  }
}

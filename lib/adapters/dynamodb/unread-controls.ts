import type { UnreadControl, UnreadControls } from '../../ports/unread-controls.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { messageKey, unreadControlsKey } from './keys.ts';
import type { Item, Table } from './table.ts';

/** One item for each source, with an attribute for each message that waits. */
export class DynamoUnreadControls implements UnreadControls {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async mark(source: string, { messageId, receivedAt }: UnreadControl): Promise<void> {
    const name = attributeOf(messageId);
    const change = {
      set: { [name]: receivedAt },
      condition: { where: `attribute_not_exists(#${name})` },
    };
    await this.#table.update(unreadControlsKey(source), change, 'ControlNotMarked');
  }

  async of(source: string): Promise<readonly UnreadControl[]> {
    return toUnread(await this.#table.get(unreadControlsKey(source), 'UnreadControlsNotRead'));
  }

  async waiting(source: string, marks: readonly UnreadControl[]): Promise<readonly UnreadControl[]> {
    const isWaiting = await this.#waitingAmong(marks);
    const over = marks.filter((mark) => !isWaiting(mark)).slice(0, MOST_REMOVED);
    if (over.length > 0)
      await this.#remove(
        source,
        over.map(({ messageId }) => messageId),
      );
    return marks.filter(isWaiting);
  }

  async standing(source: string): Promise<readonly UnreadControl[]> {
    const marks = await this.of(source);
    return marks.length === 0 ? [] : marks.filter(await this.#waitingAmong(marks));
  }

  unmark(source: string, messageId: string): Promise<void> {
    return this.#remove(source, [messageId]);
  }

  async #waitingAmong(marks: readonly UnreadControl[]): Promise<(mark: UnreadControl) => boolean> {
    const keys = marks.map(({ messageId }) => messageKey(messageId));
    const find = await this.#table.getAll(keys, 'MessageNotRead', ['state']);
    return ({ messageId }) => find(messageKey(messageId))?.['state'] === 'received';
  }

  async #remove(source: string, ids: readonly string[]): Promise<void> {
    const condition = { where: 'attribute_exists(pk)' };
    const change = { remove: ids.map(attributeOf), condition };
    await this.#table.update(unreadControlsKey(source), change, 'ControlNotUnmarked');
  }
}

/** An update may have 4 KB of expressions. */
const MOST_REMOVED = 20;

const PREFIX = 'm_';
const attributeOf = (messageId: string): string => `${PREFIX}${messageId}`;

/** The marks of the item of a source. */
export const toUnread = (item: Item | undefined): readonly UnreadControl[] =>
  Object.entries(item ?? {}).flatMap(([name, receivedAt]) =>
    name.startsWith(PREFIX) ? [{ messageId: name.slice(PREFIX.length), receivedAt: Number(receivedAt) }] : [],
  );

import type { Intake } from '../../ports/intake.ts';
import type { PayloadStore } from '../s3/payload-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { identityKeys, toIdentities } from './identity-store.ts';
import { messageKey, unreadControlsKey } from './keys.ts';
import { toMessage } from './message-store.ts';
import { numberKeys, toReports } from './report-names.ts';
import type { Table } from './table.ts';
import { toUnread } from './unread-controls.ts';

export class DynamoIntake implements Intake {
  readonly #table: Table;
  readonly #payloads: PayloadStore;

  constructor(options: DynamoStoreOptions) {
    this.#table = options.table;
    this.#payloads = options.payloads;
  }

  async open(messageId: string, names: Parameters<Intake['open']>[1]) {
    const key = messageKey(messageId);
    const { gatedSource } = names;
    const marks = gatedSource === undefined ? undefined : unreadControlsKey(gatedSource);
    const keys = [
      key,
      ...(marks === undefined ? [] : [marks]),
      ...identityKeys(names),
      ...numberKeys(names.numbers),
    ];
    const items = await this.#table.getAll(keys, 'MessageNotRead');
    const item = items(key);
    return {
      stored: item === undefined ? undefined : await toMessage(item, this.#payloads),
      known: toIdentities(names, items),
      reports: toReports(names.numbers, items),
      unread: marks === undefined ? undefined : toUnread(items(marks)),
    };
  }
}

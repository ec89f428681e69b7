import type { IdentityNames } from '../../ports/identity-store.ts';
import type { Intake } from '../../ports/intake.ts';
import type { PayloadStore } from '../s3/payload-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { identityKeys, toIdentities } from './identity-store.ts';
import { messageKey } from './keys.ts';
import { toMessage } from './message-store.ts';
import { numberKeys, toReports } from './report-names.ts';
import type { Table } from './table.ts';

export class DynamoIntake implements Intake {
  readonly #table: Table;
  readonly #payloads: PayloadStore;

  constructor(options: DynamoStoreOptions) {
    this.#table = options.table;
    this.#payloads = options.payloads;
  }

  async open(messageId: string, names: IdentityNames & { readonly numbers: readonly string[] }) {
    const key = messageKey(messageId);
    const keys = [key, ...identityKeys(names), ...numberKeys(names.numbers)];
    const items = await this.#table.getAll(keys, 'MessageNotRead');
    const item = items(key);
    return {
      stored: item === undefined ? undefined : await toMessage(item, this.#payloads),
      known: toIdentities(names, items),
      reports: toReports(names.numbers, items),
    };
  }
}

import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Delivery, deliverySchema } from '../../model/update.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import { awsCall, isConditionFailure } from './aws-call.ts';
import { getItem } from './get-item.ts';
import { deliveryKey } from './keys.ts';

export class DynamoDeliveryStore implements DeliveryStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    const key = deliveryKey(destination, reportKey);
    const item = await getItem(this.#client, this.#table, key, 'DeliveryNotRead');
    return item === undefined ? undefined : deliverySchema.parse(item);
  }

  async put(delivery: Delivery): Promise<void> {
    const item = { ...deliveryKey(delivery.destination, delivery.reportKey), ...delivery };
    await awsCall('DeliveryNotStored', async () => {
      try {
        await this.#client.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(item, { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(pk) OR version <= :version',
            ExpressionAttributeValues: marshall({ ':version': delivery.version }),
          }),
        );
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
      }
    });
  }
}

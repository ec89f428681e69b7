import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Delivery, deliverySchema } from '../../model/update.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import { awsCall, isConditionFailure } from './aws-call.ts';
import { deliveryKey } from './keys.ts';

export class DynamoDeliveryStore implements DeliveryStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    const { Item } = await awsCall('DeliveryNotRead', () =>
      this.#client.send(
        new GetItemCommand({
          TableName: this.#table,
          Key: marshall(deliveryKey(destination, reportKey)),
          ConsistentRead: true,
        }),
      ),
    );
    return Item === undefined ? undefined : deliverySchema.parse(unmarshall(Item));
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

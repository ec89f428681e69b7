import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { messageRecordSchema, messageStateSchema } from '../../model/message.ts';
import type {
  MessageStore,
  NewMessage,
  ProcessedMessage,
  Stored,
  StoredMessage,
} from '../../ports/message-store.ts';
import { awsCall, isConditionFailure } from './aws-call.ts';
import { type DynamoStoreOptions, marshallOptions } from './dynamo-store.ts';
import { getItem } from './get-item.ts';
import { messageHourKey, messageKey, messageObjectKey } from './keys.ts';
import type { PayloadAttributes, PayloadStore } from './payload-store.ts';

export class DynamoMessageStore implements MessageStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #payloads: PayloadStore;

  constructor(options: DynamoStoreOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#payloads = options.payloads;
  }

  /** One write for a new message; a second for a duplicate. */
  async put(message: NewMessage): Promise<Stored> {
    const receivedAt = message.receivedAt.toISOString();
    const item = {
      ...messageKey(message.id),
      ...messageHourKey(receivedAt, message.id),
      id: message.id,
      source: message.source,
      state: message.state,
      receivedAt,
      type: message.type,
      controlId: message.controlId,
      issues: message.issues,
      reports: [],
      retransmissions: 0,
      ack: message.ack,
      ...(await this.#payloads.write(messageObjectKey(message.id), message.bytes)),
    };
    return awsCall('MessageNotStored', async () => {
      try {
        await this.#client.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(item, marshallOptions),
            // a message that was rejected is judged anew: its source may be configured by now
            ConditionExpression: 'attribute_not_exists(pk) OR #state = :rejected',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: marshall({ ':rejected': 'rejected' }),
          }),
        );
        return { kind: 'created' };
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        return await this.#countRetransmission(message.id);
      }
    });
  }

  async #countRetransmission(id: string): Promise<Stored> {
    const { Attributes } = await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall(messageKey(id)),
        UpdateExpression: 'ADD retransmissions :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':one': 1 }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    const existing = unmarshall(Attributes ?? {});
    const state = messageStateSchema.parse(existing['state']);
    return { kind: 'duplicate', ack: existing['ack'], state };
  }

  async get(id: string): Promise<StoredMessage | undefined> {
    const item = await getItem(this.#client, this.#table, messageKey(id), 'MessageNotRead');
    if (item === undefined) return undefined;
    const record = messageRecordSchema.parse(item);
    return { record, bytes: await this.#payloads.read(item as PayloadAttributes) };
  }

  async finish(processed: ProcessedMessage): Promise<void> {
    await awsCall('MessageNotFinished', () =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: marshall(messageKey(processed.id)),
          UpdateExpression:
            'SET #state = :state, ledger = :ledger, reports = :reports, issues = :issues, siteVersion = :siteVersion, processedAt = :at',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: marshall(
            {
              ':state': processed.state,
              ':ledger': processed.ledger,
              ':reports': processed.reports,
              ':issues': processed.issues,
              ':siteVersion': processed.siteVersion,
              ':at': processed.at.toISOString(),
            },
            marshallOptions,
          ),
        }),
      ),
    );
  }
}

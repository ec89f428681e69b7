import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandOutput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { awsCall, isConditionFailure } from '../aws/aws-call.ts';
import type { ItemKey } from './keys.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Returns an item of a batch. Undefined if there is none. */
export type ItemsByKey = (key: ItemKey) => Item | undefined;

/** A condition on the existing item. It refers to attributes by name or `#name`, and to values by `:name`. */
export interface Condition {
  readonly where: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Attributes to remove. */
  readonly remove?: readonly string[];
  /** Numbers to add to the existing value, or to 0. */
  readonly add?: Readonly<Record<string, number>>;
  readonly condition?: Condition;
}

export interface Query {
  readonly index?: 'gsi1' | 'gsi2';
  /** A key condition: the partition and a range of its items. */
  readonly where: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Reads the current state. An index always lags a little. */
  readonly isConsistent?: boolean;
  readonly isNewestFirst?: boolean;
  /** The attributes to read. Default: all. */
  readonly only?: string;
  /** As many items are read with one request. Default: 1 MB. */
  readonly atOnce?: number | undefined;
}

export interface TableOptions {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly clock: Clock;
}

/** DynamoDB's own limits for one request. */
const BATCH_KEYS = 100;
const BATCH_ITEMS = 25;
const MAX_BATCH_TRIES = 8;
/** In bytes. No item has a longer key, so nothing is read there: the words of a key may come from an address. */
const LONGEST_PARTITION_KEY = 2048;
const LONGEST_SORT_KEY = 1024;

/** The model has undefined values; items leave them out. */
const marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };

/** The one table. If a request fails, the AdapterError has the `code` that the caller gives. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  /** The present time, for expiry. */
  readonly clock: Clock;

  constructor({ client, name, clock }: TableOptions) {
    this.#client = client;
    this.#name = name;
    this.clock = clock;
  }

  /** The current item. Undefined if there is none. */
  async get(key: ItemKey, code: string): Promise<Item | undefined> {
    if (!isPossible(key)) return undefined;
    const request = new GetItemCommand({ TableName: this.#name, Key: marshall(key), ConsistentRead: true });
    const { Item } = await awsCall(code, () => this.#client.send(request));
    return Item === undefined ? undefined : unmarshall(Item);
  }

  /**
   * Reads the current items, with one request for each 100. A key may occur twice. `only`: the attributes to read besides
   * the key; default: all.
   */
  async getAll(keys: readonly ItemKey[], code: string, only: readonly string[] = []): Promise<ItemsByKey> {
    const items = new Map<string, Item>();
    const unique = [...new Map(keys.map((key) => [textOf(key), key])).values()];
    for (const chunk of chunks(unique.filter(isPossible), BATCH_KEYS))
      for (const item of await this.#getChunk(chunk, code, only))
        items.set(textOf({ pk: String(item['pk']), sk: String(item['sk']) }), item);
    return (key) => items.get(textOf(key));
  }

  async #getChunk(keys: readonly ItemKey[], code: string, only: readonly string[]): Promise<Item[]> {
    const items: Item[] = [];
    let pending: KeysAndAttributes | undefined = {
      Keys: keys.map(({ pk, sk }) => marshall({ pk, sk })),
      ConsistentRead: true,
      ...projection(only),
    };
    for (let tries = 0; pending !== undefined; tries++) {
      if (tries === MAX_BATCH_TRIES)
        throw new AdapterError(code, 'transient', 'DynamoDB left items of a batch unread');
      const request: Record<string, KeysAndAttributes> = { [this.#name]: pending };
      const { Responses, UnprocessedKeys } = await awsCall(code, () =>
        this.#client.send(new BatchGetItemCommand({ RequestItems: request })),
      );
      items.push(...(Responses?.[this.#name] ?? []).map((item) => unmarshall(item)));
      pending = UnprocessedKeys?.[this.#name];
    }
    return items;
  }

  /**
   * Puts items unconditionally, and deletes others, with one request for each 25. The items must be safe to
   * put again.
   */
  async putAll(items: readonly Item[], code: string, stale: readonly ItemKey[] = []): Promise<void> {
    const requests: WriteRequest[] = [
      ...items.map((item) => ({ PutRequest: { Item: marshall(item, marshallOptions) } })),
      ...stale.map(({ pk, sk }) => ({ DeleteRequest: { Key: marshall({ pk, sk }) } })),
    ];
    await Promise.all(chunks(requests, BATCH_ITEMS).map((chunk) => this.#writeChunk(chunk, code)));
  }

  async #writeChunk(chunk: WriteRequest[], code: string): Promise<void> {
    let requests = chunk;
    for (let tries = 0; requests.length > 0; tries++) {
      if (tries === MAX_BATCH_TRIES)
        throw new AdapterError(code, 'transient', 'DynamoDB left items of a batch unwritten');
      const { UnprocessedItems } = await awsCall(code, () =>
        this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.#name]: requests } })),
      );
      requests = UnprocessedItems?.[this.#name] ?? [];
    }
  }

  /** Puts an item if a condition holds. Otherwise returns false, and the existing item stays. */
  putIf(item: ItemKey & Item, { where, names, values }: Condition, code: string): Promise<boolean> {
    const request = new PutItemCommand({
      TableName: this.#name,
      Item: marshall(item, marshallOptions),
      ConditionExpression: where,
      ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
      ...(values === undefined ? {} : { ExpressionAttributeValues: marshall(values) }),
    });
    return awsCall(code, async () => (await ifMet(() => this.#client.send(request))) !== undefined);
  }

  /** Puts an item if there is none. Otherwise returns false. */
  putNew(item: ItemKey & Item, code: string): Promise<boolean> {
    return this.putIf(item, { where: 'attribute_not_exists(pk)' }, code);
  }

  /** Puts an item unless a newer one exists: `asOf` is milliseconds since 1970. */
  async putNewer(item: ItemKey & Item & { readonly asOf: number }, code: string): Promise<void> {
    const where = 'attribute_not_exists(pk) OR asOf <= :asOf';
    await this.putIf(item, { where, values: { ':asOf': item.asOf } }, code);
  }

  /** Changes an item if its condition holds. Otherwise returns false, and the existing item stays. */
  async update(key: ItemKey, change: Change, code: string): Promise<boolean> {
    return (await this.#update(key, change, code, 'NONE')) !== undefined;
  }

  /** Changes an item and returns it as it is afterwards. Undefined if the condition does not hold. */
  async updated(key: ItemKey, change: Change, code: string): Promise<Item | undefined> {
    const done = await this.#update(key, change, code, 'ALL_NEW');
    return done && unmarshall(done.Attributes ?? {});
  }

  #update(
    key: ItemKey,
    { set = {}, remove = [], add = {}, condition }: Change,
    code: string,
    ReturnValues: 'NONE' | 'ALL_NEW',
  ): Promise<UpdateItemCommandOutput | undefined> {
    const values = { ...set, ...add };
    const names = [...Object.keys(values), ...remove];
    const all = {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ...condition?.values,
    };
    const clause = (verb: string, entries: readonly string[]) =>
      entries.length === 0 ? [] : [`${verb} ${entries.join(', ')}`];
    const request = new UpdateItemCommand({
      TableName: this.#name,
      Key: marshall(key),
      UpdateExpression: [
        ...clause(
          'SET',
          Object.keys(set).map((name) => `#${name} = :${name}`),
        ),
        ...clause(
          'ADD',
          Object.keys(add).map((name) => `#${name} :${name}`),
        ),
        ...clause(
          'REMOVE',
          remove.map((name) => `#${name}`),
        ),
      ].join(' '),
      ...(condition === undefined ? {} : { ConditionExpression: condition.where }),
      ExpressionAttributeNames: {
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ...condition?.names,
      },
      ...(isEmpty(all) ? {} : { ExpressionAttributeValues: marshall(all, marshallOptions) }),
      ReturnValues,
    });
    return awsCall(code, () => ifMet(() => this.#client.send(request)));
  }

  /** All items of one query, page by page as DynamoDB returns them: 1 MB each, unless the query says how many. */
  async *query(query: Query, code: string): AsyncGenerator<Item> {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.#page(query, code, {
        Limit: query.atOnce,
        ExclusiveStartKey: start,
      });
      for (const item of page.Items ?? []) yield unmarshall(item);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** The first items of a query, at most `limit`, after the item with the key `after`. */
  async first(
    query: Query,
    { limit, after }: { readonly limit: number; readonly after?: ItemKey | undefined },
    code: string,
  ): Promise<readonly Item[]> {
    const start = after && marshall({ pk: after.pk, sk: after.sk });
    const { Items = [] } = await this.#page(query, code, { Limit: limit, ExclusiveStartKey: start });
    return Items.map((item) => unmarshall(item));
  }

  async #page(
    { index, where, values, isConsistent, isNewestFirst, only }: Query,
    code: string,
    { Limit, ExclusiveStartKey }: Pick<QueryCommandInput, 'Limit' | 'ExclusiveStartKey'>,
  ): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>> {
    if (Object.values(values).some(isTooLongForAKey)) return {};
    const request = new QueryCommand({
      TableName: this.#name,
      IndexName: index,
      KeyConditionExpression: where,
      ExpressionAttributeValues: marshall(values),
      ProjectionExpression: only,
      ConsistentRead: isConsistent,
      ScanIndexForward: isNewestFirst === true ? false : undefined,
      Limit,
      ExclusiveStartKey,
    });
    return awsCall(code, () => this.#client.send(request));
  }
}

/** Undefined if the condition of a write does not hold. */
async function ifMet<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (cause) {
    if (isConditionFailure(cause)) return undefined;
    throw cause;
  }
}

/** Names of attributes may be reserved words, so each gets a name of its own. */
function projection(only: readonly string[]): Partial<KeysAndAttributes> {
  if (only.length === 0) return {};
  const names = ['pk', 'sk', ...only].map((name, index) => [`#n${index}`, name] as const);
  return {
    ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;

const isPossible = ({ pk, sk }: ItemKey): boolean =>
  Buffer.byteLength(pk) <= LONGEST_PARTITION_KEY && Buffer.byteLength(sk) <= LONGEST_SORT_KEY;

const isTooLongForAKey = (value: unknown): boolean =>
  typeof value === 'string' && Buffer.byteLength(value) > LONGEST_PARTITION_KEY;

const textOf = ({ pk, sk }: ItemKey): string => `${pk} ${sk}`;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

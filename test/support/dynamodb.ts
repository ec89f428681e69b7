import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client of which each batch `takes` so many items and leaves the rest; `sizes` are those that were asked for. */
export function aThrottlingClient({ takes }: { readonly takes: number }) {
  const sizes: number[] = [];
  const send = async (command: unknown) => {
    if (command instanceof BatchWriteItemCommand) {
      const [[name, requests] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
      sizes.push(requests.length);
      const left = requests.slice(takes);
      return left.length === 0 ? {} : { UnprocessedItems: { [name]: left } };
    }
    if (!(command instanceof BatchGetItemCommand)) throw new Error('a request that is no batch');
    const [[name, { Keys = [] }] = ['', { Keys: [] }]] = Object.entries(command.input.RequestItems ?? {});
    sizes.push(Keys.length);
    const left = Keys.slice(takes);
    return {
      Responses: { [name]: Keys.slice(0, takes) },
      ...(left.length === 0 ? {} : { UnprocessedKeys: { [name]: { Keys: left } } }),
    };
  };
  return { client: { send } as unknown as DynamoDBClient, sizes };
}

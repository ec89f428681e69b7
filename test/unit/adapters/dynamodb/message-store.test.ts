import { BatchWriteItemCommand, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { DynamoMessageStore } from '../../../../lib/adapters/dynamodb/message-store.ts';
import { Table } from '../../../../lib/adapters/dynamodb/table.ts';
import { PayloadStore } from '../../../../lib/adapters/s3/payload-store.ts';
import { holdReasonSchema } from '../../../../lib/model/hold-reason.ts';
import type { Ledger } from '../../../../lib/model/message.ts';
import { aSite } from '../../../support/site.ts';

const names = ['order', 'tube', 'patient'];

/** What is written at the end of the first reading of a message. */
async function writesOf(held: Ledger['held']) {
  const sent: unknown[] = [];
  const client = {
    send: async (command: unknown) => {
      sent.push(command);
      return {};
    },
  } as unknown as DynamoDBClient;
  const store = new DynamoMessageStore({
    table: new Table({ client, name: 'table', clock: () => new Date() }),
    payloads: new PayloadStore('bucket', {}),
    retention: aSite().retention,
  });
  const received = {
    id: 'm1',
    source: 'any',
    state: 'received',
    receivedAt: '2026-03-02T08:00:00Z',
  } as const;
  let asked = 0;
  await store.finish({
    record: { ...received, issues: [], reports: [], retransmissions: 0 },
    ...{ state: 'processed', ledger: { received: 1, stored: 0, held, setAside: {} } },
    ...{ reports: [], issues: [], siteVersion: 'v', finishedAt: new Date(), occasion: 'first' },
    searchNames: () => {
      asked++;
      return names;
    },
  });
  const items = sent
    .filter((one) => one instanceof BatchWriteItemCommand)
    .flatMap(({ input }) => input.RequestItems?.['table'] ?? []);
  return {
    asked,
    updates: sent.filter((one) => one instanceof UpdateItemCommand).length,
    puts: items.filter(({ PutRequest }) => PutRequest !== undefined).length,
    deletes: items.filter(({ DeleteRequest }) => DeleteRequest !== undefined).length,
  };
}

test('the end of a message of which nothing is held is one write, and its names are not asked for', async () => {
  expect(await writesOf({})).toEqual({ asked: 0, updates: 1, puts: 0, deletes: 0 });
});

test('a held message is written once, once in its list, and once under each of its names', async () => {
  const deletes = holdReasonSchema.options.length - 1;
  expect(await writesOf({ 'no-patient': 1 })).toEqual({
    asked: 1,
    updates: 1,
    puts: 1 + names.length,
    deletes,
  });
});

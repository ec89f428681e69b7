import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Item, Table } from '../../../../lib/adapters/dynamodb/table.ts';
import { aThrottlingClient, startTable } from '../../../support/dynamodb.ts';

const now = new Date('2026-03-02T14:00:00Z');
const clock = () => now;
let local: Awaited<ReturnType<typeof startTable>>;
let client: DynamoDBClient;
let table: Table;

beforeAll(async () => {
  local = await startTable(clock);
  ({ client, table } = local);
});
afterAll(() => local.stop());

let count = 0;
const aKey = () => ({ pk: `P#${++count}`, sk: 'S' });

test('a store takes the time from its table', () => {
  expect(table.clock()).toBe(now);
});

describe('one item', () => {
  test('is read as it was put, without what was absent', async () => {
    const key = aKey();
    expect(await table.get(key, 'NotRead')).toBeUndefined();
    expect(await table.putNew({ ...key, text: 'a', none: undefined, deep: { n: 1 } }, 'NotPut')).toBe(true);
    expect(await table.get(key, 'NotRead')).toEqual({ ...key, text: 'a', deep: { n: 1 } });
  });

  test('is not there under a key that is longer than any', async () => {
    const long = 'x'.repeat(3000);
    expect(await table.get({ pk: long, sk: 'S' }, 'NotRead')).toBeUndefined();
    expect(await table.get({ pk: 'P', sk: long }, 'NotRead')).toBeUndefined();
    const { pk, sk } = aKey();
    await table.putNew({ pk, sk, text: 'a' }, 'NotPut');
    const find = await table.getAll(
      [
        { pk: long, sk },
        { pk, sk },
      ],
      'NotRead',
    );
    expect([find({ pk: long, sk }), find({ pk, sk })]).toEqual([undefined, expect.anything()]);
    const found = table.query({ where: 'pk = :pk', values: { ':pk': long } }, 'NotRead');
    expect(await Array.fromAsync(found)).toEqual([]);
  });

  test('that stands is not put anew', async () => {
    const key = aKey();
    await table.putNew({ ...key, text: 'first' }, 'NotPut');
    expect(await table.putNew({ ...key, text: 'second' }, 'NotPut')).toBe(false);
    expect(await table.get(key, 'NotRead')).toMatchObject({ text: 'first' });
  });

  test('gives way to a later word and to the same word again, and to no earlier one', async () => {
    const key = aKey();
    for (const [asOf, text] of [
      [2, 'second'],
      [1, 'first'],
      [2, 'second again'],
    ] as const)
      await table.putNewer({ ...key, asOf, text }, 'NotPut');
    expect(await table.get(key, 'NotRead')).toMatchObject({ asOf: 2, text: 'second again' });
  });

  test('is put where its condition holds, whatever its attributes are called', async () => {
    const key = aKey();
    const condition = {
      where: 'attribute_not_exists(pk) OR #state = :open',
      names: { '#state': 'state' },
      values: { ':open': 'open' },
    };
    expect(await table.putIf({ ...key, state: 'open' }, condition, 'NotPut')).toBe(true);
    expect(await table.putIf({ ...key, state: 'closed' }, condition, 'NotPut')).toBe(true);
    expect(await table.putIf({ ...key, state: 'open' }, condition, 'NotPut')).toBe(false);
  });

  test('is changed in the attributes that are named and in no other', async () => {
    const key = aKey();
    await table.putNew({ ...key, state: 'open', count: 1, gone: 'x', stays: 'y' }, 'NotPut');
    const change = { set: { state: 'closed' }, add: { count: 2, fresh: 1 }, remove: ['gone', 'never'] };
    expect(await table.update(key, change, 'NotChanged')).toBe(true);
    expect(await table.get(key, 'NotRead')).toEqual({
      ...key,
      state: 'closed',
      count: 3,
      fresh: 1,
      stays: 'y',
    });
    expect(await table.update(key, { remove: ['stays'] }, 'NotChanged')).toBe(true);
    expect(await table.get(key, 'NotRead')).not.toHaveProperty('stays');
  });

  test('is not changed where the condition does not hold', async () => {
    const key = aKey();
    const change = { set: { version: 2 }, condition: { where: 'attribute_exists(pk)' } };
    expect(await table.update(key, change, 'NotChanged')).toBe(false);
    expect(await table.updated(key, change, 'NotChanged')).toBeUndefined();
    expect(await table.get(key, 'NotRead')).toBeUndefined();
    await table.putNew({ ...key, version: 1 }, 'NotPut');
    expect(await table.updated(key, change, 'NotChanged')).toEqual({ ...key, version: 2 });
    // a condition may speak of what is set
    const older = { set: { version: 1 }, condition: { where: 'version <= :version' } };
    expect(await table.update(key, older, 'NotChanged')).toBe(false);
  });
});

describe('many items', () => {
  test('are put, read and deleted beyond the limits of one request', async () => {
    const { pk } = aKey();
    const items = Array.from({ length: 130 }, (_, n) => ({ pk, sk: String(n).padStart(3, '0'), n }));
    await table.putAll(items, 'NotPut');
    const [first = items[0], ...others] = items;
    const find = await table.getAll([...items, ...items, { pk, sk: 'none' }], 'NotRead');
    expect(items.map((item) => find(item)?.['n'])).toEqual(items.map(({ n }) => n));
    expect(find({ pk, sk: 'none' })).toBeUndefined();
    await table.putAll([], 'NotDeleted', others);
    const left = await Array.fromAsync(table.query({ where: 'pk = :pk', values: { ':pk': pk } }, 'NotRead'));
    expect(left).toEqual([first]);
  });

  test('of a query come page by page and in both orders', async () => {
    const { pk } = aKey();
    // more than a page of 1 MB
    const items: Item[] = ['a', 'b', 'c', 'd'].map((sk) => ({ pk, sk, text: sk.repeat(300_000) }));
    for (const item of items) await table.putAll([item], 'NotPut');
    const query = { where: 'pk = :pk', values: { ':pk': pk }, isConsistent: true };
    const sks = async (more: object = {}) =>
      (await Array.fromAsync(table.query({ ...query, ...more }, 'NotRead'))).map(({ sk }) => sk);
    expect(await sks()).toEqual(['a', 'b', 'c', 'd']);
    expect(await sks({ isNewestFirst: true })).toEqual(['d', 'c', 'b', 'a']);
  });

  test('of a query can be asked for a few at a time, and for some attributes', async () => {
    const { pk } = aKey();
    await table.putAll(
      ['a', 'b', 'c'].map((sk) => ({ pk, sk, text: sk })),
      'NotPut',
    );
    const query = { where: 'pk = :pk', values: { ':pk': pk }, isNewestFirst: true, only: 'sk' };
    expect(await table.first(query, { limit: 2 }, 'NotRead')).toEqual([{ sk: 'c' }, { sk: 'b' }]);
    expect(await table.first(query, { limit: 2, after: { pk, sk: 'b' } }, 'NotRead')).toEqual([{ sk: 'a' }]);
  });

  test('are found by the index as well', async () => {
    const key = aKey();
    await table.putNew({ ...key, gsi1pk: `G#${count}`, gsi1sk: '1' }, 'NotPut');
    const query = { index: 'gsi1', where: 'gsi1pk = :g', values: { ':g': `G#${count}` } } as const;
    expect(await Array.fromAsync(table.query(query, 'NotRead'))).toMatchObject([key]);
  });
});

describe('a table in trouble', () => {
  test('says by the code of its caller that the fault is not ours to repeat', async () => {
    const nobody = new Table({ client, name: 'none', clock });
    const failures = [
      nobody.get(aKey(), 'C'),
      nobody.getAll([aKey()], 'C'),
      nobody.putAll([aKey()], 'C'),
      nobody.putNew(aKey(), 'C'),
      nobody.update(aKey(), { set: { a: 1 } }, 'C'),
      Array.fromAsync(nobody.query({ where: 'pk = :pk', values: { ':pk': 'x' } }, 'C')),
      nobody.first({ where: 'pk = :pk', values: { ':pk': 'x' } }, { limit: 1 }, 'C'),
    ];
    for (const failure of failures)
      await expect(failure).rejects.toMatchObject({ code: 'C', disposition: 'permanent' });
  });

  test('is asked again for what it left of a batch, and for nothing else', async () => {
    const { client: busy, sizes } = aThrottlingClient({ takes: 10 });
    const items = Array.from({ length: 25 }, (_, n) => ({ pk: 'P', sk: String(n) }));
    await new Table({ client: busy, name: 'one', clock }).putAll(items, 'NotPut');
    expect(sizes).toEqual([25, 15, 5]);
    const find = await new Table({ client: busy, name: 'one', clock }).getAll(items, 'NotRead');
    expect(items.every((item) => find(item) !== undefined)).toBe(true);
    expect(sizes).toEqual([25, 15, 5, 25, 15, 5]);
  });

  test('that takes nothing of a batch is given up on after eight tries', async () => {
    const { client: busy, sizes } = aThrottlingClient({ takes: 0 });
    const stuck = new Table({ client: busy, name: 'one', clock });
    const transient = { code: 'C', disposition: 'transient' };
    await expect(stuck.putAll([aKey()], 'C')).rejects.toMatchObject(transient);
    await expect(stuck.getAll([aKey()], 'C')).rejects.toMatchObject(transient);
    expect(sizes).toHaveLength(16);
  });
});

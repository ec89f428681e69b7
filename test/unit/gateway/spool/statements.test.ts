import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from '@jest/globals';
import { prepare, REJECTED, schema } from '../../../../gateway/spool/statements.ts';

const databases: DatabaseSync[] = [];
afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});

interface Row {
  readonly digest?: string;
  readonly state?: 'waiting' | 'done' | 'refused';
  readonly received?: number;
  readonly finished?: number;
  readonly reason?: string | null;
}

/** A spool's tables in memory. */
function aDatabase() {
  const database = new DatabaseSync(':memory:');
  databases.push(database);
  database.exec(schema);
  const statements = prepare(database);
  let count = 0;
  /** Puts a message and finishes it as said; gives its number. */
  const put = ({ digest, state, received = 1, finished = 2, reason = null }: Row = {}): number => {
    count++;
    const sealed = Buffer.from(`sealed ${count}`);
    const { lastInsertRowid } = statements.insert.run(
      Buffer.from(digest ?? `digest ${count}`),
      'channel',
      `group-${count}`,
      received,
      sealed.length,
      'ORU',
      `C${count}`,
      sealed,
      Buffer.from(`ack ${count}`),
    );
    const seq = Number(lastInsertRowid);
    if (state !== undefined && state !== 'waiting') statements.finish.run(state, reason, finished, seq);
    return seq;
  };
  const numbers = (rows: readonly Record<string, unknown>[]): number[] => rows.map(({ seq }) => Number(seq));
  const left = (): number[] => numbers(database.prepare('SELECT seq FROM message ORDER BY seq').all());
  return { database, put, numbers, left, ...statements };
}

describe('messages', () => {
  test('wait from the beginning, oldest first, behind a number', () => {
    const { put, waiting, numbers } = aDatabase();
    const [first, second, third, fourth] = [put(), put({ state: 'done' }), put(), put({ state: 'refused' })];
    expect([first, second, third, fourth]).toEqual([1, 2, 3, 4]);
    expect(numbers(waiting.all(0, 10))).toEqual([1, 3]);
    expect(numbers(waiting.all(1, 10))).toEqual([3]);
    expect(numbers(waiting.all(0, 1))).toEqual([1]);
  });

  test('with the same digest cannot be put twice', () => {
    const { put } = aDatabase();
    put({ digest: 'same' });
    expect(() => put({ digest: 'same' })).toThrow(/UNIQUE/);
  });

  test('give their acknowledgment by their digest, whatever became of them', () => {
    const { put, ackOf } = aDatabase();
    put({ digest: 'a', state: 'done' });
    const found = ackOf.get(Buffer.from('a'));
    expect([found?.['state'], Buffer.from(found?.['ack'] as Uint8Array).toString()]).toEqual([
      'done',
      'ack 1',
    ]);
    expect(ackOf.get(Buffer.from('b'))).toBeUndefined();
  });

  test('never have a number again, also when the newest is deleted', () => {
    const { put, deleteDone, left } = aDatabase();
    put();
    put({ state: 'done' });
    deleteDone.run(JSON.stringify([2]));
    expect([put(), left()]).toEqual([3, [1, 3]]);
  });

  test('take nothing of the wrong type (STRICT)', () => {
    const { insert } = aDatabase();
    const bytes = Buffer.from('x');
    expect(() => insert.run(bytes, 'c', 'g', 'yesterday', 1, null, null, bytes, bytes)).toThrow(/INTEGER/);
  });

  test('are counted by state, without those that are done', () => {
    const { put, counts } = aDatabase();
    for (const state of ['waiting', 'waiting', 'done', 'refused'] as const) put({ state });
    const found = Object.fromEntries(counts.all().map(({ state, count }) => [state, count]));
    expect(found).toEqual({ waiting: 2, refused: 1 });
  });

  test('the oldest is the first that waits, and not one that was refused', () => {
    const { put, oldest, finish } = aDatabase();
    put({ state: 'refused', received: 1 });
    const second = put({ received: 9 });
    put({ received: 5 });
    expect(oldest.get()).toMatchObject({ seq: second, received: 9 });
    for (const seq of [2, 3]) finish.run('done', null, 1, seq);
    expect(oldest.get()).toBeUndefined();
  });

  test('are listed by state, without their content', () => {
    const { put, list, numbers } = aDatabase();
    for (const state of ['waiting', 'done', 'refused'] as const) put({ state });
    const rows = list.all(JSON.stringify(['waiting', 'refused']));
    expect(numbers(rows)).toEqual([1, 3]);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['seq', 'channel', 'state', 'received'],
      ...['bytes', 'type', 'control', 'reason'],
    ]);
    expect(list.all(JSON.stringify(["') OR 1=1 --"]))).toEqual([]);
  });
});

describe('deleted is', () => {
  test('what is done and old enough, the first finished first, and never what waits', () => {
    const { put, purge, left } = aDatabase();
    put();
    put({ state: 'done', finished: 30 });
    put({ state: 'done', finished: 10 });
    put({ state: 'done', finished: 20 });
    put({ state: 'refused', finished: 1 });
    expect(Number(purge.run(20, 1).changes)).toBe(1);
    expect(left()).toEqual([1, 2, 4, 5]);
    purge.run(20, 10);
    expect(left()).toEqual([1, 2, 5]);
  });

  test('of the refused only what the cloud has, because it stored the message before it rejected it', () => {
    const { put, purgeRefused, left } = aDatabase();
    put({ state: 'refused', reason: REJECTED, finished: 10 });
    put({ state: 'refused', reason: 'too-long', finished: 10 });
    put({ state: 'refused', reason: REJECTED, finished: 11 });
    put({ state: 'done', reason: REJECTED, finished: 10 });
    put();
    purgeRefused.run(10, 10);
    expect(left()).toEqual([2, 3, 4, 5]);
  });

  test('by a person only what is refused, and they get it', () => {
    const { put, remove, left } = aDatabase();
    for (const state of ['waiting', 'done', 'refused'] as const) put({ state });
    for (const seq of [1, 2]) expect(remove.get(seq)).toBeUndefined();
    expect(remove.get(3)).toMatchObject({ seq: 3, state: 'refused', control: 'C3' });
    expect(left()).toEqual([1, 2]);
  });

  test('any that are done, if a number is wanted', () => {
    const { put, anyDone } = aDatabase();
    put();
    expect(anyDone.get()).toBeUndefined();
    const done = put({ state: 'done' });
    expect(anyDone.get()).toEqual({ seq: done });
  });
});

describe('parked messages', () => {
  function aParking() {
    const database = aDatabase();
    const { park, parked, unparked, numbers } = database;
    for (const [destination, text] of [
      ['ehr', 'a'],
      ['other', 'b'],
      ['ehr', 'c'],
    ] as const)
      park.run(destination, 'AR', 5, 1, Buffer.from(text), Buffer.from(text), Buffer.from('answer'));
    const lists = (destination = 'ehr') => [numbers(parked.all()), numbers(unparked.all(destination))];
    return { ...database, lists };
  }

  test('stand still until a person sends one again, to its own destination', () => {
    const { lists, unpark } = aParking();
    expect(lists()).toEqual([[1, 2, 3], []]);
    unpark.run(3);
    expect(lists()).toEqual([[1, 2], [3]]);
    expect(lists('other')).toEqual([[1, 2], []]);
  });

  test('are sent again once: a second command changes nothing', () => {
    const { unpark } = aParking();
    expect([Number(unpark.run(1).changes), Number(unpark.run(1).changes)]).toEqual([1, 0]);
    expect(Number(unpark.run(99).changes)).toBe(0);
  });

  test('are parked again after another refusal, and removed when they were taken', () => {
    const { lists, unpark, parkAgain, removeParked } = aParking();
    unpark.run(1);
    parkAgain.run(1);
    expect(lists()).toEqual([[1, 2, 3], []]);
    removeParked.run(1);
    expect(lists()).toEqual([[2, 3], []]);
  });

  test('are listed without their content', () => {
    const { parked } = aParking();
    expect(Object.keys(parked.all()[0] ?? {})).toEqual(['seq', 'destination', 'reason', 'parked', 'bytes']);
  });
});

test('accesses are listed by time, those of one moment as they were written', () => {
  const { recordReading, readings } = aDatabase();
  for (const [at, actor] of [
    [2, 'b'],
    [1, 'a'],
    [2, 'c'],
  ] as const)
    recordReading.run(7, at, actor, 'to answer the ward');
  expect(readings.all().map(({ actor }) => actor)).toEqual(['a', 'b', 'c']);
});

test.each([
  ['waiting', /INDEX open/],
  ['oldest', /INDEX open/],
  ['counts', /INDEX open/],
  ['purge', /INDEX over/],
  ['purgeRefused', /INDEX open/],
  ['anyDone', /INDEX over/],
  ['ackOf', /INDEX sqlite_autoindex_message_1/],
  ['get', /PRIMARY KEY/],
] as const)('the statement %s uses an index, so a full spool is as quick as an empty one', (name, index) => {
  const { database, ...statements } = aDatabase();
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${statements[name].sourceSQL}`).all();
  const steps = plan.map(({ detail }) => String(detail));
  expect(steps.some((step) => index.test(step))).toBe(true);
  expect(steps.filter((step) => /^SCAN message(?! USING)|TEMP B-TREE FOR ORDER BY/.test(step))).toEqual([]);
});

test('the tables can be made again over themselves', () => {
  const { database, put, left } = aDatabase();
  put();
  database.exec(schema);
  expect(left()).toEqual([1]);
});

import { describe, expect, test } from '@jest/globals';
import { patientKeyFrom } from '../../../../lib/app/operate/read-patient.ts';
import { type MessageSearch, searchMessages } from '../../../../lib/app/operate/search-messages.ts';
import { anOru, msh, obr, obx, segment, toMessage } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';

const period = { since: new Date('2026-03-02T00:00:00Z'), until: new Date('2026-03-03T00:00:00Z') };

async function aSystem() {
  const operated = anOperatedSystem();
  const glucose = await operated.take(anOru({ header: { 10: '1' } }));
  const analyzer = await operated.take(
    anOru({ header: { 3: 'ANALYZER', 10: '2' }, patient: { 3: '42^^^RIVERSIDE^MR' }, order: { 3: 'F-2' } }),
  );
  const held = await operated.take(anOru({ header: { 10: '3' }, patient: { 3: '' }, order: { 3: 'F-3' } }));
  const other = await operated.take(toMessage(msh({ 9: 'SIU^S12', 10: '4' })));
  const search = async (wanted: Partial<MessageSearch> = {}) => {
    const found = await searchMessages({ ...period, limit: 100, ...wanted }, operated.system);
    if (found.kind !== 'found') throw new Error(found.kind);
    return { ids: found.messages.map(({ id }) => id), hasMore: found.hasMore };
  };
  return { ...operated, search, glucose, analyzer, held, other };
}

describe('messages of a period', () => {
  test('come in the order they were received, whoever sent them', async () => {
    const { search, glucose, analyzer, held, other } = await aSystem();
    expect(await search()).toEqual({ ids: [glucose, analyzer, held, other], hasMore: false });
  });

  test('are found by source, type, control id and state', async () => {
    const { search, analyzer, held, other, glucose } = await aSystem();
    expect((await search({ source: 'analyzer' })).ids).toEqual([analyzer]);
    expect((await search({ type: 'SIU^S12' })).ids).toEqual([other]);
    expect((await search({ controlId: '1' })).ids).toEqual([glucose]);
    expect((await search({ state: 'held' })).ids).toEqual([held]);
    expect((await search({ state: 'stored' })).ids).toEqual([glucose, analyzer]);
    expect((await search({ since: new Date('2026-03-02T23:00:00Z') })).ids).toEqual([]);
  });

  test('are found by `set-aside` also if only some of their results are set aside', async () => {
    const { take, search, other } = await aSystem();
    const control = await take(
      toMessage(msh({ 9: 'OUL^R22', 10: '5' }), segment('SPM', { 2: 'S-5', 11: 'Q' }), obr(), obx()),
    );
    expect((await search({ state: 'set-aside' })).ids).toEqual([other, control]);
  });

  test('end at the limit, and it is said that there are more', async () => {
    const { search, glucose } = await aSystem();
    expect(await search({ limit: 1 })).toEqual({ ids: [glucose], hasMore: true });
    expect((await search({ limit: 4 })).hasMore).toBe(false);
  });

  test('come newest first if that is asked for, from all sources together', async () => {
    const { search, glucose, analyzer, held, other } = await aSystem();
    expect((await search({ isNewestFirst: true })).ids).toEqual([other, held, analyzer, glucose]);
  });

  test('are read up to a bound, and it is said where the search ended', async () => {
    const { system, analyzer, held } = await aSystem();
    const bounded = { ...period, limit: 10, isNewestFirst: true, mostRead: 2 };
    expect(await searchMessages({ ...bounded, type: 'ORM^O01' }, system)).toEqual({
      kind: 'found',
      messages: [],
      hasMore: false,
      readUpTo: (await system.messages.record(analyzer))?.receivedAt,
    });
    expect(await searchMessages({ ...bounded, state: 'held' }, system)).toMatchObject({
      messages: [{ id: held }],
      readUpTo: expect.any(String),
    });
    expect(await searchMessages({ ...bounded, mostRead: 4 }, system)).not.toHaveProperty('readUpTo');
  });

  test('are looked up by MSH-10, however many others there are', async () => {
    const { system, glucose } = await aSystem();
    const found = await searchMessages({ ...period, limit: 10, mostRead: 1, controlId: '1' }, system);
    expect(found).toMatchObject({ messages: [{ id: glucose }] });
    expect(found).not.toHaveProperty('readUpTo');
  });

  test('are read together, and no more of them than can be shown', async () => {
    const { system } = await aSystem();
    const read: number[] = [];
    const records = system.messages.records.bind(system.messages);
    system.messages.records = (ids) => {
      read.push(ids.length);
      return records(ids);
    };
    await searchMessages({ ...period, limit: 2 }, system);
    await searchMessages({ ...period, limit: 2, state: 'failed' }, system);
    expect(read).toEqual([3, 4]);
  });

  test('of a source that the site does not have are not looked for', async () => {
    const { system } = await aSystem();
    expect(await searchMessages({ ...period, limit: 1, source: 'nobody' }, system)).toEqual({
      kind: 'unknown-source',
      known: ['core-lis', 'chemistry', 'analyzer', 'unknown'],
    });
  });
});

describe('messages of a patient', () => {
  test('are found by the number of PID-3, and the search is written down', async () => {
    const { search, system, analyzer } = await aSystem();
    const key = patientKeyFrom('42^^^RIVERSIDE^MR') ?? '';
    expect((await search({ patient: { key, reader: ines } })).ids).toEqual([analyzer]);
    expect(system.audit.entries).toMatchObject([
      { action: 'search', resourceType: 'Message', parameters: ['patient'], patientKey: key, count: 1 },
    ]);
  });

  test('are not shown where the search cannot be written down', async () => {
    const { search, system } = await aSystem();
    system.audit.record = () => Promise.reject(new Error('audit is down'));
    await expect(search({ patient: { key: 'p', reader: ines } })).rejects.toThrow('audit is down');
  });
});

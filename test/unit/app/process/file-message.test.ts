import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

/** A message with `@` where these bytes stand. */
const withBytes = (message: Uint8Array, bytes: readonly number[]): Uint8Array => {
  const text = Buffer.from(message).toString('latin1');
  return Buffer.from(text.replaceAll('@', Buffer.from(bytes).toString('latin1')), 'latin1');
};

const siteOf = (source: Readonly<Record<string, unknown>> = {}) =>
  aSite({ sources: [{ id: 'any', kind: 'lis', ...source }] });

const named = (charset = '') => anOru({ header: { 18: charset }, patient: { 5: 'Yamada^@' } });

/** The second byte of these characters is that of a delimiter. */
const hiding: readonly (readonly [string, readonly number[]])[] = [
  ['ポ in Shift_JIS holds a field separator', [0x83, 0x7c]],
  ['ソ in Shift_JIS holds an escape character', [0x83, 0x5c]],
  ['亅 in GB 18030 holds a field separator', [0x81, 0x7c]],
  ['a hanzi in GB 18030 holds a component separator', [0x81, 0x5e]],
  ['a hanzi in Big5 holds a repetition separator', [0xa4, 0x7e]],
  ['a name in Latin 1 ends in é, which cannot be told from them', [0x52, 0xe9]],
];

describe('bytes that fit no declared character set, before a delimiter', () => {
  test.each(hiding)('hold the whole message: %s', async (_, bytes) => {
    const cloud = aMemoryCloud(siteOf());
    const record = await cloud.run(withBytes(named(), bytes));
    expect(record).toMatchObject({
      state: 'held',
      ledger: { received: 1, stored: 0, held: { charset: 1 } },
      issues: expect.arrayContaining([expect.objectContaining({ reason: 'charset' })]),
    });
    expect([cloud.reports.all(), cloud.identities.patients()]).toEqual([[], []]);
  });

  test.each(['ASCII', 'UNICODE UTF-8', 'KLINGON'])('hold it also where MSH-18 is %s', async (charset) => {
    const record = await aMemoryCloud(siteOf()).run(withBytes(named(charset), [0x83, 0x7c]));
    expect(record?.ledger?.held).toEqual({ charset: 1 });
  });

  test.each([
    ['a registration', toMessage(msh({ 9: 'ADT^A08' }), pid({ 5: '@' }))],
    [
      'an order',
      toMessage(msh({ 9: 'ORM^O01' }), pid({ 5: '@' }), segment('ORC', { 1: 'NW', 2: 'P' }), obr()),
    ],
    ['results, in a value', anOru({ results: [{ 2: 'ST', 5: '@' }] })],
    ['ASTM', Buffer.from('H|\\^&|||X|||||||P\rP|1||1||@|\rO|1|S1||^^^GLU\rR|1|^^^GLU|5\rL|1\r')],
  ])('hold %s', async (_, message) => {
    const cloud = aMemoryCloud(siteOf());
    const record = await cloud.run(withBytes(message, [0x83, 0x7c]));
    expect(record?.state).toBe('held');
    expect(Object.keys(record?.ledger?.held ?? {})).toEqual(['charset']);
    expect([cloud.orders.all(), cloud.identities.patients()]).toEqual([[], []]);
  });

  test('are read as they stand where a person says that the fields are right', async () => {
    const cloud = aMemoryCloud(siteOf());
    const record = await cloud.run(withBytes(named(), [0x52, 0xe9]));
    await cloud.replay({ messageId: record?.id ?? '', release: ['charset'], why: 'looked at it' });
    expect(cloud.reports.all()).toMatchObject([{ report: { holds: [] } }]);
  });

  test('are read in the character set that the site learns of', async () => {
    const cloud = aMemoryCloud(siteOf());
    const record = await cloud.run(withBytes(named(), [0x83, 0x7c]));
    await cloud.replay({ messageId: record?.id ?? '' }, siteOf({ charset: 'ISO IR14' }));
    const [version] = cloud.reports.all();
    expect(version?.report.patient?.names).toMatchObject([{ family: 'Yamada', given: ['ポ'] }]);
  });

  test('of an ASTM message that was cut within characters of its own set hold it', async () => {
    const astm = Buffer.from('H|\\^&|||X|||||||P\rP|1||1||@|\rO|1|S1||^^^GLU\rR|1|^^^GLU|5\rL|1\r');
    const site = siteOf({ charset: 'ISO IR14' });
    const heldOf = async (bytes: readonly number[]) =>
      (await aMemoryCloud(site).run(withBytes(astm, bytes)))?.ledger?.held;
    expect(await heldOf([0x83, 0x7c])).toEqual({ charset: 1 });
    expect(await heldOf([0x8a, 0xbf])).toEqual({});
  });
});

describe('bytes that hide no delimiter hold nothing', () => {
  test.each<[string, Uint8Array, readonly number[], string | undefined]>([
    ['they fit UTF-8', named(), [...Buffer.from('é')], undefined],
    ['they fit MSH-18', named('8859/1'), [0x52, 0xe9], undefined],
    ['they fit the set of the source', named(), [0x52, 0xe9], '8859/1'],
    ['they fit a set of two bytes', named('ISO IR14'), [0x83, 0x7c], undefined],
    ['a letter stands behind them', named(), [0x4d, 0xfc, 0x6c], undefined],
    ['they end a segment', toMessage(msh(), pid(), obr(), 'OBX|1|ST|A||@'), [0xe9], undefined],
  ])('where %s', async (_, message, bytes, charset) => {
    const cloud = aMemoryCloud(siteOf(charset === undefined ? {} : { charset }));
    const record = await cloud.run(withBytes(message, bytes));
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
  });
});

describe('a message that is one part of a longer one', () => {
  const held = {
    state: 'held',
    ledger: { received: 1, stored: 0, held: { incomplete: 1 } },
  };

  test.each([
    ['MSH-14 continues another message', 'MSH-14', anOru({ header: { 14: 'P1' } })],
    [
      'DSC-1 says that it goes on',
      'DSC',
      toMessage(msh(), pid(), obr(), obx(), segment('DSC', { 1: 'P1', 2: 'F' })),
    ],
    ['ADD ends a segment that goes on', 'ADD', toMessage(msh(), pid(), obr(), obx(), 'ADD|')],
    ['ADD continues a segment', 'ADD', toMessage(msh(), segment('ADD', { 1: 'cells' }), pid(), obr(), obx())],
  ])('is held whole: %s', async (_, at, bytes) => {
    const cloud = aMemoryCloud(siteOf());
    const record = await cloud.run(bytes);
    const issues = expect.arrayContaining([
      expect.objectContaining({ reason: 'incomplete', at: expect.stringContaining(at) }),
    ]);
    expect(record).toMatchObject({ ...held, issues });
    expect([cloud.reports.all(), cloud.identities.patients()]).toEqual([[], []]);
  });

  test('is no message whose DSC is empty', async () => {
    const bytes = toMessage(msh({ 14: '""' }), pid(), obr(), obx(), segment('DSC', { 1: '', 2: 'F' }));
    expect(await aMemoryCloud(siteOf()).run(bytes)).toMatchObject({ state: 'processed' });
  });
});

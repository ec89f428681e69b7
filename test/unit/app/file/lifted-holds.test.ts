import { describe, expect, test } from '@jest/globals';
import { liftedBefore, liftedBy } from '../../../../lib/app/file/lifted-holds.ts';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import type { Occasion } from '../../../../lib/model/occasion.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, normalized, onlyPart, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const report = reportOf(anOru());
const partOf = (messageId: string) => onlyPart(anOru(), { messageId });

/** A version with the parts of these messages. */
const version = (number: number, messageIds: readonly string[], ...holds: HoldReason[]): ReportVersion => ({
  ...asVersion({ ...report, parts: messageIds.map(partOf), holds }),
  version: number,
  published: holds.length === 0 ? number : undefined,
});
const shown = version(1, ['first']);
const held = version(2, ['first', 'held'], 'set-unclear');
const free = version(3, ['first', 'held', 'last']);

const idsOf = (messages: readonly { readonly messageId: string }[]) => messages.map((one) => one.messageId);

describe('the messages whose results waited', () => {
  test('are those that the version published before does not have', () => {
    expect(idsOf(liftedBy(free, held, shown))).toEqual(['held', 'last']);
    expect(idsOf(liftedBy(free, held, undefined))).toEqual(['first', 'held', 'last']);
  });

  test('are none while the report is held, and none if it was not held before', () => {
    expect(liftedBy({ ...free, report: { ...free.report, holds: ['set-unclear'] } }, held, shown)).toEqual(
      [],
    );
    expect(liftedBy(free, shown, shown)).toEqual([]);
    expect(liftedBy(free, undefined, undefined)).toEqual([]);
  });

  test.each<[string, object]>([
    ['copies from another report', { statesTube: 'tube' }],
    ['results that were taken out', { isWithdrawn: true }],
    ['links of patients', { replaces: 'somebody' }],
    ['joins of reports', { joins: 'another' }],
  ])('are not %s', (_, fields) => {
    const [first, other, last] = free.report.parts;
    if (first === undefined || other === undefined || last === undefined) throw new Error('three parts');
    const parts = [first, Object.assign({ ...other }, fields), last];
    expect(idsOf(liftedBy({ ...free, report: { ...free.report, parts } }, held, shown))).toEqual(['last']);
  });

  test.each<[Occasion, readonly string[]]>([
    ['retry', ['held', 'last']],
    ['replay-retry', ['held', 'last']],
    ['replay', []],
    ['first', []],
  ])('are found again on a %s of the message that lifted the hold', (occasion, ids) => {
    const [incoming] = normalized(anOru()).parts;
    if (incoming === undefined) throw new Error('no part');
    expect(idsOf(liftedBefore(free, [held, shown], { ...incoming, occasion }))).toEqual(ids);
    expect(liftedBefore(shown, [], { ...incoming, occasion })).toEqual([]);
  });
});

describe('a result that waits for a message of its report', () => {
  const site = aSite({
    sources: [
      {
        ...{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS', facility: 'RIVERSIDE' } },
        unmarkedCorrections: 'hold',
      },
    ],
  });
  const at = (hour: string, value: string, status: string) =>
    anOru({
      header: { 7: `202603020${hour}000000`.slice(0, 14), 10: `C${hour}` },
      order: { 22: `202603020${hour}000000`.slice(0, 14) },
      results: [{ 5: value, 11: status }],
    });
  const ledgerOf = async (cloud: ReturnType<typeof aMemoryCloud>, id: string) =>
    (await cloud.messages.get(id))?.record.ledger;

  test('is stored as soon as that message comes, and no correction is held any more', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(at('1', '95', 'F'));
    const { id = '' } = (await cloud.run(at('2', '99', 'F'))) ?? {};
    expect(await ledgerOf(cloud, id)).toMatchObject({
      ...{ stored: 0, held: { 'unmarked-correction': 1 }, corrections: { 'unmarked-correction': 1 } },
    });
    await cloud.run(at('3', '97', 'C'));
    const ledger = await ledgerOf(cloud, id);
    expect(ledger).toMatchObject({ stored: 1, held: {} });
    expect(ledger?.corrections).toBeUndefined();
    const listed = [];
    for await (const one of cloud.messages.held('unmarked-correction')) listed.push(one);
    expect(listed).toEqual([]);
  });
});

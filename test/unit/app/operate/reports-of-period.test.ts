import { expect, test } from '@jest/globals';
import { redeliverReports } from '../../../../lib/app/operate/redeliver-reports.ts';
import {
  placeFrom,
  placeText,
  reportsOfPeriod,
  type WalkPlace,
} from '../../../../lib/app/operate/reports-of-period.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({ destinations: [{ id: 'feed', kind: 'queue' }] });

const result = (order: string, value = '93') =>
  anOru({
    header: { 10: `${order}-${value}` },
    patient: { 3: `${order}^^^RIVERSIDE^MR` },
    order: { 3: `${order}^CORELIS` },
    results: [{ 5: value }],
  });

async function aSystem(count: number) {
  const operated = anOperatedSystem(site);
  for (let number = 1; number <= count; number++) await operated.take(result(`F-${number}`));
  const keys = operated.cloud.reports.all().map(({ report }) => report.key);
  const until = operated.system.clock().toISOString();
  const walk = (after?: WalkPlace, since?: string) =>
    Array.fromAsync(reportsOfPeriod({ since, until: after?.until ?? until, after }, operated.system));
  return { ...operated, keys, until, walk };
}

test('a period has each report once, also if it has several versions, or gets more meanwhile', async () => {
  const { take, keys, walk } = await aSystem(5);
  await take(result('F-2', '39'));
  const found = await walk();
  expect(found.map(({ reportKey }) => reportKey).sort()).toEqual([...keys].sort());
});

test('a period begins after a time, and ends at one', async () => {
  const { take, cloud, walk, keys, until } = await aSystem(2);
  const [first, second] = cloud.reports.everyVersion().map(({ createdAt }) => createdAt);
  expect((await walk(undefined, first)).map(({ reportKey }) => reportKey)).toEqual([keys[1]]);
  expect(await walk(undefined, second)).toEqual([]);
  await take(result('F-3'));
  expect(await walk()).toHaveLength(2);
  expect(await walk(undefined, until)).toEqual([]);
});

test('a walk that stopped goes on at its place, and nothing is left out or comes twice', async () => {
  const { keys, walk } = await aSystem(7);
  const all = await walk();
  for (const [index, { place }] of all.entries()) {
    const again = placeFrom(placeText(place));
    expect(again).toEqual(place);
    expect(await walk(again)).toEqual(all.slice(index + 1));
  }
  expect(all).toHaveLength(keys.length);
});

test('a walk goes on with the same reports, although those before it were sent to a new destination', async () => {
  const { system, cloud, keys, until } = await aSystem(6);
  const withArchive = aSite({
    destinations: [
      { id: 'feed', kind: 'queue' },
      { id: 'archive', kind: 'queue' },
    ],
  });
  const sent: string[] = [];
  let after: WalkPlace | undefined;
  for (let turn = 0; turn < 3; turn++) {
    const walk = (async function* () {
      for await (const one of reportsOfPeriod({ since: undefined, until, after }, system))
        yield { destination: 'archive', ...one };
    })();
    let count = 0;
    for await (const done of redeliverReports(walk, { actor: 'ines' }, { ...system, site: withArchive })) {
      expect(done.kind).toBe('queued');
      sent.push(done.reportKey);
      after = done.place;
      if (++count === 2) break;
    }
  }
  expect(sent.sort()).toEqual([...keys].sort());
  expect(cloud.reports.all().map(({ version }) => version)).toEqual(keys.map(() => 2));
});

test('a page of reports is read when it is needed', async () => {
  const { system } = await aSystem(3);
  let pages = 0;
  const published = {
    shards: 16,
    page: async () => {
      pages++;
      return Array.from({ length: 200 }, (_, index) => ({
        position: `2026-03-02T14:00:00.000Z#r${pages}-${index}#1`,
        reportKey: 'gone',
        version: 1,
      }));
    },
  };
  const [first] = await system.reports.reportsOf('nobody');
  expect(first).toBeUndefined();
  const endless = reportsOfPeriod(
    { since: undefined, until: '2026-03-02T15:00:00.000Z' },
    {
      published,
      reports: {
        ...system.reports,
        latest: async () => (pages > 3 ? Promise.reject(new Error('enough')) : undefined),
        version: async () => undefined,
      },
    },
  );
  await expect(endless.next()).rejects.toThrow('enough');
  expect(pages).toBe(4);
});

test.each([
  '',
  'x',
  '../../etc',
  Buffer.from('2026-03-02T14:00:00.000Z 3').toString('base64url'),
  Buffer.from('2026-03-02T14:00:00.000Z 3 __proto__').toString('base64url'),
  Buffer.from('yesterday 3 2026-03-02T14:00:00.000Z#key#1').toString('base64url'),
  Buffer.from('2026-03-02T14:00:00.000Z 3 2026-03-02T14:00:00.000Z#key#1 more').toString('base64url'),
])('%j is no place', (text) => {
  expect(placeFrom(text)).toBeUndefined();
});

import { describe, expect, test } from '@jest/globals';
import { redeliver, redeliverToAny } from '../../../../lib/app/deliver/redeliver.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold' }],
  destinations: [{ id: 'feed', kind: 'queue' }],
});

const said = (minute: number, status: string, ...results: readonly (readonly [string, string, string])[]) =>
  anOru({
    header: { 7: `2026030208${minute}00-0500`, 10: `C-${minute}` },
    order: { 22: `2026030208${minute}00-0500`, 25: status },
    results: results.map(([code, value, own]) => ({ 3: `${code}^${code}^L`, 5: value, 11: own })),
  });

test('a version behind a held one says what changed since the one that was sent, also when it is sent again', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(said(10, 'F', ['K', '6.9', 'F'], ['GLU', '93', 'F']));
  // the glucose is not marked, so the correction of the potassium waits with it
  await cloud.run(said(20, 'F', ['K', '4.1', 'C'], ['GLU', '39', 'F']));
  expect(cloud.updates.updates).toHaveLength(1);
  await cloud.run(said(30, 'F', ['GLU', '39', 'C']));
  const { update } = cloud.updates.updates[1] ?? {};
  expect(update).toMatchObject({ version: 3, previous: 1, reason: 'corrected' });
  expect(update?.content?.changes).toEqual(['report', 'K|L||', 'GLU|L||']);

  const { reports, updates } = cloud;
  const wish = { destination: 'feed', reportKey: update?.reportKey ?? '', redelivery: 'r1' };
  expect(await redeliver(wish, { reports, updates, site })).toEqual({ kind: 'queued', version: 3 });
  expect(cloud.updates.updates[2]?.update).toEqual({ ...update, redelivery: 'r1' });
});

describe('a destination that never had the report', () => {
  // its filter wants final results alone
  const archive = { id: 'archive', kind: 'queue', filter: { statuses: ['F'] } };
  const withArchive = aSite({
    sources: [{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold' }],
    destinations: [{ id: 'feed', kind: 'queue' }, archive],
  });
  const withSecond = aSite({
    destinations: [{ id: 'feed', kind: 'queue' }, archive, { id: 'second', kind: 'queue' }],
  });
  const document = (event: string, completion: string) =>
    toMessage(
      msh({ 9: `MDM^${event}`, 10: `D-${event}` }),
      pid(),
      segment('TXA', { 1: '1', 2: 'PATH^Pathology^L', 12: 'D1', 17: completion }),
      obx({ 2: 'TX', 3: 'T^Text^L', 5: 'Benign nevus.', 6: '' }),
    );
  const merge = toMessage(
    msh({ 7: '20260302093000-0500', 9: 'ADT^A40', 10: 'M' }),
    pid({ 3: '700199^^^RIVERSIDE^MR', 5: 'Birch' }),
    segment('MRG', { 1: '700101^^^RIVERSIDE^MR' }),
  );

  /** The report is filed when the site has the feed alone; then the archive is added, and sent it. */
  async function sentTo(...messages: readonly Uint8Array[]) {
    const growing = { ...site, destinations: [...site.destinations] };
    const later = aMemoryCloud(growing);
    for (const message of messages) await later.run(message);
    const key = later.reports.all()[0]?.report.key ?? '';
    growing.destinations = [...withArchive.destinations];
    later.updates.updates.length = 0;
    const send = () =>
      redeliverToAny({ destination: 'archive', reportKey: key, redelivery: 'r1' }, later.dependencies);
    const outcome = await send();
    const told = () => later.updates.updates.map(({ update }) => update);
    return { later, outcome, send, told, key };
  }

  test('becomes a recipient: nobody else is sent the version that says so', async () => {
    const { outcome, told, send } = await sentTo(said(10, 'F', ['K', '6.9', 'F']));
    expect(outcome).toEqual({ kind: 'queued', version: 2 });
    expect(told()).toMatchObject([
      { destination: 'archive', version: 2, previous: undefined, reason: 'new', redelivery: 'r1' },
    ]);
    expect(told()[0]?.content).toMatchObject({ repeats: 1, published: 2, destinations: ['feed', 'archive'] });
    // once more makes no further version
    expect(await send()).toEqual({ kind: 'queued', version: 2 });
  });

  test('is sent a later correction that its filter would keep out', async () => {
    const { later, told } = await sentTo(said(10, 'F', ['K', '6.9', 'F']));
    await later.run(said(20, 'C', ['K', '4.1', 'C']));
    expect(told().slice(1)).toMatchObject([
      { destination: 'feed', version: 3, previous: 2, reason: 'corrected' },
      { destination: 'archive', version: 3, previous: 2, reason: 'corrected' },
    ]);
    expect(told().at(-1)?.content?.changes).toEqual(['report', 'K|L||']);
  });

  test('is sent a withdrawal, and a withdrawn report only if it had it', async () => {
    const { later, told, key } = await sentTo(document('T02', 'AU'));
    await later.run(document('T11', 'CA'));
    expect(told().at(-1)).toMatchObject({ destination: 'archive', reportKey: key, reason: 'cancelled' });
    expect(told().at(-1)?.content?.report.isWithdrawn).toBe(true);

    const late = await sentTo(document('T02', 'AU'), document('T11', 'CA'));
    expect(late.outcome).toMatchObject({ kind: 'refused' });
    expect(late.told()).toEqual([]);
  });

  test('is sent the move to another patient', async () => {
    const { later, told } = await sentTo(said(10, 'F', ['K', '6.9', 'F']));
    await later.run(said(20, 'C', ['K', '4.1', 'C']));
    await later.run(merge);
    expect(told().at(-1)).toMatchObject({ destination: 'archive', version: 4, reason: 'merged' });
    expect(JSON.stringify(told().at(-1)?.content?.report.patient)).toContain('700199');
  });

  test('of a report whose newest version is held is sent the one before, and the release later', async () => {
    const { later, outcome, told } = await sentTo(
      said(10, 'F', ['K', '6.9', 'F']),
      said(20, 'F', ['K', '4.1', 'F']),
    );
    expect(outcome).toEqual({ kind: 'queued', version: 1 });
    expect(told()).toMatchObject([{ destination: 'archive', version: 1, reason: 'new' }]);
    await later.run(said(30, 'C', ['K', '4.1', 'C']));
    expect(told().slice(1)).toMatchObject([
      { destination: 'feed', version: 4, previous: 1, reason: 'corrected' },
      { destination: 'archive', version: 4, previous: 1, reason: 'corrected' },
    ]);
  });

  test('is not forgotten if a message is filed at the same moment', async () => {
    const { later, key } = await sentTo(said(10, 'F', ['K', '6.9', 'F']));
    const { reports } = later;
    let isFirst = true;
    const meanwhile = {
      latest: (reportKey: string) => reports.latest(reportKey),
      version: (reportKey: string, version: number) => reports.version(reportKey, version),
      append: async (version: Parameters<typeof reports.append>[0]) => {
        if (isFirst) {
          isFirst = false;
          await later.run(said(20, 'C', ['K', '4.1', 'C']));
        }
        return reports.append(version);
      },
    };
    const wish = { destination: 'second', reportKey: key, redelivery: 'r2' };
    const dependencies = { ...later.dependencies, reports: { ...reports, ...meanwhile }, site: withSecond };
    expect(await redeliverToAny(wish, dependencies as never)).toEqual({ kind: 'queued', version: 4 });
    expect((await reports.latest(key))?.destinations).toEqual(['feed', 'archive', 'second']);
  });

  test('is refused by those who may not make it a recipient', async () => {
    const { later, key } = await sentTo(said(10, 'F', ['K', '6.9', 'F']));
    const wish = { destination: 'second', reportKey: key, redelivery: 'r2' };
    expect(await redeliver(wish, { ...later.dependencies, site: withSecond })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('never had the report'),
    });
  });
});

import { describe, expect, test } from '@jest/globals';
import { rehearse } from '../../../../lib/app/replay/rehearse.ts';
import type { KnownPatient } from '../../../../lib/model/known-patient.ts';
import type { NamedReport } from '../../../../lib/model/named-report.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';
import { aLink, aPatient } from '../../../support/patients.ts';
import { anOrder } from '../../../support/work.ts';

const report = reportOf(anOru());
const versionOf = (version: number): ReportVersion => ({ ...asVersion(report), version });
const { key } = report;

function aRehearsal() {
  const cloud = aMemoryCloud();
  return { cloud, ...rehearse(cloud.dependencies) };
}

const named = (name: string, version = 1): NamedReport => ({ key: name, version }) as NamedReport;

describe('versions of a report', () => {
  test('that are rehearsed are read again, each of them, and are not stored', async () => {
    const { cloud, dependencies } = aRehearsal();
    const { reports } = dependencies;
    await cloud.reports.append(versionOf(1));
    for (const version of [2, 3]) expect(await reports.append(versionOf(version))).toBe('appended');
    expect((await reports.latest(key))?.version).toBe(3);
    const read = await Promise.all([1, 2, 3, 4].map((version) => reports.version(key, version)));
    expect(read.map((one) => one?.version)).toEqual([1, 2, 3, undefined]);
    expect((await cloud.reports.latest(key))?.version).toBe(1);
  });

  test('follow each other: any other number is a conflict', async () => {
    const { cloud, dependencies } = aRehearsal();
    await cloud.reports.append(versionOf(1));
    for (const version of [1, 3])
      expect(await dependencies.reports.append(versionOf(version))).toBe('conflict');
    await dependencies.reports.append(versionOf(2));
    expect(await dependencies.reports.append(versionOf(2))).toBe('conflict');
  });

  test('of one rehearsal are one change, from what is stored to the last', async () => {
    const { cloud, dependencies, keep } = aRehearsal();
    await cloud.reports.append(versionOf(1));
    await dependencies.reports.append(versionOf(2));
    await dependencies.reports.append(versionOf(3));
    expect(keep().map(({ before, after }) => [before?.version, after.version])).toEqual([[1, 3]]);
    expect(keep()).toEqual([]);
  });

  test('of a new report have nothing before them', async () => {
    const { dependencies, keep } = aRehearsal();
    await dependencies.reports.append(versionOf(1));
    expect(keep()).toMatchObject([{ key, before: undefined, after: { version: 1 } }]);
  });

  test('that were kept are what a later rehearsal begins with', async () => {
    const { dependencies, keep } = aRehearsal();
    await dependencies.reports.append(versionOf(1));
    keep();
    await dependencies.reports.append(versionOf(2));
    expect(keep().map(({ before, after }) => [before?.version, after.version])).toEqual([[1, 2]]);
  });

  test('that were dropped never were, and those before them are there', async () => {
    const { dependencies, keep, drop } = aRehearsal();
    await dependencies.reports.append(versionOf(1));
    keep();
    await dependencies.reports.append(versionOf(2));
    drop();
    expect((await dependencies.reports.latest(key))?.version).toBe(1);
    expect(await dependencies.reports.version(key, 2)).toBeUndefined();
    expect(keep()).toEqual([]);
  });
});

describe('numbers of reports', () => {
  const namesIn = async ({ dependencies }: ReturnType<typeof aRehearsal>, number: string) =>
    ((await dependencies.names.find([number])).get(number) ?? []).map((one) => one.key);

  test('that are rehearsed stand beside those that are stored, and are not stored', async () => {
    const rehearsal = aRehearsal();
    await rehearsal.cloud.names.put([{ number: 'n', report: named('a'), gone: [] }]);
    await rehearsal.dependencies.names.put([{ number: 'n', report: named('b'), gone: [] }]);
    expect(await namesIn(rehearsal, 'n')).toEqual(['a', 'b']);
    expect((await rehearsal.cloud.names.find(['n'])).get('n')).toMatchObject([{ key: 'a' }]);
  });

  test('lose the reports that are gone', async () => {
    const rehearsal = aRehearsal();
    await rehearsal.cloud.names.put([{ number: 'n', report: named('a'), gone: [] }]);
    await rehearsal.dependencies.names.put([{ number: 'n', report: named('b'), gone: ['a'] }]);
    expect(await namesIn(rehearsal, 'n')).toEqual(['b']);
  });

  test('keep the newer entry of a report, in either order', async () => {
    for (const [stored, rehearsed] of [
      [1, 2],
      [2, 1],
    ]) {
      const { cloud, dependencies } = aRehearsal();
      await cloud.names.put([{ number: 'n', report: named('a', stored), gone: [] }]);
      await dependencies.names.put([{ number: 'n', report: named('a', rehearsed), gone: [] }]);
      expect((await dependencies.names.find(['n'])).get('n')).toEqual([named('a', 2)]);
    }
  });

  test('are written with the views of a version, and dropped with it', async () => {
    const rehearsal = aRehearsal();
    const numbers = [{ number: 'n', reports: [named('a')] }];
    await rehearsal.dependencies.reports.project(versionOf(1), [], undefined, numbers);
    expect(await namesIn(rehearsal, 'n')).toEqual(['a']);
    rehearsal.drop();
    expect(await namesIn(rehearsal, 'n')).toEqual([]);
  });

  test('that nobody has are in the answer with an empty list', async () => {
    expect(await namesIn(aRehearsal(), '__proto__')).toEqual([]);
  });
});

describe('patients', () => {
  const linksIn = async ({ dependencies }: ReturnType<typeof aRehearsal>) =>
    ((await dependencies.identities.find({ aliases: [], patients: ['old'] })).links.get('old') ?? []).map(
      ({ survivor, messageId }) => `${survivor.key} ${messageId}`,
    );
  const survivor = aPatient({ key: 'new' });

  test('that are linked in a rehearsal are linked only there', async () => {
    const rehearsal = aRehearsal();
    await rehearsal.dependencies.identities.link('old', aLink(survivor));
    expect(await linksIn(rehearsal)).toEqual(['new merge-2']);
    const stored = await rehearsal.cloud.identities.find({ aliases: [], patients: ['old'] });
    expect([...stored.links]).toEqual([]);
    rehearsal.drop();
    expect(await linksIn(rehearsal)).toEqual([]);
  });

  test.each([
    ['newer', 3, ['new merge-3']],
    ['equally old', 2, ['new merge-2']],
    // as it is stored: see IdentityStore.link
    ['older', 1, ['new merge-2']],
  ])(
    'a %s link of the same name takes the place of the stored one only if it is not older',
    async (_, day, expected) => {
      const rehearsal = aRehearsal();
      await rehearsal.cloud.identities.link('old', aLink(survivor, 2));
      await rehearsal.dependencies.identities.link('old', aLink(survivor, day));
      expect(await linksIn(rehearsal)).toEqual(expected);
      await rehearsal.cloud.identities.link('old', aLink(survivor, day));
      expect(await linksIn(aRehearsalOf(rehearsal.cloud))).toEqual(expected);
    },
  );

  test('of two rehearsed links of one name, the newer counts in either order', async () => {
    for (const days of [
      [1, 3],
      [3, 1],
    ]) {
      const rehearsal = aRehearsal();
      for (const day of days) await rehearsal.dependencies.identities.link('old', aLink(survivor, day));
      expect(await linksIn(rehearsal)).toEqual(['new merge-3']);
    }
  });

  test('a link to somebody else stands beside it', async () => {
    const rehearsal = aRehearsal();
    await rehearsal.cloud.identities.link('old', aLink(survivor));
    await rehearsal.dependencies.identities.link('old', aLink(aPatient({ key: 'other' }), 1));
    expect(await linksIn(rehearsal)).toEqual(['new merge-2', 'other merge-1']);
  });

  test('that are described add to what is known, and are not stored', async () => {
    const { cloud, dependencies } = aRehearsal();
    const add = (known: KnownPatient | undefined) =>
      ({ ...known, key: `${known?.key ?? ''}+` }) as KnownPatient;
    await dependencies.identities.describe('p', add);
    await dependencies.identities.describe('p', add);
    const find = { aliases: [], patients: ['p'] };
    expect((await dependencies.identities.find(find)).described.get('p')?.key).toBe('++');
    expect((await cloud.identities.find(find)).described.size).toBe(0);
  });

  test('who own an order stand beside the owners that are stored', async () => {
    const { cloud, dependencies } = aRehearsal();
    const claim = (patient: string) => ({
      alias: 'order',
      owner: { patient: aPatient({ key: patient }), messageId: 'm', source: 's', at: 'ORC[1]', asOf: 1 },
    });
    await cloud.identities.putOwners([claim('a')], 1000);
    await dependencies.identities.putOwners([claim('b')], 1000);
    const { owners } = await dependencies.identities.find({ aliases: ['order'], patients: [] });
    expect(owners.get('order')?.map(({ patient }) => patient.key)).toEqual(['a', 'b']);
    expect(cloud.identities.owners()).toHaveLength(1);
  });

  test('have one statement about one order, which is the newest', async () => {
    const { cloud, dependencies } = aRehearsal();
    const claim = (asOf: number) => ({
      alias: 'order',
      owner: { patient: aPatient(), messageId: `m${asOf}`, source: 's', at: 'ORC[1]', asOf },
    });
    await cloud.identities.putOwners([claim(2)], 1000);
    for (const [asOf, expected] of [
      [1, 'm2'],
      [3, 'm3'],
    ] as const) {
      await dependencies.identities.putOwners([claim(asOf)], 1000);
      const { owners } = await dependencies.identities.find({ aliases: ['order'], patients: [] });
      expect(owners.get('order')?.map(({ messageId }) => messageId)).toEqual([expected]);
    }
  });
});

const aRehearsalOf = (cloud: ReturnType<typeof aMemoryCloud>) => ({ cloud, ...rehearse(cloud.dependencies) });

describe('a rehearsal writes nothing', () => {
  test('into any store or queue', async () => {
    const { cloud, dependencies } = aRehearsal();
    const { orders, work, updates, inbound, waits } = dependencies;
    await orders.put([{ aliases: ['a'], order: anOrder() }], 1000);
    await work.send({ source: 's', message: Buffer.from(''), group: 'g', id: 'i' });
    await updates.send({} as Parameters<typeof updates.send>[0], 'g');
    await inbound.send({} as Parameters<typeof inbound.send>[0]);
    expect(cloud.orders.all()).toEqual([]);
    expect([cloud.work.entries, cloud.updates.updates, cloud.inbound.entries]).toEqual([[], [], []]);
    expect(await waits.waitingFor({} as Parameters<typeof waits.waitingFor>[0])).toEqual([]);
  });

  test('and takes no messages', async () => {
    const { messages } = aRehearsal().dependencies;
    const put = messages.put as () => Promise<unknown>;
    const countTry = messages.countTry as () => Promise<unknown>;
    await expect(put()).rejects.toThrow('a rehearsal takes no messages');
    await expect(countTry()).rejects.toThrow('a rehearsal takes no messages');
  });

  test('but reads everything', async () => {
    const { cloud, dependencies } = aRehearsal();
    await cloud.run(anOru());
    const [version] = cloud.reports.all();
    const patient = version?.report.patient?.key ?? '';
    await cloud.orders.put([{ aliases: ['a'], order: anOrder() }]);
    expect(await dependencies.reports.latest(version?.report.key ?? '')).toBe(version);
    expect(await dependencies.reports.reportsOf(patient)).toEqual([version?.report.key]);
    expect(await dependencies.reports.historyOf(patient, 'GLU')).toHaveLength(1);
    expect(await dependencies.index.ofPatient(patient, { limit: 9 })).toHaveLength(1);
    expect(await dependencies.orders.ordersOf('a')).toHaveLength(1);
    expect(await dependencies.messages.get(version?.messageId ?? '')).toBeDefined();
  });
});

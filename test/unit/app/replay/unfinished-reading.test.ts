import { describe, expect, test } from '@jest/globals';
import { MemoryUpdateQueue } from '../../../../lib/adapters/memory/queues.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { readTermCsv } from '../../../../lib/terminology/term-csv.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const aLis = (more: object = {}) => aSite({ sources: [{ id: 'core-lis', kind: 'lis', ...more }] });

/** The process dies before it queues the next `deaths.left` updates: their reports are stored. */
function aCloud(site = aLis()) {
  const deaths = { left: 0 };
  const updates = new (class extends MemoryUpdateQueue {
    override async send(...update: Parameters<MemoryUpdateQueue['send']>) {
      if (deaths.left-- > 0) throw new TypeError('the process dies');
      return super.send(...update);
    }
  })();
  return { ...aMemoryCloud(site, { updates }), deaths };
}

type Cloud = ReturnType<typeof aCloud>;

/** Reads a message as often as it takes to set it aside. */
async function setAside(
  { deaths }: Cloud,
  id: string,
  normalize: Cloud['normalize'],
  occasion?: 'awaited',
): Promise<void> {
  deaths.left = 3;
  for (const tries of [1, 2]) await expect(normalize(id, { tries, occasion })).rejects.toThrow('dies');
  expect(await normalize(id, { tries: 3, occasion })).toMatchObject({ outcome: 'failed' });
}

const versionsSent = ({ updates }: Cloud) => updates.updates.map(({ update }) => update.version);

describe('the report that a reading stored and did not send', () => {
  test('is sent when the message that was set aside is replayed, and once', async () => {
    const cloud = aCloud();
    const id = await cloud.accept(anOru());
    await setAside(cloud, id, cloud.normalize);
    expect(cloud.reports.all()).toMatchObject([{ version: 1, published: 1 }]);
    expect(versionsSent(cloud)).toEqual([]);

    expect(await cloud.planReplay(id)).toMatchObject({ changes: [], updates: 1 });
    expect(await cloud.replay({ messageId: id })).toMatchObject({ state: 'processed', updates: 1 });
    expect(await cloud.replay({ messageId: id })).toMatchObject({ state: 'processed', updates: 0 });
    expect(versionsSent(cloud)).toEqual([1]);
  });

  test('is sent where the message had been read before, and another reading of it was set aside', async () => {
    const cloud = aCloud();
    const { id = '' } = (await cloud.run(anOru())) ?? {};
    const site = mapped('2345-7');
    await setAside(cloud, id, normalizeUnder(cloud, site), 'awaited');
    expect(cloud.reports.all()).toMatchObject([{ version: 2, published: 2 }]);
    expect(versionsSent(cloud)).toEqual([1]);

    expect(await cloud.replay({ messageId: id }, site)).toMatchObject({ state: 'processed', updates: 1 });
    expect(await cloud.replay({ messageId: id }, site)).toMatchObject({ state: 'processed', updates: 0 });
    expect(versionsSent(cloud)).toEqual([1, 2]);
  });

  test('is sent by the next try of a message that was read again, although its outcome is the same', async () => {
    const cloud = aCloud(mapped('2339-0'));
    const { id = '' } = (await cloud.run(anOru())) ?? {};
    const normalize = normalizeUnder(cloud, mapped('2345-7'));
    cloud.deaths.left = 1;
    await expect(normalize(id, { occasion: 'awaited' })).rejects.toThrow('dies');
    expect(cloud.reports.all()).toMatchObject([{ version: 2, published: 2 }]);
    expect(versionsSent(cloud)).toEqual([1]);

    await normalize(id, { occasion: 'awaited', tries: 2 });
    await normalize(id, { occasion: 'awaited' });
    expect(versionsSent(cloud)).toEqual([1, 2]);
  });
});

const normalizeUnder =
  (cloud: Cloud, site: ReturnType<typeof aSite>): Cloud['normalize'] =>
  (id, options) =>
    normalizeMessage(id, { ...cloud.dependencies, site }, options);

/** A site whose map gives glucose this code of LOINC. */
function mapped(loinc: string) {
  const { terms } = readTermCsv(`code,loinc\nGLU,${loinc}\n`);
  const site = aLis();
  return { ...site, sources: site.sources.map((source) => ({ ...source, terms })) };
}

describe('the messages that waited for a result', () => {
  const original = anOru({ header: { 10: 'F' }, order: { 3: 'F-1' } });
  const correction = anOru({
    ...{ header: { 10: 'C' }, patient: { 3: '' }, order: { 3: 'F-1', 25: 'C' } },
    results: [{ 5: '95', 11: 'C' }],
  });

  test.each([1, 3])('go on, although the process died %d times before it could say so', async (deaths) => {
    const cloud = aCloud(aLis({ numbersOf: 'lab' }));
    const waits = await cloud.run(correction);
    expect(waits?.ledger?.held).toEqual({ 'no-patient': 1 });
    const id = await cloud.accept(original);
    cloud.deaths.left = deaths;
    for (let tries = 1; tries <= deaths; tries++) await cloud.normalize(id, { tries }).catch(() => undefined);
    const waited = cloud.inbound.entries.length;
    if (deaths === 3) await cloud.replay({ messageId: id });
    else await cloud.normalize(id, { tries: deaths + 1, occasion: 'retry' });
    const awakened = cloud.inbound.entries.slice(waited);
    expect(awakened).toMatchObject([{ messageId: waits?.id, occasion: 'awaited' }]);
  });
});

import { expect, test } from '@jest/globals';
import { morningMessages, morningSite } from '../../../cli/morning.ts';
import { interpreterWith } from '../../../lib/app/operate/interpret.ts';
import { loadSite } from '../../../lib/site/load-site.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';

/** Plays the morning; every message is taken at its own time, so nothing is of the future. */
async function play(now: Date) {
  const loaded = loadSite(morningSite);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const cloud = aMemoryCloud(loaded.site, { quality: loaded.quality, since: now.getTime() });
  const ledgers = new Map<string, unknown>();
  for (const message of morningMessages(now)) {
    const record = await cloud.run(message);
    const { stored, held } = record?.ledger ?? {};
    ledgers.set(record?.controlId ?? '', { stored, held });
  }
  const systems = await interpreterWith({ ...cloud.dependencies, clock: () => now }).systems();
  return { ledgers, systems };
}

test.each(['2026-11-29T03:12:00Z', '2031-07-01T18:00:00Z'])(
  'the morning of %s holds the one result that was measured while its module was not in control',
  async (time) => {
    const { ledgers, systems } = await play(new Date(time));
    const patients = ['02', '03', '04', '06', '07'].map((number) => ledgers.get(`MORNING-${number}`));
    const delivered = { stored: 1, held: {} };
    expect(patients).toEqual([
      ...[delivered, delivered, delivered],
      { stored: 0, held: { 'qc-failed': 1 } },
      delivered,
    ]);
    expect(
      systems.map(({ id, state, drafts }) => [id, state, drafts.map(({ material }) => material)]),
    ).toEqual([
      ['module-a-glucose', 'repeat-passed', []],
      ['module-b-glucose', 'in-control', []],
      ['module-a-potassium', 'cannot-judge', ['45900-L1']],
    ]);
  },
);

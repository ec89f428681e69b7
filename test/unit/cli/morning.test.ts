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
  'the morning of %s holds the results that were measured while their test systems were not in control',
  async (time) => {
    const { ledgers, systems } = await play(new Date(time));
    const patients = ['02', '03', '04', '06', '07', '10B', '11B'].map((number) =>
      ledgers.get(`MORNING-${number}`),
    );
    const delivered = { stored: 1, held: {} };
    expect(patients).toEqual([
      ...[delivered, delivered, delivered],
      { stored: 0, held: { 'qc-failed': 1 } },
      delivered,
      { stored: 0, held: { 'qc-overdue': 1 } },
      { stored: 0, held: { 'qc-missing': 1 } },
    ]);
    expect(
      systems.map(({ id, state, drafts }) => [id, state, drafts.map(({ material }) => material)]),
    ).toEqual([
      ['module-a-glucose', 'repeat-passed', []],
      ['module-b-glucose', 'rejected', []],
      ['module-a-potassium', 'cannot-judge', ['45900-L1']],
      ['module-b-potassium', 'overdue', []],
      ['module-a-sodium', 'cannot-judge', []],
    ]);
  },
);

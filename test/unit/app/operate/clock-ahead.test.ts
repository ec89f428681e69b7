import { expect, test } from '@jest/globals';
import { countControls } from '../../../../lib/app/operate/count-controls.ts';
import { listControls } from '../../../../lib/app/operate/list-controls.ts';
import { seeControls } from '../../../../lib/app/operate/see-controls.ts';
import { readLookBacks } from '../../../../lib/app/quality/look-back.ts';
import { aBench, control, result } from '../../../support/quality/bench.ts';
import { aQuality } from '../../../support/quality/controls.ts';

/** It is 20:00. The clock of the instrument is ahead by so many minutes when it measures the control. */
async function seen(time: string, value: string) {
  const bench = aBench();
  await bench.take(control('060000'));
  await bench.take(result('193000'));
  await bench.take(control(time, value));
  const { dependencies } = bench;
  const quality = dependencies.quality ?? aQuality();
  const [system] = quality.systems;
  if (system === undefined) throw new Error('no system');
  const now = dependencies.clock();
  const view = { ...dependencies, quality, measured: bench.measured };
  const [listed] = await listControls(quality, view, { now, timeZone: 'UTC' });
  const request = {
    id: system.id,
    since: now.getTime() - 86_400_000,
    until: now.getTime(),
    from: 0,
    rows: 9,
  };
  const known = { materials: quality.materials, system, timeZone: 'UTC' };
  return {
    listed,
    page: await seeControls(request, view),
    counts: await countControls(view),
    lookBacks: await readLookBacks(known, new Date(now.getTime() - 86_400_000), view),
  };
}

test.each([
  ['a minute', '200130', []],
  ['an hour and more', '213000', ['clock-skew']],
  ['four hours', '235900', ['clock-skew']],
])(
  'a rejected control is seen at once although the clock of its instrument is ahead by %s',
  async (...its) => {
    const [, time, flags] = its;
    const { listed, page, counts, lookBacks } = await seen(time, '131');
    expect(listed).toMatchObject({ state: 'rejected', last: { verdict: 'reject', flags } });
    expect(page).toMatchObject({ state: 'rejected', eventCount: 2, resultCount: 2 });
    expect(page?.events[0]).toMatchObject({ verdict: 'reject', flags });
    expect(counts).toMatchObject({ outOfControl: 1, controlsDue: 1, openLookBacks: 1 });
    expect(lookBacks.map(({ rows }) => rows.length)).toEqual([1]);
  },
);

test('a good control whose clock is far ahead is seen, with its flag, and does not count', async () => {
  const { listed, page } = await seen('213000', '101');
  expect(listed).toMatchObject({ last: { verdict: 'accept', flags: ['clock-skew'], isSatisfying: false } });
  expect(page?.resultCount).toBe(2);
});

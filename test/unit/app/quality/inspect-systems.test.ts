import { describe, expect, test } from '@jest/globals';
import { MemoryReportedSystems } from '../../../../lib/adapters/memory/reported-systems.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { documentAction } from '../../../../lib/app/quality/act-on-system.ts';
import { inspectSystems } from '../../../../lib/app/quality/inspect-systems.ts';
import { dispose, readLookBacks, rowName, sign } from '../../../../lib/app/quality/look-back.ts';
import { aBench, control, result } from '../../../support/quality/bench.ts';
import { aQuality } from '../../../support/quality/controls.ts';

const at = (time: string): Date => new Date(`2026-03-03T${time.length === 5 ? `${time}:00` : time}Z`);

/** A bench with the timer. */
function aWatch(system: Readonly<Record<string, unknown>> = {}) {
  const bench = aBench({ due: { every: 'hours', hours: 4 }, ...system });
  const reported = new MemoryReportedSystems();
  const { quality, site } = bench.dependencies;
  if (quality === undefined) throw new Error('no quality');
  const [first] = quality.systems;
  if (first === undefined) throw new Error('no system');
  const inspection = (now: Date) => inspectSystems(now, { ...bench.dependencies, quality, site, reported });
  /** What one run reports, as words. */
  const run = async (now: Date): Promise<string> => {
    const { keep, ...counts } = await inspection(now);
    await keep();
    const found = Object.entries(counts).filter(([, count]) => count > 0);
    return found.map(([name, count]) => `${name} ${count}`).join(', ');
  };
  const known = { materials: quality.materials, system: first, timeZone: site.laboratory.timeZone };
  const person = { actor: 'mara', reason: 'needle replaced', channel: 'command-line' as const };
  return { ...bench, reported, inspection, run, known, person };
}

test('a control that has not come is reported once, in the minute after it was due', async () => {
  const { take, run } = aWatch();
  await take(control('060000'));
  expect(await run(at('06:01'))).toBe('');
  expect(await run(at('10:00'))).toBe('');
  expect(await run(at('10:01'))).toBe('overdue 1');
  expect(await run(at('10:02'))).toBe('');
  await take(control('110000'));
  expect(await run(at('11:01'))).toBe('');
  // due anew
  expect(await run(at('15:01'))).toBe('overdue 1');
});

test('an outage of the timer misses nothing that still counts, and no reject', async () => {
  const { take, run } = aWatch();
  await take(control('060000'));
  expect(await run(at('06:01'))).toBe('');
  await take(control('070000', '131'));
  await take(control('080000', '131'));
  expect(await run(at('19:00'))).toBe('rejected 1');
  expect(await run(at('19:01'))).toBe('');
});

test('a test system that is inspected for the first time is reported as it is now', async () => {
  const rejected = aWatch();
  await rejected.take(control('060000'));
  await rejected.take(control('070000', '131'));
  expect(await rejected.run(at('07:01'))).toBe('rejected 1');
  const answered = aWatch({ gate: { mode: 'gate' } });
  await answered.take(control('060000', '131'));
  await documentAction(answered.known, { kind: 'other', at: at('06:30') }, answered.person, {
    ...answered.dependencies,
    audit: { record: async () => undefined },
    newId: () => 'a1',
  } as never);
  await answered.take(control('070000'));
  expect(await answered.run(at('07:01'))).toBe('');
});

test('a run that ended before it was stored reports the same again, and two at once store one', async () => {
  const { take, inspection, run } = aWatch();
  await take(control('060000'));
  expect(await inspection(at('10:01'))).toMatchObject({ overdue: 1 });
  const both = await Promise.all([inspection(at('10:02')), inspection(at('10:02'))]);
  expect(both).toMatchObject([{ overdue: 1 }, { overdue: 1 }]);
  for (const { keep } of both) await keep();
  expect(await run(at('10:03'))).toBe('');
});

test('a control that cannot be judged is reported', async () => {
  const { take, run } = aWatch();
  await take(control('060000'));
  await take(control('070000', 'cells'));
  expect(await run(at('07:01'))).toBe('notJudged 1');
  expect(await run(at('07:02'))).toBe('');
});

test('a test system without any control, or that is stopped, is not reported', async () => {
  const { run, known, person, dependencies } = aWatch();
  expect(await run(at('07:00'))).toBe('');
  await documentAction(known, { kind: 'stop', at: at('07:30') }, person, {
    ...dependencies,
    audit: { record: async () => undefined },
    newId: () => 'a1',
  } as never);
  expect(await run(at('19:00'))).toBe('');
});

test('a look-back with delivered results is reported once when it is late, unless it is signed', async () => {
  const late = aWatch({ due: { every: 'hours', hours: 24 }, gate: { mode: 'gate', lookBackHours: 2 } });
  await late.take(control('060000'));
  await late.take(result('070000'));
  await late.take(control('080000', '131'));
  expect(await late.run(at('08:01'))).toBe('rejected 1');
  expect(await late.run(at('09:59'))).toBe('');
  expect(await late.run(at('10:00'))).toBe('lookBacksLate 1');
  expect(await late.run(at('10:01'))).toBe('');

  const signed = aWatch({ due: { every: 'hours', hours: 24 }, gate: { mode: 'gate', lookBackHours: 2 } });
  await signed.take(control('060000'));
  await signed.take(result('070000'));
  await signed.take(control('080000', '131'));
  let ids = 0;
  const dependencies = {
    ...signed.dependencies,
    ...{ audit: { record: async () => undefined }, newId: () => `s${++ids}` },
  } as never;
  const [lookBack] = await readLookBacks(signed.known, at('00:00'), signed.dependencies);
  const event = lookBack?.bounds.event ?? '';
  const rows = lookBack?.rows.map(rowName) ?? [];
  await dispose(signed.known, { event, rows, disposition: 'not-affected' }, signed.person, dependencies);
  await sign(signed.known, event, signed.person, dependencies);
  expect(await signed.run(at('10:00'))).toBe('rejected 1');

  const empty = aWatch({ due: { every: 'hours', hours: 24 }, gate: { mode: 'gate', lookBackHours: 2 } });
  await empty.take(control('060000'));
  await empty.take(control('080000', '131'));
  expect(await empty.run(at('10:00'))).toBe('rejected 1');
});

test('a control that is rejected during a stop opens its look-back at once, and it is late like any other', async () => {
  const stopped = aWatch({ due: { every: 'hours', hours: 24 }, gate: { mode: 'gate', lookBackHours: 2 } });
  await stopped.take(control('060000'));
  await stopped.take(result('070000'));
  await documentAction(stopped.known, { kind: 'stop', at: at('07:30') }, stopped.person, {
    ...stopped.dependencies,
    audit: { record: async () => undefined },
    newId: () => 'stop',
  } as never);
  await stopped.take(control('080000', '131'));
  expect(await readLookBacks(stopped.known, at('00:00'), stopped.dependencies)).toMatchObject([
    { rows: [{ measuredAt: at('07:00').getTime() }] },
  ]);
  expect(await stopped.run(at('09:59'))).toBe('');
  expect(await stopped.run(at('10:00'))).toBe('lookBacksLate 1');
  expect(await stopped.run(at('10:01'))).toBe('');
});

/** A bench whose site can be deployed anew. */
function aDeployedSite(system: Readonly<Record<string, unknown>>) {
  const bench = aBench(system);
  const reported = new MemoryReportedSystems();
  const { site } = bench.dependencies;
  let minute = 0;
  /** Runs the timer by a site, then reads what it queued, perhaps by another one. Gives the number of entries. */
  const inspect = async (
    changed: Readonly<Record<string, unknown>>,
    readBy?: Readonly<Record<string, unknown>>,
  ): Promise<number> => {
    const quality = aQuality({ gate: { mode: 'gate' }, ...changed });
    const before = bench.inbound.entries.length;
    const { keep } = await inspectSystems(new Date(at('20:30').getTime() + minute++ * 60_000), {
      ...bench.dependencies,
      quality,
      site,
      reported,
    });
    await keep();
    const read = readBy === undefined ? quality : aQuality({ gate: { mode: 'gate' }, ...readBy });
    const queued = bench.inbound.entries.slice(before);
    for (const entry of queued)
      await normalizeMessage(entry.messageId, { ...bench.dependencies, quality: read }, entry);
    return queued.length;
  };
  const pass = (minutes: number): void => {
    minute += minutes;
  };
  return { ...bench, inspect, pass };
}

describe('after a deployment of the site, a minute later', () => {
  const overdue = { due: { every: 'hours', hours: 1 } };
  test.each([
    ['another rule of when a control is due', overdue, { due: { every: 'hours', hours: 24 } }],
    ['a gate that is only watched', overdue, { ...overdue, gate: { mode: 'watch' } }],
    ['an open gate', overdue, { ...overdue, gate: { mode: 'open' } }],
    ['another id of the test system', overdue, { id: 'renamed', due: { every: 'hours', hours: 24 } }],
  ])('a held result is decided anew by %s, without another message', async (_, before, after) => {
    const { take, inspect, only } = aDeployedSite(before);
    await take(control('060000'));
    await take(result('063000'));
    expect(await inspect(before)).toBe(1);
    expect(only()).toMatchObject({ holds: ['qc-overdue'], isSent: false });
    expect(await inspect(before)).toBe(0);
    expect(await inspect(after)).toBe(1);
    expect(only()).toMatchObject({ holds: [], isSent: true });
    expect(await inspect(after)).toBe(0);
  });

  test('a change that opens no gate keeps the result held, and it waits on', async () => {
    const { take, inspect, only } = aDeployedSite(overdue);
    await take(control('060000'));
    await take(result('063000'));
    expect(await inspect({ due: { every: 'hours', hours: 2 } })).toBe(1);
    expect(only()).toMatchObject({ holds: ['qc-overdue'], isSent: false });
    expect(await inspect({ due: { every: 'hours', hours: 24 } })).toBe(1);
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });

  test('what the former release has read meanwhile is read again when the deployment is over', async () => {
    const { take, inspect, only, pass } = aDeployedSite(overdue);
    const after = { due: { every: 'hours', hours: 24 } };
    await take(control('060000'));
    await take(result('063000'));
    expect(await inspect(overdue)).toBe(1);
    expect(await inspect(after, overdue)).toBe(1);
    expect(await inspect(after)).toBe(0);
    expect(only()).toMatchObject({ holds: ['qc-overdue'], isSent: false });
    pass(15);
    expect(await inspect(after)).toBe(1);
    expect(only()).toMatchObject({ holds: [], isSent: true });
    pass(15);
    expect(await inspect(after)).toBe(0);
  });
});

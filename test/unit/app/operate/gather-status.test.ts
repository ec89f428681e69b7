import { describe, expect, test } from '@jest/globals';
import { MemorySystemQueue } from '../../../../lib/adapters/memory/system-queue.ts';
import { gatherStatus, needsAttention } from '../../../../lib/app/operate/gather-status.ts';
import type { SystemMonitor } from '../../../../lib/ports/system-monitor.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';
import { aQuality } from '../../../support/quality/controls.ts';

const since = new Date('2026-03-02T13:00:00Z');

/** Gives the place of each question as its count. */
const aMonitor: SystemMonitor = {
  alarms: async () => [
    { name: 'Late', summary: 'An entry waits', page: 'docs/runbook/late.md', isRaised: false },
  ],
  counts: async (questions) => questions.map((_, index) => index),
  oldestSeconds: async (names) => names.map(() => 7),
};

async function aSystem(monitor = aMonitor) {
  const operated = anOperatedSystem();
  await operated.take(anOru());
  await operated.take(anOru({ header: { 10: '2' }, patient: { 3: '' }, order: { 3: 'F-2' } }));
  const updates = new MemorySystemQueue('updates', 'ehr');
  updates.waiting.push('update');
  return { ...operated, updates, system: { ...operated.system, monitor, queues: [updates] } };
}

describe('the status of a system', () => {
  test('counts the test systems that are not in control', async () => {
    const { system } = await aSystem();
    const step = { at: since.getTime(), state: 'failed' as const, evidence: 'event' };
    const verdicts = { states: async () => [{ version: 1, judgedBy: 'rules', steps: [step] }] };
    const found = await gatherStatus(since, { ...system, quality: aQuality(), verdicts });
    expect(found.outOfControl).toBe(1);
    expect(await gatherStatus(since, system)).toMatchObject({ outOfControl: 0 });
  });

  test('gives each count to its source and its destination', async () => {
    const { system } = await aSystem();
    expect(await gatherStatus(since, system)).toMatchObject({
      unknown: [],
      alarmCount: 1,
      alarms: [],
      // ten counts of the flow, then the sources, then the destinations
      flow: { accepted: 0, duplicate: 1, setAside: 9 },
      sources: [
        { id: 'core-lis', received: 10, lastHeard: expect.stringMatching(/^2026-03-02T/) },
        { id: 'chemistry', received: 11, lastHeard: undefined },
        { id: 'analyzer', received: 12 },
      ],
      destinations: [{ id: 'ehr', delivered: 13, postponed: 14, parked: 0 }],
      queues: [{ name: 'updates/ehr', waiting: 1, inHand: 0, oldestSeconds: 7, deadLetters: 0 }],
      held: { 'no-patient': 1 },
    });
  });

  test('counts the held corrections that leave older values in charts, over all reasons', async () => {
    const { system, take } = await aSystem();
    expect(await gatherStatus(since, system)).toMatchObject({ heldCorrections: 0 });
    const other = { 3: '700102^^^RIVERSIDE^MR', 5: 'Birch^Ada', 7: '19500101' };
    await take(anOru({ header: { 10: '3' }, patient: other, order: { 25: 'C' } }));
    await take(anOru({ header: { 10: '4' }, patient: { 3: 'UNKNOWN' }, order: { 3: 'F-4', 25: 'C' } }));
    expect(await gatherStatus(since, system)).toMatchObject({
      held: { 'patient-mismatch': 1, 'placeholder-number': 1 },
      heldCorrections: 2,
    });
  });

  test('is still given where some of it cannot be read', async () => {
    const down = () => Promise.reject(new AdapterError('MetricsNotRead', 'transient', 'down'));
    const { system } = await aSystem({ ...aMonitor, counts: down, alarms: down });
    const status = await gatherStatus(since, system);
    expect(status.unknown.map(({ part, code }) => `${part} ${code}`).sort()).toEqual([
      'alarms MetricsNotRead',
      'counts MetricsNotRead',
    ]);
    expect(status.queues).toMatchObject([{ waiting: 1 }]);
    expect(status.flow.accepted).toBe(0);
    expect(needsAttention(status)).toBe(true);
  });

  test('does not hide a mistake of ours', async () => {
    const { system } = await aSystem({ ...aMonitor, alarms: () => Promise.reject(new TypeError('bug')) });
    await expect(gatherStatus(since, system)).rejects.toThrow('bug');
  });
});

describe('a person is needed', () => {
  const quiet: SystemMonitor = { ...aMonitor, counts: async (questions) => questions.map(() => 0) };
  const isNeeded = async (
    change: (system: Awaited<ReturnType<typeof aSystem>>) => unknown,
    monitor = quiet,
  ) => {
    const operated = await aSystem(monitor);
    await change(operated);
    return needsAttention(await gatherStatus(since, operated.system));
  };

  test('not while everything flows', async () => {
    expect(await isNeeded(() => undefined)).toBe(false);
  });

  test('for a dead letter, for an update that was refused, and for an alarm', async () => {
    expect(await isNeeded(({ updates }) => updates.putDeadLetter('{}'))).toBe(true);
    const changedAt = '2026-03-02T15:00:00.000Z';
    const parked = { destination: 'ehr', reportKey: 'r', version: 1, state: 'parked', changedAt } as const;
    expect(await isNeeded(({ system }) => system.deliveries.put(parked))).toBe(true);
    const raised = { name: 'Late', summary: '', page: '', isRaised: true };
    expect(await isNeeded(() => undefined, { ...quiet, alarms: async () => [raised] })).toBe(true);
  });
});

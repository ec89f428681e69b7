import { describe, expect, test } from '@jest/globals';
import { MemorySystemQueue } from '../../../../lib/adapters/memory/system-queue.ts';
import {
  countDeadLetters,
  queueNamed,
  redriveDeadLetters,
  showDeadLetters,
} from '../../../../lib/app/operate/dead-letters.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

function aSystem() {
  const site = aSite({
    destinations: [{ id: 'ward', kind: 'mllp', to: { host: 'ward.test', port: 2575 } }],
  });
  const operated = anOperatedSystem(site);
  const inbound = new MemorySystemQueue('inbound', 'inbound');
  const updates = new MemorySystemQueue('updates', 'ward');
  const results = new MemorySystemQueue('results', 'ward');
  const system = { ...operated.system, queues: [inbound, updates, results] };
  return { ...operated, system, inbound, updates, results };
}

const anUpdate = (version: number) =>
  JSON.stringify({ destination: 'ward', reportKey: 'r-1', version, content: { name: 'Okafor' } });

test('each queue is listed with how many dead letters it has, and found by its name', async () => {
  const { system, updates } = aSystem();
  updates.putDeadLetter(anUpdate(1));
  expect(await countDeadLetters(system.queues)).toEqual([
    { queue: 'inbound', entries: 0 },
    { queue: 'updates/ward', entries: 1 },
    { queue: 'results/ward', entries: 0 },
  ]);
  expect(queueNamed('updates/ward', system.queues)?.id).toBe('ward');
  expect(queueNamed('updates/nobody', system.queues)).toBeUndefined();
});

describe('dead letters that are looked at', () => {
  test('say what they are about by ids alone, and stay', async () => {
    const { system, updates } = aSystem();
    updates.putDeadLetter(anUpdate(1));
    for (let time = 0; time < 2; time++) {
      const shown = await showDeadLetters(updates, 10, system);
      expect(shown).toMatchObject({ total: 1, letters: [{ about: { reportKey: 'r-1', version: 1 } }] });
      expect(JSON.stringify(shown)).not.toContain('Okafor');
    }
    expect(system.audit.entries).toEqual([]);
  });

  test('of notifications and exports name the subscription, the report, and the export', async () => {
    const { system } = aSystem();
    const told = new MemorySystemQueue('notifications', 'subscribers');
    const event = { number: 3, at: '2026-03-02T14:00:00.000Z', reportKey: 'r-1', version: 2 };
    const notification = { schema: 'labwire.notification.v1', subscription: 's-1', event };
    told.putDeadLetter(JSON.stringify(notification));
    const exports = new MemorySystemQueue('exports', 'exports');
    exports.putDeadLetter(JSON.stringify({ schema: 'labwire.export-step.v1', job: 'e-1', step: 4 }));
    expect([told.name, exports.name]).toEqual(['notifications/subscribers', 'exports']);
    expect((await showDeadLetters(told, 10, system)).letters).toMatchObject([
      { about: { subscription: 's-1', reportKey: 'r-1', version: 2 } },
    ]);
    expect((await showDeadLetters(exports, 10, system)).letters).toMatchObject([
      { about: { export: 'e-1', step: 4 } },
    ]);
    for (const queue of [told, exports]) {
      await Array.fromAsync(redriveDeadLetters(queue, 10, system));
      expect([queue.waiting.length, await queue.deadLetters.count()]).toEqual([1, 0]);
    }
  });

  test('are shown whole to a reader, which is written down', async () => {
    const { system, inbound } = aSystem();
    inbound.putDeadLetter('no JSON');
    const { letters } = await showDeadLetters(inbound, 10, system, ines);
    expect(letters).toMatchObject([{ about: {}, content: 'no JSON' }]);
    expect(system.audit.entries).toMatchObject([
      { resourceType: 'DeadLetter', subject: 'inbound', patientKey: undefined },
    ]);
  });

  test('of results name the patient of the message that they hold', async () => {
    const { system, results } = aSystem();
    const message = Buffer.from(anOru()).toString('base64');
    results.putDeadLetter(JSON.stringify({ schema: 'labwire.outbound.v1', destination: 'ward', message }));
    await showDeadLetters(results, 10, system, ines);
    expect(system.audit.entries).toMatchObject([{ patientKey: expect.any(String) }]);
  });
});

describe('dead letters that are put back', () => {
  test('wait again in their order, up to the limit', async () => {
    const { system, updates } = aSystem();
    for (const version of [1, 2, 3]) updates.putDeadLetter(anUpdate(version));
    const redriven = await Array.fromAsync(redriveDeadLetters(updates, 2, system));
    expect(redriven.map(({ refusal }) => refusal)).toEqual([undefined, undefined]);
    expect(updates.waiting).toEqual([anUpdate(1), anUpdate(2)]);
    expect(await updates.deadLetters.count()).toBe(1);
  });

  test('stay, and can be seen again, where the queue does not take them', async () => {
    const { system, updates } = aSystem();
    updates.putDeadLetter(anUpdate(1));
    const { take } = updates.deadLetters;
    const refusing = {
      ...{ name: updates.name, kind: updates.kind, id: updates.id, count: () => updates.count() },
      deadLetters: {
        count: updates.deadLetters.count,
        take: async (limit: number) =>
          (await take(limit)).map((letter) => ({
            ...letter,
            sendAgain: () => Promise.reject(new Error('queue is down')),
          })),
      },
    };
    await expect(Array.fromAsync(redriveDeadLetters(refusing, 10, system))).rejects.toThrow('queue is down');
    expect(await showDeadLetters(updates, 10, system)).toMatchObject({ letters: [{}], total: 1 });
  });

  test('of results are the newest version of their report instead', async () => {
    const { system, cloud, results, take, onlyReport } = aSystem();
    await take(anOru());
    cloud.updates.updates.length = 0;
    const entry = { schema: 'labwire.outbound.v1', destination: 'ward', message: '' };
    results.putDeadLetter(JSON.stringify({ ...entry, report: { key: onlyReport(), version: 1 } }));
    results.putDeadLetter(JSON.stringify(entry));
    const redriven = await Array.fromAsync(redriveDeadLetters(results, 10, system));
    expect(redriven.map(({ refusal }) => refusal)).toEqual([undefined, expect.stringContaining('replay')]);
    expect(cloud.updates.updates).toMatchObject([{ update: { destination: 'ward', version: 1 } }]);
    expect(await results.deadLetters.count()).toBe(1);
  });
});

import { expect, test } from '@jest/globals';
import { MemorySystemQueue } from '../../../../lib/adapters/memory/system-queue.ts';
import { gatherStatus, needsAttention } from '../../../../lib/app/operate/gather-status.ts';
import { judgeStatus } from '../../../../lib/app/operate/judge-status.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [
    {
      id: 'core-lis',
      kind: 'lis',
      sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
      silentAfterMinutes: 30,
    },
  ],
});

async function findings({ oldest = 0, failed = 0, isRaised = false, deadLetters = 0 } = {}) {
  const { system, take } = anOperatedSystem(site);
  await take(anOru());
  const queue = new MemorySystemQueue('updates', 'ehr');
  for (let letter = 0; letter < deadLetters; letter++) queue.putDeadLetter('{}');
  const monitor = {
    alarms: async () => [{ name: 'Late', summary: 'An entry waits', page: 'late.md', isRaised }],
    counts: async (questions: readonly { readonly name: string }[]) =>
      questions.map(({ name }) => (name === 'MessagesFailed' ? failed : 0)),
    oldestSeconds: async () => [oldest],
  };
  const dependencies = { ...system, monitor, queues: [queue] };
  const status = await gatherStatus(new Date('2026-03-02T13:00:00Z'), dependencies);
  return { status, judged: judgeStatus(status, site) };
}

test('a system in which nothing waits has no finding', async () => {
  expect((await findings()).judged).toEqual([]);
});

test('alarms, failed messages, dead letters and late queues are found, each with its number', async () => {
  const { judged } = await findings({ oldest: 900, failed: 2, isRaised: true, deadLetters: 3 });
  expect(judged).toEqual([
    { kind: 'alarm', weight: 'broken', count: 1, name: 'Late' },
    { kind: 'failed', weight: 'broken', count: 2 },
    { kind: 'dead-letters', weight: 'broken', count: 3, name: 'updates/ehr' },
    { kind: 'late', weight: 'broken', count: 1, name: 'updates/ehr' },
  ]);
});

test('test systems that are not in control wait for a person', async () => {
  const { status } = await findings();
  expect(judgeStatus({ ...status, outOfControl: 2, controlsDue: 3, openLookBacks: 1 }, site)).toEqual([
    { kind: 'controls', weight: 'waiting', count: 2 },
    { kind: 'due', weight: 'waiting', count: 3 },
    { kind: 'look-backs', weight: 'waiting', count: 1 },
  ]);
});

test('a source is silent when its time is over, or when it was never heard', async () => {
  const { status } = await findings();
  const [source] = status.sources;
  if (source?.lastHeard === undefined) throw new Error('not heard');
  const later = new Date(Date.parse(source.lastHeard) + 31 * 60_000).toISOString();
  expect(judgeStatus({ ...status, gatheredAt: later }, site)).toMatchObject([
    { kind: 'silent', name: 'core-lis' },
  ]);
  const never = [{ ...source, lastHeard: undefined }];
  expect(judgeStatus({ ...status, sources: never }, site)).toMatchObject([{ kind: 'silent' }]);
  expect(judgeStatus({ ...status, sources: never }, aSite())).toEqual([]);
});

test('held messages wait for a person and are nothing broken; held corrections are', async () => {
  const { status } = await findings();
  const judged = judgeStatus({ ...status, held: { 'no-patient': 2, charset: 1 }, heldCorrections: 1 }, site);
  expect(judged).toEqual([
    { kind: 'corrections', weight: 'broken', count: 1 },
    { kind: 'held', weight: 'waiting', count: 3 },
  ]);
});

test('controls that were not read are wrong, whatever else waits', async () => {
  const { status } = await findings();
  const unreadControls = [{ source: 'chemistry', count: 2, since: '2026-03-02T13:00:00Z' }];
  expect(needsAttention({ ...status, unreadControls })).toBe(true);
  expect(judgeStatus({ ...status, unreadControls }, site)).toEqual([
    { kind: 'unread-controls', weight: 'broken', count: 2, name: 'chemistry' },
  ]);
});

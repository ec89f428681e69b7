import { describe, expect, test } from '@jest/globals';
import {
  chooseRelease,
  chooseReplays,
  recordChangesRead,
} from '../../../../lib/app/operate/choose-replays.ts';
import { replayPlanner } from '../../../../lib/app/replay/replay-message.ts';
import { anOru, msh, obr, pid, segment, toMessage } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';

async function aSystem() {
  const operated = anOperatedSystem();
  const early = await operated.take(anOru({ header: { 10: '1' }, patient: { 3: '' }, order: { 3: 'F-1' } }));
  const order = await operated.take(
    toMessage(
      msh({ 9: 'ORM^O01', 10: '2' }),
      pid(),
      segment('ORC', { 1: 'NW', 3: 'F-1' }),
      obr({ 3: 'F-1' }),
    ),
  );
  const analyzer = await operated.take(
    anOru({ header: { 3: 'ANALYZER', 10: '3' }, patient: { 3: '' }, order: { 3: 'F-2' } }),
  );
  return { ...operated, early, order, analyzer };
}

describe('messages to replay', () => {
  test('are taken in the order they were received, each once', async () => {
    const { system, early, order } = await aSystem();
    expect(await chooseReplays({ ids: [order, early, order] }, system)).toEqual([early, order]);
  });

  test('are those that are held for a reason, of one source where one is named', async () => {
    const { system, early, analyzer } = await aSystem();
    expect(await chooseReplays({ held: 'no-patient' }, system)).toEqual([early, analyzer]);
    expect(await chooseReplays({ held: 'no-patient', source: 'analyzer' }, system)).toEqual([analyzer]);
  });

  test('are those of a period', async () => {
    const { system, early, order, analyzer } = await aSystem();
    const since = new Date('2026-03-02T00:00:00Z');
    expect(await chooseReplays({ since }, system)).toEqual([early, order, analyzer]);
    expect(await chooseReplays({ since, source: 'core-lis' }, system)).toEqual([early, order]);
  });
});

test('a release lifts each hold of a message, or the one that is named', async () => {
  const { system, early, order } = await aSystem();
  expect(await chooseRelease(early, undefined, system)).toEqual({ kind: 'chosen', release: ['no-patient'] });
  expect(await chooseRelease(early, 'unknown-role', system)).toEqual({
    kind: 'chosen',
    release: ['unknown-role'],
  });
  expect(await chooseRelease(order, undefined, system)).toEqual({ kind: 'nothing-held' });
  expect(await chooseRelease('nothing', undefined, system)).toEqual({ kind: 'unknown-message' });
});

test('who is shown what a replay changes is written down for the patients of both versions', async () => {
  const { system, early } = await aSystem();
  const plan = await replayPlanner(system)({ messageId: early, by: 'ines' });
  if (plan.kind === 'refused') throw new Error(plan.reason);
  await recordChangesRead(early, plan.changes, ines, system);
  expect(system.audit.entries).toMatchObject([{ subject: early, count: 2, patientKey: expect.any(String) }]);
  await recordChangesRead(early, [], ines, system);
  expect(system.audit.entries).toHaveLength(1);
});

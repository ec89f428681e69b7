import { describe, expect, test } from '@jest/globals';
import { printForPeople } from '../../../cli/actions/replay.ts';
import type { ReplayPlan } from '../../../lib/app/replay/replay-message.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';
import { anOru, msh, obr, pid, segment, toMessage } from '../../support/messages.ts';
import { anOperatedSystem } from '../../support/operator.ts';

/** A result that came before its order. */
async function anEarlyResult(patient: Parameters<typeof pid>[0] = {}) {
  const { cloud, take } = anOperatedSystem();
  const id = await take(anOru({ patient: { ...patient, 3: '' }, order: { 3: 'F-1' } }));
  await take(
    toMessage(
      msh({ 9: 'ORM^O01', 10: '2' }),
      pid(patient),
      segment('ORC', { 1: 'NW', 3: 'F-1' }),
      obr({ 3: 'F-1' }),
    ),
  );
  return { cloud, id };
}

const linesOf = async (plan: ReplayPlan, withValues: boolean) =>
  printedLines((await captured(() => printForPeople.plan(plan, withValues))).stdout);

describe('a plan', () => {
  test('is the ledger, each report and its fields; values are shown for a reason alone', async () => {
    const { cloud, id } = await anEarlyResult();
    const plan = await cloud.planReplay(id);
    const lines = await linesOf(plan, false);
    expect(lines[0]).toBe(`${id}  1 observations in = 1 stored + 0 held + 0 set aside`);
    expect(lines).toContain('    patient.identifiers[0].value');
    expect(lines.join('\n')).not.toContain('700101');
    expect(lines.at(-1)).toBe('    --why TEXT shows the values; the reason is written to the audit log');
    expect(await linesOf(plan, true)).toContain('    patient.identifiers[0].value  — → 700101');
  });

  test('that changes nothing says so', async () => {
    const { cloud, take } = anOperatedSystem();
    const id = await take(anOru());
    expect(await linesOf(await cloud.planReplay(id), false)).toEqual([
      `${id}  unchanged: 1 observations in = 1 stored + 0 held + 0 set aside`,
    ]);
  });

  test('that is refused says why', async () => {
    const { cloud } = anOperatedSystem();
    expect(await linesOf(await cloud.planReplay('nothing'), false)).toEqual([
      'nothing  not possible: there is no message with this id',
    ]);
  });

  test('with a name from outside keeps it in its line', async () => {
    const { cloud, id } = await anEarlyResult({ 5: hostile.replace('\n', '') });
    const lines = await linesOf(await cloud.planReplay(id), true);
    expect(lines).toContainEqual(expect.stringMatching(/patient\.names\[0\]\S* {2}— → A␛\[2J/));
  });
});

test('a replay that is done says how many updates it queued', async () => {
  const { cloud, id } = await anEarlyResult();
  const first = await cloud.replay({ messageId: id });
  const second = await cloud.replay({ messageId: id });
  const { stdout } = await captured(() => [first, second].map((one) => printForPeople.done(id, one)));
  expect(printedLines(stdout)).toEqual([
    `${id}  done: 1 observations in = 1 stored + 0 held + 0 set aside · 1 updates queued`,
    `${id}  done: 1 observations in = 1 stored + 0 held + 0 set aside · 0 updates queued`,
  ]);
});

test.each([
  [0, 'no message matches'],
  [2, 'nothing was changed'],
])('of %i messages, nothing done is said', async (count, said) => {
  expect((await captured(() => printForPeople.nothingDone(count))).stdout).toBe(`${said}\n`);
});

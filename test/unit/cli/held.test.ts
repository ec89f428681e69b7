import { expect, test } from '@jest/globals';
import { printHeld } from '../../../cli/actions/held.ts';
import { listHeld } from '../../../lib/app/operate/list-held.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';
import { anOru } from '../../support/messages.ts';
import { anOperatedSystem } from '../../support/operator.ts';

test('held messages are listed under their reason, with what to do', async () => {
  const { system, take } = anOperatedSystem();
  const id = await take(anOru({ patient: { 3: '' } }));
  const found = await listHeld(undefined, system);
  const [head, line, ...others] = printedLines((await captured(() => printHeld(found))).stdout);
  expect(head).toBe(
    'no-patient: 1  the result names no patient, and no order or specimen tells whose it is; send the order; the message is then replayed automatically',
  );
  expect(line).toMatch(
    new RegExp(`^  ${id}  2026-03-02T[0-9:.]+Z  core-lis +ORU\\^R01 +CTRL-1 +1 observations$`),
  );
  expect(others).toEqual([]);
});

test('a message whose correction is held says that charts show older values', async () => {
  const one = { messageId: 'id', reason: 'set-unclear', source: 'lis', receivedAt: 'then' } as const;
  const print = () => printHeld([{ ...one, observations: 1, corrections: 1 }]);
  expect((await captured(print)).stdout).toContain('1 observations  1 corrections: charts show older values');
});

test('a control id cannot act on the terminal, nor begin another line', async () => {
  const one = { messageId: 'id', reason: 'no-patient', source: 'lis', receivedAt: 'then' } as const;
  const print = () => printHeld([{ ...one, type: hostile, controlId: hostile, observations: 1 }]);
  for (const isTerminal of [true, false])
    expect(printedLines((await captured(print, { isTerminal })).stdout.replaceAll(colour, ''))).toHaveLength(
      2,
    );
});

/** Our own, at a terminal that takes them. */
const colour = /\u001b\[\d+m/g;

test('where nothing is held, that is said', async () => {
  expect((await captured(() => printHeld([]))).stdout).toBe('nothing is held\n');
});

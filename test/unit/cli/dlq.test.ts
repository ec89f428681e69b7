import { expect, test } from '@jest/globals';
import { printLetter } from '../../../cli/actions/dlq.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';

const letter = {
  id: 'l-1',
  sentAt: '2026-03-02T15:00:00.000Z',
  receives: 20,
  about: { destination: 'ehr', reportKey: 'r-1', version: 2, messageId: undefined },
};

const linesOf = async (shown: Parameters<typeof printLetter>[0]) =>
  printedLines((await captured(() => printLetter(shown))).stdout);

test('a dead letter is one line of ids', async () => {
  expect(await linesOf(letter)).toEqual([
    'l-1  2026-03-02T15:00:00.000Z  tried 20 times  destination ehr  reportKey r-1  version 2',
  ]);
});

test('its content is JSON below it, and nothing in it acts on the terminal', async () => {
  expect(
    await linesOf({ ...letter, about: { reportKey: hostile }, content: { name: hostile } }),
  ).toHaveLength(4);
  expect(await linesOf({ ...letter, content: hostile })).toHaveLength(2);
});

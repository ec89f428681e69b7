import { expect, test } from '@jest/globals';
import { printMessages } from '../../../cli/actions/messages.ts';
import { searchMessages } from '../../../lib/app/operate/search-messages.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';
import { anOru } from '../../support/messages.ts';
import { anOperatedSystem } from '../../support/operator.ts';

test('a message is one line: id, time with its zone, source, type, control id, state, ledger', async () => {
  const { system, take } = anOperatedSystem();
  const id = await take(anOru());
  const found = await searchMessages({ since: new Date(0), limit: 10 }, system);
  if (found.kind !== 'found') throw new Error(found.kind);
  const { stdout } = await captured(() => printMessages(found.messages));
  expect(stdout).toMatch(
    new RegExp(
      `^${id}  2026-03-02T14:[0-9:.]+Z  core-lis +ORU\\^R01 +CTRL-1 +processed  1 observations in = 1 stored \\+ 0 held \\+ 0 set aside\n$`,
    ),
  );
  expect(stdout).not.toMatch(/Okafor|700101/);
});

test('a control id cannot act on the terminal, nor begin another line', async () => {
  const { cloud, take } = anOperatedSystem();
  const id = await take(anOru());
  const record = await cloud.messages.record(id);
  if (record === undefined) throw new Error('not stored');
  const { stdout } = await captured(() => printMessages([{ ...record, controlId: hostile, type: hostile }]));
  const [line, ...others] = printedLines(stdout);
  expect(line).toContain('A␛[2J\\u{9b}31m\\u{202e}B␛]0;x␇␊C␡');
  expect(others).toEqual([]);
});

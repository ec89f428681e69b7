import { expect, test } from '@jest/globals';
import { hostile, printedLines, runCli } from '../../support/cli.ts';

test.each([
  ['help', ['--help'], 0],
  ['an unknown verb', ['fly'], 2],
  ['an unknown option', ['held', '--colour'], 2],
  ['a choice that is none', ['held', '--reason', 'nonsense'], 2],
  ['a number that is none', ['messages', '--limit', 'many'], 2],
  ['no system', ['held', '--system', '/nonexistent'], 2],
])('%s ends with its status', async (_, args, code) => {
  expect((await runCli(args)).code).toBe(code);
});

test('an argument that is quoted in an error is printable and stays in its line', async () => {
  for (const args of [
    ['lint', `--${hostile}`],
    [hostile],
    ['messages', '--limit', hostile],
    ['held', '--reason', hostile],
    ['explain', hostile],
    ['explain', '-', hostile],
    ['check', 'site', hostile],
    ['fhir', 'x', '--site', hostile],
    ['held', '--system', hostile],
  ]) {
    const { code, stdout, stderr } = await runCli(args, { isTerminal: true });
    expect([code, stdout]).toEqual([2, '']);
    const quoting = printedLines(stderr).filter((line) => line.includes('A␛[2J'));
    expect(quoting).not.toEqual([]);
    for (const line of quoting) expect(line).toContain('␊C␡');
  }
});

test.each([
  [['tokn', '--help'], "unknown command 'tokn'"],
  [['help', 'tokn'], "unknown command 'tokn'"],
  [['dlq', 'lss', '-h'], "unknown command 'lss'"],
  [['qc', 'statsu', '--help'], 'Did you mean status?'],
])('%j: a word that is no command is wrong usage, and not a question for help', async (args, said) => {
  const { code, stdout, stderr } = await runCli(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(said);
});

test('wrong usage says on standard error what to do, and prints nothing', async () => {
  const { stdout, stderr } = await runCli(['held', '--system', '/nonexistent']);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^labwire: there is no system file \/nonexistent: start a system .*\n$/);
});

test.each([
  [['messages', '--patient', '4711^^^RIVERSIDE^MR']],
  [['show', 'id', '--content']],
  [['deliveries', '--answers']],
  [['dlq', 'show', 'inbound', '--content']],
  [['spool', 'show', '1']],
  [['messages', '--patient', '4711^^^RIVERSIDE^MR', '--why', ' ']],
])('%j shows patient data, and requires a reason before it does anything', async (args) => {
  const { code, stdout, stderr } = await runCli([
    ...args,
    ...(args[0] === 'spool' ? [] : ['--system', '/none']),
  ]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('give the reason with --why TEXT; it is written to the audit log');
});

test.each([
  [['messages', '--patient', '4711', '--why', 'x'], 'with its assigning authority: 4711^^^RIVERSIDE^MR'],
  [['messages', '--until', '2026-03-02T08:00:00Z'], 'give an earlier --since'],
  [['audit', '--until', '2026-03-02T08:00:00Z'], 'give an earlier --since'],
  [['replay'], 'say which messages: give their ids, or --held REASON, or --since TIME'],
  [['replay', 'id', '--since', '1h'], 'say which messages'],
  [['redeliver'], 'say which reports: give their keys, or --parked'],
  [['redeliver', 'key', '--parked'], 'say which reports: give their keys, or --parked'],
])('%j says what to do', async (args, text) => {
  const { code, stderr } = await runCli([...args, '--system', '/none']);
  expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
});

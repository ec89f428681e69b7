import { describe, expect, test } from '@jest/globals';
import { profileNames } from '../../../lib/profiles/load-profiles.ts';
import { runCli } from '../../support/cli.ts';

describe('labwire analyzer list', () => {
  test('names every profile, with what it was verified by', async () => {
    const { stdout, code } = await runCli(['analyzer', 'list']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -2).map((line) => line.split(' ')[0])).toEqual(profileNames());
    for (const line of lines.slice(0, -2)) expect(line).toMatch(/verified by (?:manual|capture|bench)/);
    expect([lines.at(-1), code]).toEqual([`${profileNames().length} profiles`, 0]);
  });

  test('finds profiles by words in any letters, and says if there is none', async () => {
    const { stdout } = await runCli(['analyzer', 'list', 'MAGLUMI', 'chemistry', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'snibe-maglumi', verifiedBy: ['capture'] }]);
    expect(await runCli(['analyzer', 'list', 'xyzzy'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no profile has these words'),
    });
  });
});

describe('labwire analyzer show', () => {
  test('prints facts with their source, codes, what is played, what is not known, and sources', async () => {
    const { stdout, code } = await runCli(['analyzer', 'show', 'snibe-maglumi']);
    for (const heading of ['Facts', 'Codes', 'Messages that are played', 'Not known', 'Sources'])
      expect(stdout).toContain(`\n${heading}\n`);
    expect(stdout).toContain('(connector, chapter 16.4.1)');
    expect(code).toBe(0);
  });

  test('gives the whole profile as JSON', async () => {
    const { stdout } = await runCli(['analyzer', 'show', 'snibe-maglumi', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'snibe-maglumi', maker: 'Snibe' });
  });

  test.each(['maglumi', '../../../etc/passwd', '__proto__'])('of %s is a wrong use', async (name) => {
    expect(await runCli(['analyzer', 'show', name])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such profile'),
    });
  });
});

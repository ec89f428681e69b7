import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createSeal, KEY_BYTES } from '../../../gateway/spool/seal.ts';
import { Spool } from '../../../gateway/spool/spool.ts';
import { hostile, printedLines, runCli } from '../../support/cli.ts';
import { anOru, textOf } from '../../support/messages.ts';

const folder = mkdtempSync(join(tmpdir(), 'labwire-spool-cli-'));
const keyFile = join(folder, 'spool.key');
const key = Buffer.alloc(KEY_BYTES, 7);
const bytes = anOru({ patient: { 5: 'Okafor\u001b[2J^Amara' } });

const spool = (...args: string[]) => ['spool', ...args, '--data', folder, '--key-file', keyFile];

beforeAll(async () => {
  writeFileSync(keyFile, key.toString('base64'));
  const open = new Spool({
    ...{ directory: folder, seal: createSeal(key), clock: () => new Date('2026-03-02T08:00:00Z') },
    ...{ maxBytes: 64 * 1024 * 1024, maxAgeMs: 3_600_000, keepMs: 3_600_000 },
  });
  const sender = { evidence: 'address', name: '10.0.0.5', channel: 'lab' } as const;
  const entry = { bytes, sender, keys: ['g'], ack: Buffer.from('ACK'), type: 'ORU' };
  await open.put({ ...entry, controlId: hostile });
  await open.put({ ...entry, bytes: anOru({ header: { 10: '2' } }), controlId: '2' });
  open.refuse(2, hostile);
  open.close();
});

describe('labwire spool ls', () => {
  test('lists one message a line, whatever its sender wrote, and then the totals', async () => {
    const { stdout, code } = await runCli(spool('ls'));
    expect(code).toBe(0);
    const lines = printedLines(stdout);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^ {7}1 {2}waiting {3}2026-03-02T08:00:00.000Z {2}lab/);
    expect(lines[1]).toMatch(/^ {7}2 {2}refused/);
    expect(lines[2]).toMatch(/^1 waiting, 1 refused, 0 parked; \d+ of \d+ kB$/);
    expect(stdout).not.toContain('Okafor');
  });
});

describe('labwire spool show', () => {
  const show = spool('show', '1', '--why', 'to answer the ward', '--by', 'ines');

  test('gives the bytes as they came into a pipe, and lines to a terminal', async () => {
    expect((await runCli(show)).stdout).toBe(textOf(bytes));
    const lines = printedLines((await runCli(show, { isTerminal: true })).stdout);
    expect(lines.map((line) => line.slice(0, 3))).toEqual(['MSH', 'PID', 'OBR', 'OBX']);
    expect(lines[1]).toContain('Okafor␛[2J^Amara');
  });

  test('is written down with its reason', async () => {
    await runCli(show);
    const { stdout } = await runCli(spool('audit'));
    expect(printedLines(stdout).at(-1)).toMatch(/Z {2}ines {2}message 1 {2}to answer the ward$/);
  });
});

test('labwire spool retry lets a refused message go again, once', async () => {
  expect(await runCli(spool('retry', '2'))).toMatchObject({ code: 0, stdout: '2  waits again\n' });
  expect(await runCli(spool('retry', '2'))).toMatchObject({
    code: 1,
    stderr: '2: no refused or parked message has this number\n',
  });
});

test.each([
  [spool('show', 'x', '--why', 'y'), 'x is not a message number: labwire spool ls lists them'],
  [spool('show', '9', '--why', 'y'), 'there is no message 9 in'],
  [['spool', 'ls', '--data', '/nonexistent', '--key-file', keyFile], 'give the data folder of the gateway'],
  [['spool', 'ls', '--data', folder, '--key-file', '/none'], 'cannot read the key file /none'],
])('%j is wrong usage', async (args, said) => {
  expect(await runCli(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
});

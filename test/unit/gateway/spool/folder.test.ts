import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockFolder, secureFolder } from '../../../../gateway/spool/folder.ts';
import { Spool } from '../../../../gateway/spool/spool.ts';
import { seal } from '../../../support/gateway.ts';
import { anOru } from '../../../support/messages.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'labwire-folder-'));
  folder = join(parent, 'data', 'gateway');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const modeOf = (...path: string[]): string => (statSync(join(...path)).mode & 0o777).toString(8);

describe('the folder of a spool', () => {
  test('and every file in it are for its user alone', async () => {
    const unlock = lockFolder(folder);
    const limits = { maxBytes: 64 * 1024 ** 2, maxAgeMs: 1e9, keepMs: 1e9 };
    const spool = new Spool({ directory: folder, seal, ...limits, clock: () => new Date() });
    const sender = { evidence: 'msh-3', channel: 'lab' } as const;
    await spool.put({ bytes: anOru(), sender, keys: ['g'], ack: Buffer.from('ACK') });
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(['gateway.lock', 'spool.sqlite', 'spool.sqlite-wal']));
    expect(files.filter((file) => modeOf(folder, file) !== '600')).toEqual([]);
    expect([modeOf(folder), modeOf(parent, 'data')]).toEqual(['700', '700']);
    spool.close();
    unlock();
  });

  test('that was open to others is closed to them when it is opened', () => {
    secureFolder(folder, 'spool.sqlite');
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'spool.sqlite'), 0o644);
    secureFolder(folder, 'spool.sqlite');
    expect([modeOf(folder), modeOf(folder, 'spool.sqlite')]).toEqual(['700', '600']);
  });

  test('that holds other files stays as it is, and so do they', () => {
    chmodSync(parent, 0o755);
    writeFileSync(join(parent, 'site.yaml'), '');
    // whatever mask another test has left in this process
    chmodSync(join(parent, 'site.yaml'), 0o644);
    secureFolder(parent, 'spool.sqlite');
    expect([modeOf(parent), modeOf(parent, 'site.yaml')]).toEqual(['755', '644']);
    expect(modeOf(parent, 'spool.sqlite')).toBe('600');
  });

  test('changes nothing behind a link that somebody planted in it', () => {
    secureFolder(folder, 'spool.sqlite');
    const victim = join(parent, 'victim');
    writeFileSync(victim, '');
    chmodSync(victim, 0o644);
    symlinkSync(victim, join(folder, 'spool.sqlite-journal'));
    secureFolder(folder, 'spool.sqlite');
    expect(modeOf(victim)).toBe('644');
  });

  test('is for one gateway at a time', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'spool-in-use' }));
    unlock();
    lockFolder(folder)();
  });

  test('with a lock that cannot be read is not said to be in use', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'gateway.lock'), 'no database, and longer than the head of one'.repeat(50));
    expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'sqlite-26' }));
  });

  test('is free again when the process that had it is killed', async () => {
    const source = fileURLToPath(new URL('../../../../gateway/spool/folder.ts', import.meta.url));
    const script = `import { lockFolder } from '${source}'; lockFolder('${folder}'); console.log('locked'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((resolve) => other.once('close', resolve));
    await new Promise((resolve) => createInterface({ input: other.stdout }).once('line', resolve));
    expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'spool-in-use' }));
    other.kill('SIGKILL');
    await ended;
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual(['gateway.lock']);
  });
});

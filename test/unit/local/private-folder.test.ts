import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openPrivateFolder } from '../../../local/private-folder.ts';

let mask: number;
beforeEach(() => {
  mask = process.umask(0o022);
});
afterEach(() => {
  process.umask(mask);
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const aFolder = (): string => mkdtempSync(join(tmpdir(), 'labwire-private-'));

test('a data folder is open to this user alone, and so is every file in it', () => {
  const folder = join(aFolder(), 'new');
  openPrivateFolder(folder);
  mkdirSync(join(folder, 'dynamodb'));
  writeFileSync(join(folder, 'dynamodb', '000001.log'), 'patient data');
  expect(['', 'dynamodb', 'dynamodb/000001.log'].map((name) => modeOf(join(folder, name)))).toEqual([
    '700',
    '700',
    '600',
  ]);
});

test('a data folder of an earlier run is closed', () => {
  const folder = join(aFolder(), 'old');
  mkdirSync(join(folder, 'sqs'), { recursive: true });
  writeFileSync(join(folder, 'sqs', 'fauxqs.db'), 'patient data');
  writeFileSync(join(folder, 'ehr.sqlite-wal'), 'patient data');
  openPrivateFolder(folder);
  expect(['', 'sqs', 'sqs/fauxqs.db', 'ehr.sqlite-wal'].map((name) => modeOf(join(folder, name)))).toEqual([
    '700',
    '700',
    '600',
    '600',
  ]);
});

test("somebody else's folder and files keep their mode", () => {
  const folder = join(aFolder(), 'home');
  mkdirSync(folder);
  writeFileSync(join(folder, 'program'), '', { mode: 0o755 });
  openPrivateFolder(folder);
  expect([modeOf(folder), modeOf(join(folder, 'program'))]).toEqual(['755', '755']);
});

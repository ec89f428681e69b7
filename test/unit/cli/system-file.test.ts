import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readSystem, systemFileOf } from '../../../cli/system-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'labwire-system-file-'));
const described = {
  ...{ region: 'eu-central-1', table: 't', bucket: 'b', inboundQueue: 'q', updateQueues: {} },
  site: { version: 'v1', folder: 'my-site' },
};

function aFile(name: string, content: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a system is found by the outputs of its stacks, and by its own file', () => {
  const outputs = { Data: { Table: 't' }, Processing: { System: JSON.stringify(described) } };
  expect(readSystem({ system: aFile('outputs.json', outputs) })).toMatchObject(described);
  expect(readSystem({ system: aFile('system.json', described) })).toMatchObject(described);
});

test('a data folder names the system that keeps its data there', () => {
  expect(systemFileOf({ system: '.labwire/system.json', data: folder })).toBe(join(folder, 'system.json'));
  expect(readSystem({ system: '/none', data: folder })).toMatchObject({ site: { version: 'v1' } });
});

test.each([{}, { Processing: { System: 'no JSON' } }, { Processing: { System: '{}' } }])(
  '%j is no system',
  (content) => {
    expect(() => readSystem({ system: aFile('none.json', content) })).toThrow('describes no system');
  },
);

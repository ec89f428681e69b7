import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { commandVariables } from '../../../lib/shared/environment-names.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const named = (text: string): string[] => [...new Set(text.match(/\bLABWIRE_[A-Z_]+/g) ?? [])].sort();

test.each(['Dockerfile', 'gateway/deploy/labwire-gateway.service'])(
  '%s sets variables that are read',
  (file) => {
    const names = named(read(file));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !commandVariables.some((known) => known === name))).toEqual([]);
  },
);

test('each variable is one of an option, or of the spool key, which is none', () => {
  const commands = readdirSync(join(root, 'cli/commands'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read('cli/commands', file));
  expect(named(commands.join('\n'))).toEqual([...commandVariables].sort());
});

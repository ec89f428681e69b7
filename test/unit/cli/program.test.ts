import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../../cli/program.ts';
import { captured } from '../../support/captured.ts';

function everyCommand(command: CommandUnknownOpts = createProgram()): readonly CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap((one) => everyCommand(one))];
}

const verbs = everyCommand().slice(1);

describe('help', () => {
  test.each(verbs.map((verb) => [verb.name(), verb] as const))('of %s is plain English', (_, verb) => {
    const texts = [
      verb.description(),
      ...verb.options.map(({ description }) => description),
      ...verb.registeredArguments.map(({ description }) => description),
    ];
    for (const text of texts) {
      expect(text).not.toBe('');
      // words, not sentences: no capital at the start but for names, no full stop
      expect(text).toMatch(/^(?:[a-z0-9]|MLLP|HL7|YAML|ASTM|LIVD)[^\n]*[^.]$/);
      expect(text).not.toMatch(
        /^(?:what|who|whom|whose|why|how|where)\b(?! (?:long|many))|say nothing|asks for/,
      );
    }
  });

  test('of a period says how long it is by default, not when it began', () => {
    const periods = verbs.filter((verb) => verb.options.some(({ long }) => long === '--since'));
    expect(periods.length).toBeGreaterThan(3);
    for (const verb of periods) expect(verb.helpInformation()).not.toMatch(/default:\s+"?\d{4}-/);
  });

  test('of every verb that takes --json says what is printed', () => {
    const descriptions = verbs.flatMap(({ options }) =>
      options.filter(({ long }) => long === '--json').map(({ description }) => description),
    );
    expect(descriptions.length).toBeGreaterThan(20);
    for (const description of descriptions) expect(description).toMatch(/^print .*JSON/);
  });

  test('lists each verb once', () => {
    const names = createProgram().commands.map((verb) => verb.name());
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['start', 'send', 'held', 'replay', 'dlq', 'explain']));
  });
});

describe('every verb', () => {
  const optionsOf = (verb: CommandUnknownOpts) => verb.options.map(({ long }) => long);

  test('that works on a system finds it by its data folder too, and has no site of its own', () => {
    const onSystem = verbs.filter((verb) => optionsOf(verb).includes('--system') && verb.name() !== 'import');
    expect(onSystem.length).toBeGreaterThan(13);
    for (const verb of onSystem)
      expect(optionsOf(verb)).toEqual(expect.arrayContaining(['--data', '--site']));
    for (const verb of verbs)
      expect(verb.options.find(({ long }) => long === '--site')?.defaultValue).toBeUndefined();
  });

  test('that acts, or writes down who reads, can be told to act by another site', () => {
    const writing = verbs.filter(
      (verb) =>
        optionsOf(verb).includes('--system') &&
        optionsOf(verb).some((long) => long === '--dry-run' || long === '--why'),
    );
    expect(writing.map((verb) => verb.name()).sort()).toEqual([
      ...[
        'action',
        'activate',
        'deliveries',
        'dispose',
        'exclude',
        'include',
        'messages',
        'redeliver',
        'redrive',
        'release',
      ],
      ...['replay', 'show', 'show', 'sign'],
    ]);
    for (const verb of writing) expect(optionsOf(verb)).toContain('--other-site');
  });
});

test('an error in a verb of a verb is answered like any other', async () => {
  // set by exitOverride, which a command that is added has only if it was given it
  for (const command of everyCommand().filter(({ commands }) => commands.length === 0))
    await captured(() =>
      expect(command.parseAsync(['--no-such-option'], { from: 'user' })).rejects.toMatchObject({
        name: 'CommanderError',
      }),
    );
});

/** Everything that is loaded when a file is, before anything runs. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.ts')) return seen;
  const source = readFileSync(file, 'utf8');
  for (const [, to = ''] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gm))
    loadedBy(to.startsWith('.') ? join(dirname(file), to) : to, seen);
  return seen;
}

test('what a verb does is loaded when it runs: help loads words and options alone', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const loaded = [...loadedBy(join(root, 'cli/labwire.ts'))].map((file) => file.replace(root, ''));
  expect(loaded).toContain('cli/commands/operate/held.ts');
  const heavy =
    /^(?:@aws-sdk|@labwire\/hl7|aws-cdk|undici|lib\/(?:app|adapters|site|normalize)|local|gateway|cli\/actions)/;
  expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
});

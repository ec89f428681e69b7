import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import {
  linesOf,
  print,
  printCrash,
  printIssue,
  printJson,
  printJsonLine,
  quiet,
  remark,
  Text,
  text,
  writeContent,
} from '../../../cli/output.ts';
import { printable } from '../../../lib/shared/printable.ts';
import { captured } from '../../support/captured.ts';

const cases: readonly (readonly [string, string, string])[] = [
  ['ESC', 'a\u001bb', 'a␛b'],
  ['a control sequence that clears the screen (CSI)', '\u001b[2J', '␛[2J'],
  ['a control sequence of C1', '\u009b31mred', '\\u{9b}31mred'],
  ['a command to the terminal (OSC)', '\u001b]0;title\u0007', '␛]0;title␇'],
  ['a line break', 'one\ntwo\r', 'one␊two␍'],
  ['a backspace and DEL', 'a\b\u007f', 'a␈␡'],
  ['a mark that turns the direction of writing', 'abc\u202ecba', 'abc\\u{202e}cba'],
  ['an isolate and a line separator', '\u2066a\u2069\u2028', '\\u{2066}a\\u{2069}\\u{2028}'],
  ['characters without width', '4711\u200b\u200d\u2060\ufeff', '4711\\u{200b}\\u{200d}\\u{2060}\\u{feff}'],
  ['a tag and a soft hyphen', 'a\u{e0041}\u00ad', 'a\\u{e0041}\\u{ad}'],
  ['half of a surrogate pair', 'a\ud800b\udc00', 'a\\u{d800}b\\u{dc00}'],
];

describe('what somebody outside wrote', () => {
  test.each(cases)('%s is one visible character', (_, written, shown) => {
    expect(printable(written)).toBe(shown);
  });

  test('is printed as it is where it is text, in any script', () => {
    for (const name of ['Müller', '山田', 'محمد', 'Ναταλία', '👩🏽']) expect(printable(name)).toBe(name);
  });

  test.each(cases)('%s does not pass a line, whichever way it comes in', async (_, written, shown) => {
    const { stdout, stderr } = await captured(() => {
      print`id ${written}`;
      print`id ${text`${written}`} ${quiet(written)}`;
      print`${Text.join([written, written], '  ')}`;
      printIssue({ severity: 'error', code: '102', at: written, message: written });
      remark`id ${written}`;
    });
    expect(stdout).toBe(
      `id ${shown}\nid ${shown} ${shown}\n${shown}  ${shown}\n  error ${shown} (102) ${shown}\n`,
    );
    expect(stderr).toBe(`id ${shown}\n`);
  });

  test.each(cases)('%s is escaped in JSON, which stays the same value', async (_, written) => {
    for (const show of [printJson, printJsonLine]) {
      const { stdout } = await captured(() => show({ id: written }));
      expect(JSON.parse(stdout)).toEqual({ id: written });
      expect(stdout.replaceAll(/[\n ]/g, '')).toBe(printable(stdout.replaceAll(/[\n ]/g, '')));
    }
  });
});

describe('a message or a file', () => {
  const bytes = Buffer.from('MSH|^~\\&\rPID|\u001b[2J\r', 'latin1');

  test('goes into a pipe byte by byte', async () => {
    expect((await captured(() => writeContent(bytes))).stdout).toBe(bytes.toString('latin1'));
  });

  test('goes to a terminal as printable lines', async () => {
    const { stdout } = await captured(() => writeContent(bytes), { isTerminal: true });
    expect(Buffer.from(stdout, 'utf8').toString('utf8')).toBe('MSH|^~\\&\nPID|␛[2J\n');
  });

  test('ends where its last line does', () => {
    expect(linesOf('one\r\ntwo\r\r').toString()).toBe('one\ntwo');
  });
});

test('an error of the program itself is printed with its stack, and keeps its lines', async () => {
  const { stderr } = await captured(() => printCrash(new Error('no \u001b[2J here')));
  expect(stderr).toMatch(/^Error: no ␛\[2J here\n {4}at /);
});

test('nothing in cli writes to the terminal but output.ts', () => {
  const folder = fileURLToPath(new URL('../../../cli/', import.meta.url));
  const writing = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      /\bconsole\.|process\.(?:stdout|stderr)\.write/.test(readFileSync(`${folder}${file}`, 'utf8')),
  );
  expect(writing).toEqual(['output.ts']);
});

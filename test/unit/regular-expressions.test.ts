import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { growthOf } from '../support/regex-growth.ts';

/** Every file that reads text of a sender or of a destination. */
const files = ['packages/hl7/src', 'lib', 'gateway', 'functions']
  .flatMap((folder) => globSync(`${folder}/**/*.ts`))
  .filter((file) => !file.endsWith('.d.ts'));

/** Patterns that are made while the program runs. They are not walked here, so each has its reason. */
const made: Readonly<Record<string, string>> = {
  'packages/hl7/src/timestamp.ts': 'every repetition is bounded',
  'packages/hl7/src/astm/record.ts': 'begins with the escape character, which its repetition cannot hold',
  'lib/terminology/unit-spellings.ts': 'words of ours, without repetitions',
  'lib/render/hl7/encode-for.ts': 'matches wherever it begins',
  'lib/shared/linear-pattern.ts': 'the pattern of a site is compiled and not run; its sets see one character',
};

function literalsIn(source: string): readonly RegExp[] {
  const found: RegExp[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && node.type === 'RegExpLiteral' && 'pattern' in node && 'flags' in node)
      found.push(new RegExp(String(node.pattern), String(node.flags)));
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(parseSync(source, { syntax: 'typescript' }));
  return found;
}

test('no regular expression takes more than linear time on any text', () => {
  const walked = files.flatMap((file) =>
    literalsIn(readFileSync(file, 'utf8')).map((pattern) => ({ file, pattern })),
  );

  expect(walked.length).toBeGreaterThan(150);
  expect(walked.filter(({ pattern }) => growthOf(pattern) !== 'linear')).toEqual([]);
});

test('a regular expression is made of a text only where it is known to be linear', () => {
  const makers = files.filter((file) => readFileSync(file, 'utf8').includes('RegExp('));

  expect(makers.toSorted()).toEqual(Object.keys(made).toSorted());
});

describe('the growth of a regular expression', () => {
  test.each([
    [/\s+$/, 'each blank begins the search again'],
    [/\{[^}]*\}/g, 'each brace reads to the end'],
    [/\D.*$/, 'a line break ends each try'],
    [/^(a+)+$/, 'a repetition in a repetition'],
    [/^(a*)*b/, 'a repetition that may be empty'],
    [/^(?:a|a)*$/, 'two choices of one letter'],
    [/^\s*\s*$/, 'two repetitions side by side'],
    [/^.*,.*$/, 'a separator that both sides may hold'],
    [/^\S+@\S+\.\S+$/, 'a separator that both sides may hold'],
    [/(?=.*x)y/, 'a text that is looked at from each place'],
    [/\d+(?!\d*th)/, 'a text that is looked at after each digit'],
    [/^\s+$/gm, 'lines of blanks'],
    [/a{2,}b/, 'a bounded beginning'],
    [/^(?:[a-z]+\d*)+$/, 'a second part that may be empty'],
  ])('%s is worse than linear: %s', (pattern) => {
    expect(growthOf(pattern)).toBe('worse');
  });

  test.each([
    [/^\d+$/, 'one repetition from the start'],
    [/\d+/g, 'a match wherever it begins'],
    [/^[^@]+@[^@]+$/, 'a separator that neither side holds'],
    [/^([^,]+,)*$/, 'a repetition that ends with its separator'],
    [/^(?:.*[^\d.,])?10$/, 'one repetition that is given back'],
    [/\{[^{}]*\}/g, 'each brace reads to the next'],
    [/(?<!\s)\s+$/, 'a search that begins once in each run'],
    [/a{1,60}$/, 'a bounded repetition'],
    [/[^a]$/, 'no repetition'],
    [/\{[^}]*\}/y, 'a sticky pattern begins at one place'],
  ])('%s is linear: %s', (pattern) => {
    expect(growthOf(pattern)).toBe('linear');
  });
});

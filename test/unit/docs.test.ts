import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../cli/program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const skipped = new Set(['node_modules', 'cdk.out', 'coverage', 'dist']);

/** Every file of the repository, without what is installed, built or hidden. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.startsWith('.')) return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

const pages = filesIn('.').filter((file) => file.endsWith('.md'));
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** A page without its code blocks. */
const proseOf = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '');

/** Where the relative links and pictures of a page lead. */
const linksOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

/** The link of a page leads to a file, and to a heading of it where it names one. */
function isResolved(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map(({ name }) => name)
  // files that a site has, not the repository
  .filter((name) => !skipped.has(name) && name !== 'site');

/** What stands in backticks and can only be a path of the repository: `lib/app/file`, `bench/cost.ts`. */
const pathsOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/`([\w./-]+)`/g)]
    .map(([, code]) => code ?? '')
    .filter((code) => folders.some((folder) => code.startsWith(`${folder}/`)))
    .filter((code) => !code.includes('…'));

/** What a page shows of the command line: `held --json`, `spool show 4711`. */
const commandsOf = (text: string): string[] =>
  [...text.matchAll(/\blabwire ([a-z][^`\n#|]*)/g)].map(([, command]) => command?.trim() ?? '');

const codeOf = (text: string): string =>
  [...text.matchAll(/^```[\s\S]*?^```|`[^`\n]+`/gm)].map(([code]) => code).join('\n');

/** What is wrong with a command: a verb or an option that the command line does not have. */
function faultsIn(command: string): string[] {
  const words = command.split(/[\s[\]=]+/).filter((word) => word !== '');
  let at = createProgram();
  let depth = 0;
  for (const word of words) {
    const next = at.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    at = next;
    depth++;
  }
  if (depth === 0) return [`${words[0]}: no such verb`];
  const known = at.options.map(({ long }) => long);
  return words
    .filter((word) => word.startsWith('--') && word !== '--' && word !== '--help')
    .filter((word) => !known.includes(word))
    .map((word) => `${command}: no ${word}`);
}

/** Commands that deploy, or could, without saying where. */
const unplacedIn = (text: string): string[] =>
  [...text.matchAll(/\bnpx cdk [^`\n#]*/g)]
    .map(([command]) => command.trim())
    .filter((command) => !/ -c environment=\w+/.test(command));

/** What a reader has to read twice, and what to write for it. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[.:] )(?:What|Who|Whom|Whose)\b[^?\n]*$/gm, 'begin with the noun'],
  [/where you say nothing/g, 'default'],
  [/as it is where/g, 'default'],
  [/\bunless you say otherwise\b/g, 'default'],
  [/what gets it on/gi, 'how to resolve it'],
  [/\bare told of\b|\bwas told of\b|\bhave been told\b/g, 'recipients, is sent'],
  [/failures that can pass/gi, 'temporary failures'],
  [/\bmembers by the dots\b/g, 'members are found by OBX-4'],
  [/asks why, and writes it down/g, 'requires --why; the reason is written to the audit log'],
  [/\bput off\b/g, 'retried later'],
  [/\bin the place of\b/g, 'instead of'],
];

/** Every banned phrase of a text. Headings, questions and code are not judged. */
function findingsIn(text: string): string[] {
  const prose = proseOf(text)
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/`[^`\n]*`/g, '`code`');
  return banned.flatMap(([phrase, instead]) =>
    [...prose.matchAll(phrase)].map(([found]) => `${found.trim()} -> ${instead}`),
  );
}

test('pages are found', () => {
  expect(pages.length).toBeGreaterThan(35);
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/holds.md', 'docs/runbook/late.md']));
});

describe.each(pages)('%s', (page) => {
  test('has links that lead somewhere', () => {
    expect(linksOf(read(page)).filter((link) => !isResolved(page, link))).toEqual([]);
  });

  test('names paths that exist', () => {
    expect(pathsOf(read(page)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('shows commands that the command line has', () => {
    expect(commandsOf(codeOf(read(page))).flatMap(faultsIn)).toEqual([]);
  });

  test('names the environment in every command of cdk', () => {
    expect(unplacedIn(read(page))).toEqual([]);
  });

  test('is in plain English', () => {
    expect(findingsIn(read(page))).toEqual([]);
  });
});

test('the README is under 200 lines', () => {
  expect(read('README.md').split('\n').length - 1).toBeLessThan(200);
});

const folder = 'docs/pictures';

describe.each(readdirSync(join(root, folder)))('the picture %s', (picture) => {
  const text = read(`${folder}/${picture}`);

  test('is well-formed, and says what it shows', () => {
    expect(text).toMatch(/^<svg [^>]*viewBox="[\d ]+"/);
    expect(unclosedIn(text)).toEqual([]);
    expect(text).toMatch(/<title[^>]*>[^<]+<\/title>\s*<desc[^>]*>[^<]+<\/desc>/);
  });

  test('can be read on a dark page', () => {
    expect(text).toContain('prefers-color-scheme: dark');
  });

  test('is on a page', () => {
    const shown = pages.flatMap((page) => linksOf(read(page)).map((link) => posix.join(dirname(page), link)));
    expect(shown).toContain(`${folder}/${picture}`);
  });
});

/** What is wrong with a text as XML: elements left open or closed by another name, bare `&` and `<`. */
function unclosedIn(text: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name, rest] of text.matchAll(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/g)) {
    if (rest?.endsWith('/') === true) continue;
    if (slash === '') open.push(name ?? '');
    else if (open.pop() !== name) wrong.push(`</${name}>`);
  }
  const between = text.replaceAll(/<\/?[\w:-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '');
  const bare = between.match(/<|&(?!amp;|lt;|gt;|quot;|#\d+;)/g) ?? [];
  return [...wrong, ...open, ...bare];
}

describe('the rules see', () => {
  test.each([
    ['[a](nowhere.md)', 'docs/x.md'],
    ['[a](../README.md#no-such-heading)', 'docs/x.md'],
  ])('the broken link %s', (text, page) => {
    expect(linksOf(text).map((link) => isResolved(page, link))).toEqual([false]);
  });

  test('a link that leads somewhere, and to a heading', () => {
    expect(isResolved('docs/x.md', '../README.md#folders')).toBe(true);
  });

  test('a verb and an option that do not exist', () => {
    const text =
      '```sh\nnpx labwire holt\n```\n`labwire held --jason`, `labwire spool ls --data DIR`, labwire runs';
    expect(commandsOf(codeOf(text)).flatMap(faultsIn)).toEqual([
      'holt: no such verb',
      'held --jason: no --jason',
    ]);
  });

  test('a command of cdk that does not say where', () => {
    expect(unplacedIn('```sh\nnpx cdk deploy --all\nnpx cdk diff -c environment=test\n```\n')).toEqual([
      'npx cdk deploy --all',
    ]);
  });

  test('a path that does not exist, and none in a code block', () => {
    expect(pathsOf('`lib/nothing.ts` and `npm test` and `site/my.yaml`')).toEqual(['lib/nothing.ts']);
    expect(pathsOf('```sh\n`lib/nothing.ts`\n```\n')).toEqual([]);
  });

  test.each([
    'The id. Default. What shows patient data is written down.',
    'Whom it is sent to is in the version.',
    'Failures that can pass wait in their place.',
    'The own id where you say nothing.',
  ])('%s', (text) => {
    expect(findingsIn(text)).toHaveLength(1);
  });

  test('no fault in a question, a table or code', () => {
    expect(findingsIn('Which reason? What was sent?\n\n| What | Who |\n`What is`\n')).toEqual([]);
  });

  test.each(['<svg><g></svg>', '<svg>a & b</svg>', '<svg>a < b</svg>', '<svg></g></svg>'])('%s', (text) => {
    expect(unclosedIn(text)).not.toEqual([]);
  });
});

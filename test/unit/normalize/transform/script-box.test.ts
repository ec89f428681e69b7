import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunScript } from '../../../../lib/normalize/transform/script-runner.ts';
import { loadSite } from '../../../../lib/site/load-site.ts';
import { tries } from '../../../fixtures/escapes.ts';
import { aScriptRunner } from '../../../support/script-runner.ts';

const SECRET = 'LABWIRE_TEST_SECRET';
const folders: string[] = [];
let run: RunScript;
let runPatiently: RunScript;

/** A site whose one script is this. */
function aSiteWith(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-box-'));
  folders.push(folder);
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(
    join(folder, 'site.yaml'),
    `laboratory: { name: Test, system: https://lab.test, timeZone: UTC }
sources: [{ id: any, kind: lis, script: scripts/out.ts }]
`,
  );
  writeFileSync(join(folder, 'scripts/out.ts'), script);
  return folder;
}

beforeAll(() => {
  process.env[SECRET] = 'the-key-of-the-role';
  const source = readFileSync(
    fileURLToPath(new URL('../../../fixtures/escapes.ts', import.meta.url)),
    'utf8',
  );
  const loaded = loadSite(
    aSiteWith(`${source}
export default (message: HL7Standard): void => {
  const found = tries[String(message.get('MSH.10'))];
  message.set('OBX.6', found === undefined ? look(globalThis) + String(world['polluted']) : String(found(message)));
};
`),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  run = aScriptRunner(loaded.scripts, { timeoutMs: 200, libraryMs: 1500 });
  // a try that ends is not stopped because the machine is busy
  runPatiently = aScriptRunner(loaded.scripts, { timeoutMs: 10_000, libraryMs: 10_000 });
}, 60_000);
afterAll(() => {
  delete process.env[SECRET];
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const attempt = (name: string, runner = run) =>
  runner({
    script: 'scripts/out.ts',
    text: `MSH|^~\\&|A||||||ORU^R01|${name}|P|2.5.1\rOBX|1|ST|X||a|u|||||F\r`,
  });

/** Tries that end well, with a message that says that nothing was found. */
const harmless = [
  'globals of the machine',
  'globals of their prototype',
  'eval',
  'import.meta',
  'the bindings of the process',
  'a stack trace of its own',
  'folders in a stack trace',
  'the caller of its function',
  'the arguments of its caller',
  'a dynamic import from text',
  'a proxy around everything',
  'a symbol that is called on conversion',
  'the harness',
  'a prototype for the host',
  'WebAssembly',
];
/** Tries that end well and change no more than their own message. */
const contained = ['a returned thenable', 'toJSON', 'a setter for the host'];
const endless = [
  'an endless loop',
  'an endless loop in finally',
  'an endless generator',
  'a regular expression without end',
  'a loop in the conversion of the text',
  'all memory',
  'all memory in buffers',
  'a built-in function that cannot be interrupted',
];

describe('a script that tries to leave its box', () => {
  test.each(Object.keys(tries))(
    'finds nothing, and the next message is whole: %s',
    async (name) => {
      const runner = endless.includes(name) ? run : runPatiently;
      const outcome = await attempt(name, runner);
      expect(JSON.stringify(outcome)).not.toContain(process.env[SECRET]);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      if (harmless.includes(name))
        expect(outcome).toMatchObject({ text: expect.stringContaining('|nothing|') });
      else if (contained.includes(name)) expect(outcome.kind).toBe('done');
      else if (endless.includes(name)) expect(outcome.kind).toMatch(/^(?:timeout|threw)$/);
      else expect(outcome.kind).toBe('threw');
      expect(await attempt('none', runner)).toMatchObject({
        kind: 'done',
        text: expect.stringContaining('|nothingundefined|'),
      });
    },
    30_000,
  );

  test('takes no more memory than its box has, however it takes it', async () => {
    const before = process.memoryUsage.rss();
    expect((await attempt('all memory in buffers')).kind).not.toBe('done');
    // the box has 256 MB; the rest is for the thread that it is in
    expect(process.memoryUsage.rss() - before).toBeLessThan(512 * 1024 * 1024);
  });

  test('there are at least forty such tries', () => {
    expect(Object.keys(tries).length).toBeGreaterThanOrEqual(40);
  });
});

describe('checking a site of somebody else', () => {
  const problems = (script: string, prepare: (folder: string) => void = () => undefined) => {
    const folder = aSiteWith(script);
    prepare(folder);
    const loaded = loadSite(folder);
    return { folder, problems: loaded.ok ? [] : loaded.problems.map(({ path }) => path) };
  };

  test.each([
    [
      'writes a file',
      'import * as fs from "node:fs";\nfs.writeFileSync("MARK", "x");\nexport default () => {};',
    ],
    [
      'imports a module when it is loaded',
      'import(["node", "fs"].join(":")).then((fs) => fs.writeFileSync("MARK", "x"));\nexport default () => {};',
    ],
    ['ends the process', '(globalThis as any).process.exit(7);\nexport default () => {};'],
    [
      'reads the environment',
      'throw new Error((globalThis as any).process.env.LABWIRE_TEST_SECRET);\nexport default () => {};',
    ],
  ])(
    'runs nothing of it outside the box: a script that %s',
    (_, script) => {
      const mark = join(mkdtempSync(join(tmpdir(), 'labwire-mark-')), 'mark');
      const found = problems(script.replace('MARK', mark));
      expect(found.problems).toEqual([expect.stringMatching(/^scripts\/out\.ts(?::1)?$/)]);
      expect(existsSync(mark)).toBe(false);
    },
    30_000,
  );

  test('takes no file from outside the folder of the site into the program', () => {
    const outside = mkdtempSync(join(tmpdir(), 'labwire-outside-'));
    folders.push(outside);
    writeFileSync(join(outside, 'key.json'), '{"key":"of the deployer"}');
    const script = `import key from ${JSON.stringify(join(outside, 'key.json'))};\nexport default () => key;`;
    expect(problems(script).problems).toEqual(['scripts/out.ts']);
    const linked = 'import key from "./key.json";\nexport default () => key;';
    const link = (folder: string) => symlinkSync(join(outside, 'key.json'), join(folder, 'scripts/key.json'));
    expect(problems(linked, link).problems).toEqual(['scripts/out.ts']);
  });

  test('a failure has the line of its script', async () => {
    const loaded = loadSite(
      aSiteWith('const fail = () => {\n  throw new Error("no");\n};\nexport default () => fail();\n'),
    );
    if (!loaded.ok) throw new Error('no site');
    const fail = aScriptRunner(loaded.scripts, { timeoutMs: 200 });
    const text = 'MSH|^~\\&|A||||||ORU^R01|1|P|2.5.1\r';
    expect(await fail({ script: 'scripts/out.ts', text })).toEqual({
      kind: 'threw',
      place: 'scripts/out.ts:2',
    });
  });
});

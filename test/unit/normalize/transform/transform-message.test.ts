import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadSite } from '../../../../lib/site/load-site.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { aScriptRunner } from '../../../support/script-runner.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const yaml = (script: string) => `
laboratory: { name: Test, system: https://lab.test, timeZone: UTC }
limits: { scriptMs: 200 }
sources: [{ id: any, kind: lis, script: ${script} }]
`;

/** A site whose one source has this script. */
function aSiteWith(
  script: string,
  files: Readonly<Record<string, string>> = { 'scripts/mend.ts': script },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-site-'));
  folders.push(folder);
  for (const [name, text] of Object.entries({ 'site.yaml': yaml('scripts/mend.ts'), ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Takes and normalizes one message with a site whose source has this script. */
async function run(script: string, bytes: Uint8Array = anOru()) {
  const loaded = loadSite(aSiteWith(script));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { site, version, scripts } = loaded;
  const runScript = aScriptRunner(scripts, { timeoutMs: site.limits.scriptMs });
  const cloud = aMemoryCloud(site, { siteVersion: version, runScript });
  const id = await cloud.accept(bytes);
  const { outcome } = await cloud.normalize(id);
  const stored = await cloud.messages.get(id);
  return { outcome, record: stored?.record, bytes: stored?.bytes, reports: cloud.reports.all() };
}

const mend = (body: string) =>
  `import type HL7Standard from 'hl7-standard';\nexport default (message: HL7Standard): void => {\n${body}\n};\n`;

const waiting = { state: 'held', ledger: { received: 1, stored: 0 } };

describe("a source's script", () => {
  test('mends the message that is normalized, and not the one that is kept', async () => {
    const sent = anOru();
    const { record, bytes, reports } = await run(mend("message.set('OBX.6', 'mmol/L');"), sent);
    expect(reports[0]?.report.observations[0]?.unit?.codings[0]?.code).toBe('mmol/L');
    expect(Buffer.from(bytes ?? []).equals(sent)).toBe(true);
    expect(record).toMatchObject({ state: 'processed', ledger: { received: 1, stored: 1 }, issues: [] });
  });

  test('that changes nothing changes nothing', async () => {
    const { reports } = await run(mend(''));
    expect(reports[0]?.report.observations[0]?.unit?.codings[0]?.code).toBe('mg/dL');
  });

  test('may take results out, and the ledger says so', async () => {
    const script = mend("message.deleteSegments(message.getSegments('OBX').slice(1));");
    const { record } = await run(script, anOru({ results: [{}, {}, {}] }));
    expect(record?.ledger).toEqual({
      received: 3,
      stored: 1,
      held: {},
      setAside: { 'removed-by-script': 2 },
      unmapped: 1,
    });
  });

  test.each([
    ['throws', mend("throw new Error('no');"), 'script-failed'],
    ['never ends', mend('for (;;);'), 'script-timeout'],
    [
      'uses promises',
      mend('const again = (): unknown => Promise.resolve().then(again); again();'),
      'script-failed',
    ],
    ['fails behind its own back', mend("(async () => { throw new Error('later'); })();"), 'script-failed'],
    ['is asynchronous', 'export default async () => {};\n', 'script-failed'],
    ['overflows the stack', mend('const deeper = (): void => deeper(); deeper();'), 'script-failed'],
    [
      'takes all memory',
      mend("const all: unknown[] = []; for (;;) all.push(new Array(1e6).fill('x'));"),
      undefined,
    ],
    ['adds a result', mend("message.createSegment('OBX').set('OBX.3', 'X');"), 'script-failed'],
    [
      'puts a result in the place of another',
      mend(
        "const [old] = message.getSegments('OBX'); if (old) message.createSegmentAfter('OBX', old).set('OBX.3', 'X'), message.deleteSegment(old);",
      ),
      'script-failed',
    ],
    ['breaks the message', mend("message.deleteSegments(message.getSegments('MSH'));"), 'script-failed'],
    [
      'builds no text',
      mend('message.build = () => ({ toString() { for (;;); } }) as never;'),
      'script-failed',
    ],
    ['reaches for the machine', mend('(globalThis as any).process.exit(1);'), 'script-failed'],
    ['asks for the time', mend('message.set("OBX.6", String(Date.now()));'), 'script-failed'],
    ['leaves it to chance', mend('message.set("OBX.6", String(Math.random()));'), 'script-failed'],
  ])('that %s leaves the message held, as it came', async (_, script, expected) => {
    const sent = anOru();
    const { outcome, record, bytes, reports } = await run(script, sent);
    const reason = expected ?? record?.issues[0]?.reason ?? '';
    expect(reason).toMatch(/^script-(?:failed|timeout)$/);
    expect(outcome).toBe('held');
    expect(record).toMatchObject({ ...waiting, issues: [{ severity: 'error', code: '207', reason }] });
    expect(record?.ledger?.held).toEqual({ [reason]: 1 });
    expect(Buffer.from(bytes ?? []).equals(sent)).toBe(true);
    expect(reports).toEqual([]);
  });

  test.each([
    ['other delimiters', 'MSH$^~\\&$A$$$$$$ORU^R01$1$P$2.5.1\rOBX$1$ST$X$$a$$$$$$F\r'],
    ['a segment without fields', 'MSH|^~\\&|A||||||ORU^R01|1|P|2.5.1\rOBX|1|ST|X||a||||||F\rDSC\r'],
    ['a truncation character', 'MSH|^~\\&#|A||||||ORU^R01|1|P|2.7\rOBX|1|ST|X||a||||||F\r'],
  ])('never sees a message that hl7-standard cannot write back: %s', async (_, text) => {
    const { record } = await run(mend("throw new Error('it was called');"), Buffer.from(text));
    expect(record?.ledger?.held).toEqual({ 'script-unreadable': 1 });
  });

  test('finds nothing that the message before left behind, and no trace of a worker that died', async () => {
    const loaded = loadSite(
      aSiteWith(
        mend(
          "const g = globalThis as any; g.count = (g.count ?? 0) + 1; if (message.get('MSH.3') === 'LOOP') for (;;); message.set('OBX.6', String(g.count));",
        ),
      ),
    );
    const runScript = aScriptRunner(loaded.ok ? loaded.scripts : undefined, { timeoutMs: 200 });
    const text = (sender: string) => `MSH|^~\\&|${sender}\rOBX|1|ST|X||a|u\r`;
    const outcomes = await Promise.all(
      ['A', 'LOOP', 'A'].map((sender) => runScript({ script: 'scripts/mend.ts', text: text(sender) })),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'timeout', 'done']);
    for (const outcome of outcomes) if (outcome.kind === 'done') expect(outcome.text).toContain('|a|1|');
  });

  test('that timed out is tried again where an earlier try may have got further', async () => {
    const loaded = loadSite(aSiteWith(mend('for (;;);')));
    if (!loaded.ok) throw new Error('no site');
    const runScript = aScriptRunner(loaded.scripts, { timeoutMs: 50 });
    const { accept, normalize } = aMemoryCloud(loaded.site, { runScript });
    const id = await accept(anOru());
    await expect(normalize(id, { occasion: 'retry' })).rejects.toMatchObject({
      code: 'ScriptTimeout',
      disposition: 'transient',
    });
    expect(await normalize(id)).toMatchObject({ outcome: 'held' });
  });

  test('does not take away what was remarkable about the bytes', async () => {
    const sent = Buffer.concat([Buffer.from(anOru()), Buffer.from('NTE|1||\xfc\r', 'latin1')]);
    for (const script of [mend(''), mend("message.set('OBX.6', 'mmol/L');"), mend('throw 1;')])
      expect((await run(script, sent)).record?.issues[0]).toMatchObject({
        code: '102',
        at: expect.stringMatching(/^byte \d+$/),
      });
  });

  test('is in the character set of its message', async () => {
    const sent = Buffer.from(
      'MSH|^~\\&|A||||||ORU^R01|1|P|2.5.1||||||8859/1\rPID|1||7\rOBR|1||F1|X\rOBX|1|ST|X||\xfc|u|||||F\r',
      'latin1',
    );
    const { reports } = await run(mend("message.set('OBX.6', 'µg');"), sent);
    expect(reports[0]?.report.observations[0]).toMatchObject({
      values: [{ text: 'ü' }],
      unit: { codings: [{ code: 'µg' }, { code: 'ug', system: 'UCUM', isMapped: true }] },
    });
  });
});

describe('checking a site with scripts', () => {
  const problems = (files: Readonly<Record<string, string>>) => {
    const loaded = loadSite(aSiteWith('', files));
    return loaded.ok ? [] : loaded.problems.map(({ path }) => path);
  };

  test.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['a script that is not there', {}, ['sources[0].script']],
    [
      'a script that is no TypeScript',
      { 'scripts/mend.ts': 'export default (\n  => 1' },
      ['scripts/mend.ts:2'],
    ],
    [
      'a script without a default export',
      { 'scripts/mend.ts': 'export const mend = 1;' },
      ['scripts/mend.ts'],
    ],
    ['a default export that is no function', { 'scripts/mend.ts': 'export default 1;' }, ['scripts/mend.ts']],
    [
      'a package that is not there',
      { 'scripts/mend.ts': "import x from 'nowhere';\nexport default () => x;" },
      ['scripts/mend.ts:1'],
    ],
    ['a file outside scripts', { 'site.yaml': yaml('../mend.ts') }, ['sources[0].script']],
  ])('%s is a problem with its place', (_, files, expected) => {
    expect(problems(files)).toEqual(expected);
  });

  test('another script is another version of the site', () => {
    const version = (script: string) => {
      const loaded = loadSite(aSiteWith(script));
      return loaded.ok ? loaded.version : undefined;
    };
    expect(version(mend(''))).toBe(version(mend('')));
    expect(version(mend(''))).not.toBe(version(mend("message.set('OBX.6', 'x');")));
    const folder = aSiteWith(mend(''));
    const here = loadSite(relative(process.cwd(), folder));
    expect(here.ok && here.version).toBe(version(mend('')));
  });
});

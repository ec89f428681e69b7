import { globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import { validateBundle } from '../support/fhir.ts';
import { labwire, labwireProcess } from '../support/labwire.ts';
import { anOru, msh, textOf, toMessage } from '../support/messages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'labwire-cli-'));

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const good = file('good.hl7', anOru({ results: [{ 5: '93' }, { 3: 'NA^Sodium^L', 5: '140' }] }));
const refused = file('refused.hl7', toMessage(msh({ 9: 'SIU^S12' })));

describe('labwire start --once', () => {
  test('plays the examples, loses nothing, and prints what the README shows', async () => {
    const { code, stdout } = await labwireProcess([
      'start',
      '--once',
      '--mllp-port',
      '0',
      '--http-port',
      '0',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('the EXAMPLE, which takes every sender; give yours with --site DIR');
    expect(stdout).toContain('embedded; every destination of the site is delivered here');
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toMatch(
      /^\d+ messages: \d+ accepted, \d+ duplicate, \d+ rejected; \d+ observations in = \d+ stored \+ \d+ held \+ \d+ set aside; \d+ updates delivered; 0 lost$/,
    );
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme).toContain(last);
    for (const line of stdout.split('\n').filter((text) => text.startsWith('EX')))
      expect(readme).toContain(line);
  });
});

test('the site in examples/consumers has a feed, whose address is printed', async () => {
  const page = readFileSync(join(root, 'examples/consumers/README.md'), 'utf8');
  const site = join(folder, 'feed-site');
  mkdirSync(site);
  writeFileSync(join(site, 'site.yaml'), /^```yaml\n([\s\S]*?)^```/m.exec(page)?.[1] ?? '');
  const ports = ['--mllp-port', '0', '--http-port', '0'];
  const args = ['start', '--once', '--no-examples', ...ports, '--site', site];
  const { code, stdout } = await labwireProcess(args);
  expect(code).toBe(0);
  const [, aws] = /AWS {3}(http:\S+)/.exec(stdout) ?? [];
  expect(stdout).toMatch(new RegExp(`Feed {2}${aws}/\\d+/\\S+\\.fifo {2}\\(the destination feed\\)`));
});

describe('without a cloud', () => {
  test('fhir prints one valid bundle', async () => {
    const { code, stdout } = await labwire(['fhir', good]);
    expect(code).toBe(0);
    const bundle = JSON.parse(stdout) as Bundle;
    validateBundle(bundle);
    expect(bundle.entry?.filter(({ resource }) => resource?.resourceType === 'Observation')).toHaveLength(2);
  });

  test('oru prints the message that an EHR would get', async () => {
    const { code, stdout } = await labwire(['oru', good]);
    expect(code).toBe(0);
    const lines = stdout.trim().split('\r');
    expect(lines[0]).toMatch(/^MSH\|.*\|ORU\^R01\^ORU_R01\|LW[0-9A-F]{18}\|/);
    expect(lines.filter((line) => line.startsWith('OBX'))).toHaveLength(2);
  });

  test('normalize prints reports and ledger', async () => {
    const { code, stdout } = await labwire(['normalize', good]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      messages: [{ outcome: 'accepted', ledger: { received: 2, stored: 2, held: {}, setAside: {} } }],
      reports: [{ version: 1, report: { observations: [{}, {}] } }],
    });
  });

  test('a refused message is named with place and code, and is a problem', async () => {
    for (const verb of ['normalize', 'fhir', 'oru']) {
      const { code, stderr } = await labwire([verb, good, refused]);
      expect(code).toBe(1);
      expect(stderr).toContain('refused.hl7: MSH-9 (200)');
    }
  });

  describe('what is held', () => {
    const held = file('held.hl7', anOru({ patient: { 3: '' }, results: [{ 5: '77777' }] }));

    test.each(['fhir', 'oru', 'normalize'])(
      'is not printed by %s, which says where it is and why',
      async (verb) => {
        const { code, stdout, stderr } = await labwire([verb, good, held]);
        expect(code).toBe(0);
        expect(stdout).toContain('140');
        expect(stdout).not.toContain('77777');
        expect(stderr).toContain('held.hl7: OBR[1] is held: no-patient (the result names no patient');
      },
    );

    test('is printed where it is asked for, and marked', async () => {
      const { stdout } = await labwire(['fhir', '--held', good, held]);
      const { entry = [] } = JSON.parse(stdout) as Bundle;
      const isMarked = entry.map(({ resource }) =>
        Boolean(resource?.meta?.tag?.some(({ code }) => code === 'no-patient')),
      );
      expect(isMarked).toContain(true);
      const delivered = entry.length - isMarked.filter(Boolean).length;
      expect(delivered).toBe((JSON.parse((await labwire(['fhir', good])).stdout) as Bundle).entry?.length);
      expect((await labwire(['oru', '--held', held])).stdout).toMatch(
        /^NTE\|1\|L\|HELD, NOT DELIVERED: no-patient/m,
      );
      expect(JSON.parse((await labwire(['normalize', '--held', held])).stdout)).toMatchObject({
        reports: [],
        held: [{ reasons: ['no-patient'], version: { report: { holds: ['no-patient'] } } }],
      });
    });
  });

  test('explain names every value and what it means, and reads standard input', async () => {
    const { code, stdout } = await labwireProcess(['explain', '-'], anOru());
    expect(code).toBe(0);
    expect(stdout).toMatch(/OBX\[1\]-5 +Observation Value NM +93\n/);
    expect(stdout).toMatch(/PID\[1\]-5\.1 +Family Name FN +Okafor\n/);
    expect(stdout).toMatch(/OBX\[1\]-11 +Observation Result Status ID +F {2}Final\n/);
    expect(stdout).not.toContain('\u001b[');
  });

  test('explain of a path gives that and nothing else, and --json gives it to scripts', async () => {
    const { stdout } = await labwire(['explain', good, 'PID-5.2']);
    expect(stdout).toMatch(/^ {2}PID\[1\]-5\.2 +Given Name ST +Amara\n$/);
    const json = await labwire(['explain', '--json', good, 'OBX[1]-3']);
    expect(JSON.parse(json.stdout).segments).toMatchObject([
      {
        path: 'OBX[1]',
        values: [{ path: 'OBX[1]-3.1', value: 'GLU' }, { value: 'Glucose' }, { value: 'L' }],
      },
    ]);
    expect(await labwire(['explain', good, 'OBX[7]-5'])).toMatchObject({ code: 1, stdout: '' });
  });

  test('several messages in one file are told apart', async () => {
    const both = file('both.hl7', textOf(anOru()) + textOf(anOru({ header: { 10: '2' } })));
    const { stdout } = await labwire(['explain', both, 'MSH-10']);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect((await labwire(['lint', both])).stdout).toContain('both.hl7#2');
  });

  test('lint names every finding with its place, and fails for errors', async () => {
    const odd = file('odd.hl7', anOru({ header: { 7: 'today', 99: 'x' }, results: [{ 11: 'Q' }] }));
    const { code, stdout } = await labwire(['lint', odd]);
    expect(code).toBe(1);
    expect(stdout).toContain('error MSH-7 (102)');
    expect(stdout).toContain('error OBX[1]-11 (103)');
    expect(stdout).toContain('warning MSH-99 (102)');
    expect(await labwire(['lint', '--level', 'lenient', odd])).toMatchObject({ code: 0 });
    const [line] = (await labwire(['lint', '--json', odd])).stdout.split('\n');
    expect(JSON.parse(line ?? '').issues).toContainEqual(
      expect.objectContaining({ at: 'OBX[1]-11', code: '103' }),
    );
  });

  test('normalize --summary counts what became of every observation, and its last line is for scripts', async () => {
    const { code, stdout } = await labwire(['normalize', '--summary', ...globSync('examples/*.hl7')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ORU\^R01 .*\n/m);
    expect(stdout).toMatch(/^ +1 set aside: control-material \(/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      '19 messages: 30 observations in = 25 stored + 4 held + 1 set aside; 0 thrown; 0 unbalanced',
    );
  });

  test('lint --summary counts what became of every file, and its last line is for scripts', async () => {
    const batch = mkdtempSync(join(tmpdir(), 'labwire-lint-'));
    writeFileSync(join(batch, 'a.hl7'), Buffer.concat([anOru(), anOru({ results: [{}, {}] })]));
    writeFileSync(join(batch, 'b.hl7'), 'hello');
    writeFileSync(join(batch, 'c.hl7'), '');
    writeFileSync(join(batch, 'd.txt'), 'no HL7 file');
    const { code, stdout } = await labwire(['lint', '--summary', batch]);
    expect(stdout.trim().split('\n').at(-1)).toBe(
      '3 files, 3 messages: 2 parsed; 0 thrown; 0 not rebuilt; 0 segments lost; 0 unanswered',
    );
    expect(code).toBe(0);
  });

  test('check lists every problem of a site with its path', async () => {
    expect(await labwire(['check', join(root, 'site')])).toMatchObject({ code: 0 });
    file(
      'site.yaml',
      'laboratory: { name: "", system: nowhere, timeZone: Mars/Base }\nsources: [{ id: A B, kind: robot }]\nextra: 1\n',
    );
    const { code, stdout } = await labwire(['check', folder]);
    expect(code).toBe(1);
    const paths = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'laboratory.name',
        'laboratory.system',
        'laboratory.timeZone',
        'sources[0].id',
        'sources[0].kind',
        'site.yaml',
      ]),
    );
  });
});

describe('wrong usage', () => {
  test('ends a process of its own with 2', async () => {
    expect(await labwireProcess(['fly'])).toMatchObject({ code: 2, stderr: expect.stringContaining('fly') });
  });

  test.each([
    ['no such verb', ['fly']],
    ['no file', ['lint']],
    ['no path', ['explain', good, 'hello']],
    ['a file that is not there', ['lint', '/nonexistent.hl7']],
    ['a folder', ['explain', folder]],
    ['no such site', ['fhir', good, '--site', '/nonexistent']],
    ['no destination of that name', ['oru', good, '--destination', 'nobody']],
    ['a destination without HL7', ['oru', good, '--destination', 'ehr']],
    ['no system', ['deliveries', '--system', '/nonexistent']],
    ['nothing to send again', ['redeliver', '--system', '/nonexistent']],
    ['nobody listening', ['send', good, '--to', '127.0.0.1:1']],
    ['an address without a port', ['send', good, '--to', 'somewhere']],
    ['a port that is none', ['start', '--mllp-port', '99999']],
  ])('%s is 2, with a word on what to do', async (_, args) => {
    const { code, stderr } = await labwire(args);
    expect(code).toBe(2);
    expect(stderr.trim()).not.toBe('');
    expect(stderr).not.toContain('    at ');
  });

  test('livd import turns a manufacturer’s file into lines of a map', async () => {
    const csv = 'Model,Vendor Analyte Code,Vendor Result Description,LOINC Code\nC303,20340,mmol/L,2524-7\n';
    const { code, stdout } = await labwireProcess(['livd', 'import', '-', '--system', '99LAB'], csv);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'code,system,unit,specimen,loinc,display,ucum,convert_to,molar_mass\n20340,99LAB,mmol/L,,2524-7,,mmol/L,,\n',
    );
    const wrong = await labwireProcess(['livd', 'import', '-'], 'a,b\n');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('not a LIVD file')]);
  });

  test('help is fine', async () => {
    const { code, stdout } = await labwire(['--help']);
    expect(code).toBe(0);
    for (const verb of [
      'start',
      'send',
      'explain',
      'lint',
      'normalize',
      'fhir',
      'oru',
      'deliveries',
      'redeliver',
      'check',
    ])
      expect(stdout).toContain(verb);
  });
});

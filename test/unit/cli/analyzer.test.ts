import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encodeFrames } from '@labwire/hl7/astm/frame';
import { profileNames, readProfile } from '../../../lib/profiles/load-profiles.ts';
import { aFolder, hostile, printedLines, runCli } from '../../support/cli.ts';

const records = (...lines: readonly string[]): string => lines.map((line) => `${line}\r`).join('');
const file = aFolder({
  'result.astm': records(
    'H|\\^&||PSWD|Maglumi User|||||Lis||P|E1394-97|20300613',
    'P|1|P-1',
    'O|1|T-1||^^^TSH',
    'R|1|^^^TSH|1.22|uIU/mL|0.4 to 4.5|N||F||||20300613080000',
    'L|1|N',
  ),
  'nobody.astm': records('H|\\^&', 'P|1', 'O|1|T-2||^^^TSH', 'R|1|^^^TSH|1.3|uIU/mL|||||||', 'L|1|N'),
  'control.astm': records('H|\\^&', 'P|1', 'O|1|QC-1||^^^TSH|||||||Q', 'R|1|^^^TSH|9|uIU/mL', 'L|1|N'),
  'hostile.astm': Buffer.from(
    records('H|\\^&', `P|1|${hostile}`, `O|1|${hostile}||^^^TSH`, `R|1|^^^${hostile}|${hostile}|x`, 'L|1|N'),
  ),
  'query.astm': records('H|\\^&||PSWD|Maglumi User|||||Lis||P|E1394-97', 'Q|1|^T-9||ALL||||||||O', 'L|1|N'),
  'garbage.astm': 'garbage',
});

describe('labwire analyzer try', () => {
  test('shows results with code, unit, patient and specimen, and control results', async () => {
    const { stdout, code } = await runCli([
      ...['analyzer', 'try', 'snibe-maglumi', file('result.astm'), file('control.astm')],
    ]);
    expect(stdout).toMatch(
      /result {3}OBX\[1\] TSH {2}LOINC 3016-3 {2}1\.22 uIU\/mL .* F {2}patient P-1, specimen T-1/,
    );
    expect(stdout).toMatch(/control {2}OBX\[1\] TSH .* material QC-1/);
    expect(stdout).toMatch(/2 files: 1 results, 1 controls, 0 held, 1 set aside\n$/);
    expect(code).toBe(0);
  });

  test('says what would be held, and why, as JSON too', async () => {
    const { stdout } = await runCli(['analyzer', 'try', 'snibe-maglumi', file('nobody.astm')]);
    expect(stdout).toMatch(/held {5}OBX\[1\] TSH .*\(no-patient\)/);
    const asJson = await runCli(['analyzer', 'try', 'snibe-maglumi', file('nobody.astm'), '--json']);
    expect(JSON.parse(asJson.stdout)).toMatchObject([
      { results: [{ code: 'TSH', loinc: '3016-3', held: ['no-patient'] }], controls: [] },
    ]);
  });

  test('shows the answer to a query, where nothing is ordered', async () => {
    const { stdout, code } = await runCli(['analyzer', 'try', 'snibe-maglumi', file('query.astm')]);
    expect(stdout).toMatch(
      /message answered\n {2}answer {3}H\|.*\n(?: {2}answer {3}.*\n)* {2}answer {3}L\|1\|I\n/,
    );
    expect(code).toBe(0);
    const asJson = await runCli(['analyzer', 'try', 'snibe-maglumi', file('query.astm'), '--json']);
    expect(JSON.parse(asJson.stdout)).toMatchObject([
      { messages: [{ outcome: 'answered', answer: expect.arrayContaining(['L|1|I']) }] },
    ]);
  });

  test('fails for a file that has no message, and for a profile that is not there', async () => {
    expect((await runCli(['analyzer', 'try', 'snibe-maglumi', file('garbage.astm')])).code).toBe(1);
    expect((await runCli(['analyzer', 'try', 'nobody', file('result.astm')])).code).toBe(2);
  });

  test('lets no capture act on the terminal', async () => {
    const { stdout } = await runCli(['analyzer', 'try', 'snibe-maglumi', file('hostile.astm')], {
      isTerminal: true,
    });
    printedLines(stdout.replaceAll(/\u001b\[\d+m/g, ''));
    expect(stdout).not.toBe('');
  });
});

const captures = aFolder({
  'run.astm': records(
    'H|\\^&|||XYZ-9^1.0|||||||P|LIS2-A2|20300613',
    'P|1|P-77||||Holm^Ida',
    'O|1|T-77|17^^^^CONTROL||^^^GLU',
    'R|1|^^^GLU^Glucose|5.4|mmol/L|3.9 to 5.8|N||F||||20300613080000',
    'R|2|^^^GLU^Glucose^^^Ct|33.1|||XX||F',
    'R|3|^^^NA^Sodium|....|mmol/L|||||',
    'L|1|N',
  ),
  'query.astm': Buffer.concat([
    Buffer.of(5),
    ...encodeFrames(Buffer.from(records('H|\\^&|||XYZ-9', 'Q|1|^^T-77||ALL', 'L|1|N'))),
    Buffer.of(4),
  ]),
  'run.hl7':
    '\x0bMSH|^~\\&|XYZ|LAB|||20300613||ORU^R01|1|P|2.3.1\rOBR|1\rOBX|1|NM|2823-3^Potassium^LN||4.1|mmol/L|||||F\r\x1c\r',
});

describe('labwire analyzer learn', () => {
  const learn = (...names: readonly string[]) => runCli(['analyzer', 'learn', ...names.map(captures)]);

  test('proposes a profile that can be read, each line with the place that shows it', async () => {
    const { stdout, code } = await learn('run.astm', 'query.astm');
    expect(readProfile(stdout)).toMatchObject({ ok: true });
    for (const line of [
      '  - { kind: "ASTM", version: "LIS2-A2" } # run.astm H[1]-13',
      '  application: ["XYZ-9"] # run.astm H[1]-5',
      '    - { at: "O-4.5", equals: ["CONTROL"] } # run.astm O[1]-4',
      '    - { specimen: 3 } # query.astm Q[1]-3: repeats a specimen of an order',
      '  - { code: "R-3.4", name: "R-3.5", sub: ["R-3.8"] } # run.astm R[1]-3: filled in 3 of 3 results, 2 codes',
      '    - { equals: ["...."], reason: "No result: REASON" } # run.astm R[3]-4',
      '  - { flag: "XX" } # run.astm R[2]-7',
      '  - { code: "GLU", display: "Glucose", unit: "mmol/L" } # run.astm R[1]-3',
      '  - { code: "GLU", sub: "Ct", display: "Glucose" } # run.astm R[2]-3',
    ])
      expect(stdout.split('\n')).toContain(line);
    expect(code).toBe(0);
  });

  test('takes the text files of a folder as captures, and leaves out those that are none', async () => {
    const folder = aFolder({
      'port.TXT': records('H|\\^&|||XYZ-9', 'O|1|T-1||^^^GLU', 'R|1|^^^GLU|5.4|mmol/L', 'L|1|N'),
      'readme.txt': 'Captured on the third floor.',
      'photo.png': 'H|\\^&',
    });
    const { stdout, stderr, code } = await runCli(['analyzer', 'learn', join(folder('port.TXT'), '..')]);
    expect(stdout).toContain('# port.TXT R[1]-3');
    expect(stderr).toContain('readme.txt: neither ASTM nor HL7; left out');
    expect(code).toBe(0);
    const none = aFolder({ 'photo.png': '' });
    expect(await runCli(['analyzer', 'learn', join(none('photo.png'), '..')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('contains no .hl7, .hl7v2, .er7, .astm or .txt file'),
    });
  });

  test('takes no number of a patient or specimen into the profile', async () => {
    const { stdout } = await learn('run.astm', 'query.astm');
    expect(stdout).not.toMatch(/P-77|T-77|Holm/);
  });

  test('reads HL7, and takes a LOINC code that the instrument sends', async () => {
    const { stdout } = await learn('run.hl7');
    expect(readProfile(stdout)).toMatchObject({
      ok: true,
      profile: {
        link: { framing: ['mllp'] },
        map: [{ code: '2823-3', loinc: '2823-3', display: 'Potassium', unit: 'mmol/L' }],
      },
    });
  });

  test('gives the proposal as JSON, and refuses files without a message', async () => {
    const { stdout } = await runCli(['analyzer', 'learn', captures('run.astm'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      files: 1,
      messages: 1,
      codes: [{ value: { code: 'R-3.4' } }],
    });
    expect(await runCli(['analyzer', 'learn', file('garbage.astm')])).toMatchObject({ code: 2 });
  });

  test('lets no capture act on the terminal, and writes a text that can be read', async () => {
    const atTerminal = await runCli(['analyzer', 'learn', file('hostile.astm')], { isTerminal: true });
    printedLines(atTerminal.stdout);
    const { stdout } = await runCli(['analyzer', 'learn', file('hostile.astm')]);
    expect(readProfile(stdout)).toMatchObject({ ok: true });
  });
});

describe('labwire analyzer list', () => {
  test('names every profile, with what it was verified by', async () => {
    const { stdout, code } = await runCli(['analyzer', 'list']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -2).map((line) => line.split(' ')[0])).toEqual(profileNames());
    for (const line of lines.slice(0, -2)) expect(line).toMatch(/verified by (?:manual|capture|bench)/);
    expect([lines.at(-1), code]).toEqual([`${profileNames().length} profiles`, 0]);
  });

  test('finds profiles by words in any letters, and says if there is none', async () => {
    const { stdout } = await runCli(['analyzer', 'list', 'MAGLUMI', 'chemistry', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'snibe-maglumi', verifiedBy: ['capture'] }]);
    expect(await runCli(['analyzer', 'list', 'xyzzy'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no profile has these words'),
    });
  });
});

describe('labwire analyzer show', () => {
  test('prints facts with their source, codes, what is played, what is not known, and sources', async () => {
    const { stdout, code } = await runCli(['analyzer', 'show', 'snibe-maglumi']);
    for (const heading of ['Facts', 'Codes', 'Messages that are played', 'Not known', 'Sources'])
      expect(stdout).toContain(`\n${heading}\n`);
    expect(stdout).toContain('(connector, chapter 16.4.1)');
    expect(code).toBe(0);
  });

  test('gives the whole profile as JSON', async () => {
    const { stdout } = await runCli(['analyzer', 'show', 'snibe-maglumi', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'snibe-maglumi', maker: 'Snibe' });
  });

  test.each(['maglumi', '../../../etc/passwd', '__proto__'])('of %s is a wrong use', async (name) => {
    expect(await runCli(['analyzer', 'show', name])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such profile'),
    });
  });
});

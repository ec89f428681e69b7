import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { encodeFrames } from '@labwire/hl7/astm/frame';
import { aFolder, hostile, printedLines, runCli } from '../../support/cli.ts';
import { anHttpServer, stopHttpServers } from '../../support/http-servers.ts';
import { anOru, textOf } from '../../support/messages.ts';

afterAll(stopHttpServers);

/** ESC, a control of C1, a mark of direction, and an escaped line break, as a sender may write them in a value. */
const value = `${hostile.replace('\n', '').replace('\u009b', '\\XC29B\\')}\\.br\\next`;

const file = aFolder({
  'good.hl7': anOru(),
  'hostile.hl7': Buffer.from(
    textOf(
      anOru({
        header: { 10: value, 18: 'UNICODE UTF-8' },
        results: [{ 2: 'ST', 3: `${value}^${value}`, 5: value }],
      }),
    ),
    'utf8',
  ),
  'broken.hl7': 'PID|1\u001b[2J\r',
  'empty.txt': '',
  // as some instruments send HL7
  'framed.hl7': Buffer.concat([Buffer.of(5), ...encodeFrames(Buffer.from(textOf(anOru()))), Buffer.of(4)]),
  'utf16.hl7': Buffer.from(textOf(anOru()), 'utf16le'),
  'utf16.astm': Buffer.from('H|\\^&\rR|1|^^^K|4.1\rL|1|N\r', 'utf16le'),
  'plain.astm': 'H|\\^&\rR|1|^^^K|4.1\rL|1|N\r',
  'marked.astm': Buffer.from('\ufeffH|\\^&\rR|1|^^^K|4.1\rL|1|N\r', 'utf16le'),
});
const site = fileURLToPath(new URL('../../../site', import.meta.url));
const at = { isTerminal: true };
const withoutColour = (output: string): string => output.replaceAll(/\u001b\[\d+m/g, '');

describe('labwire explain', () => {
  test('names each value of a message', async () => {
    const { stdout, code } = await runCli(['explain', file('good.hl7'), 'OBX[1]-5']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^ {2}OBX\[1\]-5 +Observation Value NM +93\n$/),
    ]);
  });

  test.each([[at], [{}]])('shows a value of several lines as lines of its own, %j', async (options) => {
    const { stdout } = await runCli(['explain', file('hostile.hl7'), 'OBX[1]-5'], options);
    expect(printedLines(withoutColour(stdout)).length).toBeLessThan(4);
    expect(stdout).not.toContain('\u001b[2J');
  });

  test('reads a capture of HL7 in ASTM frames', async () => {
    const { stdout, stderr, code } = await runCli(['explain', file('framed.hl7'), 'OBX[1]-5']);
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('93')]);
  });

  test('reads HL7 in UTF-16 without a byte order mark', async () => {
    const { stdout, code } = await runCli(['explain', file('utf16.hl7'), 'OBX[1]-5']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('93')]);
  });

  test.each(['utf16.astm', 'marked.astm'])('refuses ASTM in UTF-16 with a word, %s', async (name) => {
    const { stdout, code } = await runCli(['explain', file(name)]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('ASTM must be sent in UTF-8')]);
  });

  test('of a place that has nothing is a problem', async () => {
    expect(await runCli(['explain', file('good.hl7'), 'OBX[7]-5'])).toMatchObject({
      code: 1,
      stderr: `${file('good.hl7')}: there is no value at OBX[7]-5\n`,
    });
    expect(await runCli(['explain', file('good.hl7'), 'hello'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('hello is not a path; examples: PID, OBX[2]'),
    });
  });
});

describe('no verb that reads files lets a sender act on the terminal:', () => {
  test.each([
    ['explain', ['explain', file('hostile.hl7')]],
    ['lint', ['lint', file('hostile.hl7')]],
    ['lint of what is no message', ['lint', file('broken.hl7')]],
    ['lint --summary', ['lint', '--summary', file('hostile.hl7')]],
    ['normalize', ['normalize', file('hostile.hl7'), '--site', site]],
    ['normalize --summary', ['normalize', '--summary', file('hostile.hl7'), '--site', site]],
    ['fhir', ['fhir', file('hostile.hl7'), '--site', site]],
    ['oru', ['oru', file('hostile.hl7'), '--site', site]],
    ['unmapped', ['unmapped', file('hostile.hl7'), '--site', site]],
  ])('%s', async (_, args) => {
    const { stdout, stderr } = await runCli(args, at);
    // progress replaces its own line
    for (const output of [stdout, stderr.replaceAll('\r\u001b[K', '\n')]) printedLines(withoutColour(output));
    expect(stdout).not.toBe('');
  });
});

test('labwire oru gives the bytes of the message into a pipe', async () => {
  const { stdout } = await runCli(['oru', file('good.hl7'), '--site', site]);
  expect(stdout).toMatch(/^MSH\|[^\n]+\rPID\|[^\n]+\r$/);
});

describe('labwire lint', () => {
  test('says of each message what was found, and fails for errors', async () => {
    const { stdout, code } = await runCli(['lint', file('broken.hl7')]);
    expect(code).toBe(1);
    expect(printedLines(stdout).at(-1)).toMatch(/^\d+ messages: 1 errors, \d+ warnings$/);
  });

  test('of ASTM says that there is no standard to check it against', async () => {
    const { stdout, code } = await runCli(['lint', file('plain.astm')]);
    expect(code).toBe(1);
    expect(stdout).toContain('H (200) This is ASTM');
    expect(stdout).not.toContain('must start with an MSH segment');
  });

  test('of a folder without messages is wrong usage', async () => {
    const empty = aFolder({ 'a.txt': '' });
    expect(await runCli(['lint', join(empty('a.txt'), '..')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('contains no .hl7, .hl7v2, .er7 or .astm file'),
    });
  });
});

describe('labwire unmapped', () => {
  test('prints lines of a map to complete, and says beside them what to do', async () => {
    const { stdout, stderr } = await runCli(['unmapped', file('good.hl7'), '--site', site]);
    expect(stdout).toMatch(/^code,system,unit,specimen,loinc,display,ucum,convert_to,molar_mass\nGLU,L,/);
    expect(stderr).toContain('1 codes or units without a map; fill in loinc and ucum');
  });

  test('warns of an assigner of patient numbers in two spellings', async () => {
    const of = (assigner: string) => textOf(anOru({ patient: { 3: `4711^^^${assigner}^MR` } }));
    const folder = aFolder({ 'one.hl7': of('HOSP'), 'two.hl7': of('hosp') });
    const { stderr } = await runCli(['unmapped', folder('one.hl7'), folder('two.hl7'), '--site', site]);
    expect(stderr).toContain('patient numbers of HOSP, hosp');
  });
});

describe('labwire check', () => {
  const destination = (url: string, auth: string) => `
laboratory: { name: L, system: 'https://l.example', timeZone: UTC }
sources: [{ id: any, kind: lis }, { id: chem, kind: analyzer, certificate: chem-1, sender: { application: CHEM } }]
gateway:
  channels: [{ id: m, kind: mllp, port: 2575, tls: { certificate: c.pem, key: k.pem, clientAuthority: a.pem } }]
destinations: [{ id: e, kind: fhir, url: '${url}', auth: ${auth} }]
`;

  test('sends no secret before a person has seen which goes where', async () => {
    const { url, received } = await anHttpServer((_, response) => response.end('{}'));
    const files = aFolder({
      'site.yaml': destination(url, '{ kind: bearer, token: prod/database-password }'),
      'secrets.yaml': 'prod/database-password: hunter2\n',
    });
    const args = ['check', join(files('site.yaml'), '..'), '--connect', '--secrets', files('secrets.yaml')];

    const { stdout, stderr, code } = await runCli(args);
    expect(printedLines(stdout)).toEqual([`secret prod/database-password is used for ${url}`]);
    expect([stderr, code]).toEqual([expect.stringContaining('--yes'), 2]);
    expect(received).toEqual([]);

    await runCli([...args, '--yes']);
    expect(received.map(({ headers }) => headers.authorization)).toContain('Bearer hunter2');
  });

  test('a secret for a token goes to the address of the token', async () => {
    const auth =
      '{ kind: oauth2, tokenUrl: https://token.test/t, clientId: a, clientSecret: prod/client, send: form }';
    const files = aFolder({ 'site.yaml': destination('https://ehr.test', auth) });
    const { stdout } = await runCli(['check', join(files('site.yaml'), '..'), '--connect']);
    expect(stdout).toBe('secret prod/client is used for https://token.test/t\n');
  });

  test('lists the sources that every sender can pretend to be, where others show certificates', async () => {
    const files = aFolder({ 'site.yaml': destination('https://ehr.test', '{ kind: bearer, token: t }') });
    const { stdout } = await runCli(['check', join(files('site.yaml'), '..')]);
    expect(stdout).toContain(
      'without certificate any: no certificate is bound to them, so any sender that may connect can send as one of them',
    );
    const { stdout: json } = await runCli(['check', '--json', join(files('site.yaml'), '..')]);
    expect(JSON.parse(json)).toMatchObject({ withoutCertificate: ['any'] });
  });

  test('names the site, or each problem with its path', async () => {
    expect((await runCli(['check', site])).stdout).toMatch(
      /^ok .+: \d+ sources, \d+ destinations, version \S+\nok quality control: 1 control materials, 1 test systems\n$/,
    );
    const wrong = aFolder({ 'site.yaml': 'laboratory: { name: "", system: x, timeZone: Mars }\n' });
    const { stdout, code } = await runCli(['check', join(wrong('site.yaml'), '..')]);
    expect(code).toBe(1);
    expect(printedLines(stdout)).toContainEqual(expect.stringMatching(/^laboratory\.timeZone: /));
  });
});

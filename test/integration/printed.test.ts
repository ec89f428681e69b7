import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createProgram } from '../../cli/program.ts';
import { writeSystemFile } from '../../cli/system-file.ts';
import { createSeal, KEY_BYTES } from '../../gateway/spool/seal.ts';
import { Spool } from '../../gateway/spool/spool.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { aFolder, runCli } from '../support/cli.ts';
import { drained, putDeadLetter, sendAll } from '../support/cloud.ts';
import {
  actingIn,
  aHostileListener,
  aHostileOru,
  showsTheWord,
  toUtf8,
  hostileWord as w,
} from '../support/hostile-words.ts';
import { anHttpServer, stopHttpServers } from '../support/http-servers.ts';
import { msh } from '../support/messages.ts';
import { aCheckedSite } from '../support/site.ts';

/** Every verb over data full of words that act on a terminal: whatever it prints, no such character is in it. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const key = Buffer.alloc(KEY_BYTES, 7).toString('base64');
const site = {
  laboratory: { name: w, system: 'https://lab.test', timeZone: 'UTC' },
  sources: [
    { id: 'other', kind: 'lis', sender: { application: 'OTHER' }, otherMessages: 'reject' },
    { id: 'any', kind: 'lis' },
  ],
};
/** A control whose names, units and people have the word. */
const quality = {
  materials: [
    {
      id: 'control',
      name: w,
      lots: [
        { lot: w, expires: '2030-01-01', levels: [{ level: '1', names: [{ source: 'any', material: w }] }] },
      ],
    },
  ],
  systems: [
    {
      ...{ id: 'glucose', source: 'any', analyzer: w, analyte: w, levels: ['1'] },
      lots: [{ material: 'control', lot: w, active: '2026-01-01T00:00:00Z', by: w }],
      targets: [
        {
          ...{
            material: 'control',
            lot: w,
            level: '1',
            basis: 'provisional',
            mean: '5.0',
            sd: '0.1',
            unit: w,
          },
          ...{ from: '2026-01-01T00:00:00Z', by: w },
        },
      ],
    },
  ],
};
const file = aFolder({
  'quality/any.yaml': JSON.stringify(quality),
  [`${w}.hl7`]: aHostileOru('file'),
  [`${w}broken.hl7`]: `PID|${w}\r`,
  [`${w}.astm`]: Buffer.from(
    [
      `H|\\^&|${w}||${w}|||||${w}||P|LIS2-A2|x${w}`,
      `P|1|${w}|||${w}`,
      `O|1|${w}||^^^${w}`,
      `R|1|^^^${w}|${w}|${w}`,
      'L|1|N',
      '',
    ].join('\r'),
  ),
  [`${w}.csv`]: `Model,Vendor Analyte Code,Vendor Result Description,LOINC Code\n${w},${w},${w},2524-7\n${w},${w},${w},${w}\n`,
  // JSON is YAML
  'site.yaml': JSON.stringify(site),
  'spool.key': key,
});
const message = file(`${w}.hl7`);
const folder = file('.');
let cloud: LocalCloud;
let listener: Awaited<ReturnType<typeof aHostileListener>>;
let ids: { readonly held: string; readonly parked: string; readonly report: string };

beforeAll(async () => {
  listener = await aHostileListener();
  const ehr = await anHttpServer((_, response) => {
    response.writeHead(422, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ diagnostics: w }] }));
  });
  const destinations = [{ id: 'ehr', kind: 'fhir', url: ehr.url }];
  cloud = await start({
    ...aCheckedSite({ ...site, destinations }),
    keepDestinations: true,
  });
  writeSystemFile(cloud, folder);
  await sendAll(cloud.mllpPort, [
    aHostileOru('1'),
    aHostileOru('2', { header: { 11: 'T' } }),
    aHostileOru('control', { header: { 11: 'Q' }, result: { 2: 'NM', 5: '5.1', 14: '20260302080000' } }),
    toUtf8(msh({ 3: 'OTHER', 4: w, 9: `SIU^${w}^${w}`, 10: w, 18: 'UNICODE UTF-8' })),
    toUtf8(msh({ 3: `nobody${w}`, 9: `${w}^${w}`, 10: w, 18: 'UNICODE UTF-8' })),
  ]);
  await drained(cloud);
  const json = async (...args: string[]) =>
    JSON.parse((await runCli([...args, '--json', '--data', folder])).stdout);
  const [held] = await json('held');
  const [parked] = await json('deliveries');
  const found: { id: string; reports: { key: string }[] }[] = await json('messages', '--state', 'processed');
  const made = found.find(({ reports }) => reports.some((report) => report.key === parked.reportKey));
  ids = { held: held.messageId, parked: made?.id ?? '', report: parked.reportKey };
  await putDeadLetter(cloud, 'updates', 'ehr', {
    destination: w,
    reportKey: w,
    version: w,
    content: { name: w },
  });
  const spool = new Spool({
    ...{
      directory: join(folder, 'gateway'),
      seal: createSeal(Buffer.from(key, 'base64')),
      clock: systemClock,
    },
    ...{ maxBytes: 64 * 1024 * 1024, maxAgeMs: 3_600_000, keepMs: 3_600_000 },
  });
  const sender = { evidence: 'address', name: w, channel: w } as const;
  await spool.put({
    bytes: aHostileOru('4'),
    sender,
    keys: ['g'],
    ack: Buffer.from(w),
    type: w,
    controlId: w,
  });
  spool.refuse(1, w);
  spool.close();
});
afterAll(async () => {
  await cloud.stop();
  await listener.stop();
  await stopHttpServers();
});

type Arguments = readonly string[];

const toListener = () => ['--to', `127.0.0.1:${listener.port}`];
const onSystem = (...cases: readonly Arguments[]): readonly Arguments[] =>
  cases.flatMap((args) => [args, [...args, '--json']]).map((args) => [...args, '--data', folder]);
const onControls = (...cases: readonly Arguments[]): readonly Arguments[] =>
  onSystem(...cases.map((args) => [...args, '--site', folder]));
/** Verbs that write. */
const ofControls = (...cases: readonly Arguments[]): readonly Arguments[] =>
  cases
    .flatMap((args) => [args, [...args, '--json']])
    .map((args) => [...args, '--site', folder, '--other-site', '--data', folder]);
const onSpool = (args: Arguments): Arguments => [
  ...args,
  ...['--data', join(folder, 'gateway'), '--key-file', file('spool.key')],
];
const onFiles = (...options: string[]): readonly Arguments[] => [
  [message, ...options],
  [file(`${w}.astm`), ...options],
  [file(`${w}broken.hl7`), ...options],
  [`${w}/none`, ...options],
];
const why = ['--why', w, '--by', w];

/** Arguments of each verb; a verb that is not here fails the test. Verbs that do not end are run below. */
const cases: Readonly<Record<string, () => readonly Arguments[]>> = {
  send: () => [
    [message, ...toListener()],
    [message, ...toListener(), '--json'],
    [message, '--to', w],
  ],
  'spool ls': () => [onSpool(['--all']), onSpool(['--json'])],
  'spool show': () => [onSpool(['1', ...why]), onSpool([w, ...why])],
  'spool audit': () => [onSpool([]), onSpool(['--json'])],
  'spool retry': () => [onSpool(['1']), onSpool([w])],
  status: () => onSystem([]),
  messages: () => onSystem([], ['--source', w], ['--patient', `${w}1^^^${w}^MR`, ...why]),
  show: () => onSystem([ids.parked], [ids.parked, '--content', ...why], [w]),
  held: () => onSystem([], ['--reason', w]),
  release: () => onSystem([ids.held, ...why, '--dry-run'], [ids.held, ...why, '--yes'], [w, ...why]),
  replay: () => onSystem(['--since', '1h', ...why, '--dry-run'], ['--since', '1h', ...why, '--yes'], [w]),
  deliveries: () => onSystem([], [ids.report, '--answers', ...why], ['--destination', w], [w]),
  redeliver: () => onSystem(['--parked', '--yes', '--by', w], [w, '--yes'], ['--destination', w, '--parked']),
  unmapped: () => [...onSystem([], ['--source', w]), ...onFiles('--data', folder)],
  'dlq ls': () => onSystem([]),
  'dlq show': () => onSystem(['updates/ehr'], ['updates/ehr', '--content', ...why], [w]),
  'dlq redrive': () => onSystem(['updates/ehr', '--yes'], [w]),
  audit: () => onSystem([], ['--by', w], ['--patient', w]),
  'qc status': () => onControls(['--since', '2026-01-01']),
  'qc points': () => onControls(['glucose', '--since', '2026-01-01'], [w]),
  'qc events': () => onControls(['glucose', '--since', '2026-01-01'], [w]),
  'qc statistics': () => onControls([], ['--months', '120'], ['glucose', '--months', '120'], [w]),
  'qc lots': () => onControls([]),
  'qc action': () => ofControls(['glucose', '--kind', 'other', ...why], [w, '--kind', 'other', ...why]),
  'qc exclude': () => ofControls(['glucose', w, ...why], [w, w, ...why]),
  'qc include': () => ofControls(['glucose', w, ...why], [w, w, ...why]),
  'qc activate': () => ofControls(['glucose', w, ...why], ['glucose', 'B', ...why], [w, w, ...why]),
  'lookback list': () => onControls(['--since', '2026-01-01']),
  'lookback show': () => onControls(['glucose', w], [w, w]),
  'lookback dispose': () =>
    ofControls(['glucose', w, '--as', 'repeat-ok', ...why], [w, w, '--as', w, ...why]),
  'lookback sign': () => ofControls(['glucose', w, ...why], [w, w, ...why]),
  'qc chart': () => [
    ...[file('chart.svg'), file(`${w}.html`)].map((out) => [
      ...['glucose', '--out', out, '--site', folder, '--data', folder],
      ...['--since', '2026-01-01'],
    ]),
    [w, '--out', file('none.svg'), '--site', folder, '--data', folder],
  ],
  explain: () => [...onFiles(), ...onFiles('--json'), ...onFiles(w)],
  lint: () => [...onFiles(), ...onFiles('--json'), ...onFiles('--summary'), ...onFiles('--level', w)],
  normalize: () => [
    ...onFiles('--site', folder),
    ...onFiles('--site', folder, '--summary'),
    ...onFiles('--site', w),
  ],
  fhir: () => [...onFiles('--site', folder), ...onFiles('--site', folder, '--held')],
  oru: () => [...onFiles('--site', folder), ...onFiles('--site', folder, '--destination', w)],
  'livd import': () => [[file(`${w}.csv`), '--system', w], [file(`${w}.csv`), '--model', w], [w]],
  check: () => [[folder], [folder, '--json'], [brokenSite()], [brokenSite(), '--json'], [w]],
  'analyzer list': () => [[], ['--json']],
  'analyzer show': () => [['roche-cobas-e411'], [w], [w, '--json']],
  'analyzer try': () => [
    ['roche-cobas-e411', ...(onFiles()[1] ?? [])],
    ['roche-cobas-e411', message, file(`${w}.astm`), '--json'],
    ['roche-cobas-e411', `${w}/none`],
    [w, message],
  ],
  'analyzer learn': () => [...onFiles(), ...onFiles('--json')],
  'simulate analyzer': () => [
    ['--profile', 'mllp', '--count', '1', ...toListener(), '--application', w],
    ['--profile', 'z03', '--tube', w, ...toListener()],
    ['--profile', w, ...toListener()],
  ],
  'simulate lis': () => [
    ['--code', w, '--tube', w, ...toListener()],
    ['--json', ...toListener()],
  ],
  conformance: () => [
    ['--only', 'LAB-27-001', '--timeout', '1', '--listen', '0', '--listen-broadcast', '0', ...toListener()],
    ['--only', w],
  ],
};

function brokenSite(): string {
  const broken = {
    ...site,
    [w]: w,
    sources: [{ id: w, kind: w, script: w, maps: [w] }],
    destinations: [{ id: w, kind: w }],
  };
  return aFolder({ 'site.yaml': JSON.stringify(broken) })('.');
}

/** Verbs that write unchanged bytes into a pipe or a file, for programs. */
const rawIntoPipe = ['oru', 'fhir', 'unmapped', 'livd import', 'spool show'];
/** Verbs that run until they are stopped. */
const endless = ['start', 'gateway'];
/** Verbs that print no word from outside. */
const withoutWords = ['lookback list', 'dlq ls', 'conformance', 'analyzer list', 'analyzer show'];

const leavesOf = (command: CommandUnknownOpts, path = ''): readonly string[] =>
  command.commands.length === 0
    ? [path]
    : command.commands.flatMap((one) => leavesOf(one, `${path} ${one.name()}`.trim()));

test('every verb is tried', () => {
  expect([...Object.keys(cases), ...endless].sort()).toEqual([...leavesOf(createProgram())].sort());
});

test.each(Object.keys(cases))('%s prints no character that acts on a terminal', async (verb) => {
  let shown = '';
  for (const isTerminal of [true, false])
    for (const args of cases[verb]?.() ?? []) {
      const { stdout, stderr } = await runCli([...verb.split(' '), ...args], { isTerminal });
      const toTerminal = isTerminal || !rawIntoPipe.includes(verb) ? [stdout, stderr] : [stderr];
      expect([args, toTerminal.flatMap(actingIn)]).toEqual([args, []]);
      shown += toTerminal.join('\n');
    }
  // it would be no test of a verb that shows nothing of it
  expect([verb, showsTheWord(shown)]).toEqual([verb, !withoutWords.includes(verb)]);
});

/** Runs a verb that does not end, until a line matches; gives all that it printed. */
async function untilLine(args: Arguments, hear: RegExp, onLine: (line: string) => void): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'cli/labwire.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const heard = new Promise<void>((resolve) =>
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed += `${line}\n`;
      onLine(line);
      if (hear.test(line)) resolve();
    }),
  );
  await Promise.race([heard, ended]);
  child.kill('SIGTERM');
  await ended;
  return printed;
}

test('start prints no character that acts on a terminal', async () => {
  const args = ['start', '--no-examples', '--site', folder, '--mllp-port', '0', '--http-port', '0', '--logs'];
  const printed = await untilLine([...args, '--data', join(folder, 'started')], /A␛\[2J/, (line) => {
    const port = /MLLP +127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) void sendAll(Number(port), [aHostileOru('5')]);
  });
  expect(actingIn(printed)).toEqual([]);
});

test('gateway prints no character that acts on a terminal', async () => {
  const data = join(folder, 'edge');
  const keyed = ['--data', data, '--key-file', file('spool.key')];
  const printed = await untilLine(
    [
      'gateway',
      '--site',
      folder,
      ...keyed,
      '--url',
      'http://127.0.0.1:1',
      '--region',
      'r',
      '--health-port',
      '0',
    ],
    /"event":"(?!ready)/,
    (line) => {
      const port = /"mllp":(\d+)/.exec(line)?.[1];
      if (port !== undefined) void sendAll(Number(port), [aHostileOru('6')]).catch(() => undefined);
    },
  );
  expect(actingIn(printed)).toEqual([]);
});

test('a verb that prints a raw character would be found', () => {
  writeFileSync(file('raw'), w);
  expect(actingIn(`fine\n${w}\n`)).toHaveLength(1);
  expect(actingIn('\u001b[32mfine\u001b[39m\n\r\u001b[K1 of 2\n')).toEqual([]);
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { morningMessages, morningSite } from '../../cli/morning.ts';
import { siteAt } from '../../cli/site-option.ts';
import { writeSystemFile } from '../../cli/system-file.ts';
import { qualityFileSchema, type TestSystem } from '../../lib/site/quality/schema.ts';
import { siteVersionOf } from '../../lib/site/site-version.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, readTable, sendAll, type TableContents } from '../support/cloud.ts';
import { labwire } from '../support/labwire.ts';
import { controlIdOf, controls, result } from '../support/quality/morning.ts';

/** The morning of `examples/morning` over the wire, as it ended two hours ago, and what people do then. */
const HOUR = 3_600_000;
const MINUTE = 60_000;
const now = Date.now();
/** Both modules after the last message of the morning. */
const after = (minutes: number): number => now - 2 * HOUR + minutes * MINUTE;
const messages = morningMessages(new Date(now - 2 * HOUR));

// it is about noon in the laboratory, so that no midnight is near
const hours = 12 - new Date(now).getUTCHours();
const timeZone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
const clockTime = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(at);

const release = siteAt(morningSite);
const described = release.quality ?? qualityFileSchema.parse({});
const [moduleA] = described.systems;
/** Chloride has the controls of glucose. It is due each day at a time that has passed on module A, and has not on module B. */
const chloride = (module: 'A' | 'B', due: number): TestSystem => {
  if (moduleA === undefined) throw new Error('no test system');
  const names = { id: `module-${module.toLowerCase()}-chloride`, analyzer: `CHEM1-${module}` };
  return { ...moduleA, ...names, analyte: 'CL', due: [{ every: 'day' as const, at: clockTime(due) }] };
};
const quality = {
  ...described,
  systems: [
    ...described.systems.map((system) =>
      // a good control speaks for what was measured before the calibration
      system.id === 'module-a-glucose'
        ? { ...system, gate: { ...system.gate, beforeReset: 'lift' as const } }
        : system,
    ),
    chloride('A', now - 2 * MINUTE),
    chloride('B', now + 2 * HOUR),
  ],
};
const site = { ...release.site, laboratory: { ...release.site.laboratory, timeZone } };

const folder = mkdtempSync(join(tmpdir(), 'labwire-morning-'));
let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await start({ ...release, site, siteVersion: siteVersionOf(site), quality });
  writeSystemFile(cloud, folder);
});
afterAll(() => cloud.stop());

const contents = (): Promise<TableContents> =>
  readTable({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });

const take = async (all: readonly Uint8Array[]): Promise<void> => {
  const answers = await sendAll(cloud.mllpPort, all);
  expect(answers.map(({ ack }) => ack.code)).toEqual(all.map(() => 'AA'));
  await drained(cloud);
};

const takeMorning = (...numbers: readonly string[]): Promise<void> =>
  take(messages.filter((one) => numbers.some((number) => controlIdOf(one).startsWith(`MORNING-${number}`))));

/** `delivered`, or why the result of a message is held. */
async function outcomeOf(controlId: string): Promise<string> {
  const { messages: stored, deliveries } = await contents();
  const message = stored.find((one) => one.controlId === controlId);
  const keys = new Set(message?.reports.map(({ key }) => key));
  const isDelivered = deliveries.some((one) => keys.has(one.reportKey) && one.state === 'delivered');
  return isDelivered ? 'delivered' : Object.keys(message?.ledger?.held ?? {}).join();
}

async function stateOf(system: string): Promise<string | undefined> {
  const found = quality.systems.find(({ id }) => id === system);
  const { systemStates } = await contents();
  return systemStates
    .find(({ pk }) => pk.includes(found?.analyzer ?? '') && pk.endsWith(found?.analyte ?? ''))
    ?.steps.at(-1)?.state;
}

const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await labwire([...args, '--system', join(folder, 'system.json')]);
  return { code, stdout, stderr };
};

interface Listed {
  readonly system: string;
  readonly bounds: { readonly event: string; readonly after: number; readonly rejectedAt: number };
  readonly rows: readonly { readonly messageId: string; readonly decision?: { readonly by: string } }[];
}

/** The look-backs of a test system, with the control ids of the messages that they list. */
async function lookBacksOf(system: string) {
  const all: readonly Listed[] = JSON.parse((await run('lookback', 'list', '--json')).stdout);
  const { messages: stored } = await contents();
  const controlIds = new Map(stored.map(({ id, controlId }) => [id, controlId]));
  return all
    .filter((one) => one.system === system)
    .map(({ bounds, rows }) => ({
      ...bounds,
      rows: rows.map(({ messageId, decision }) => [controlIds.get(messageId), decision?.by]),
    }));
}

test('a control that is rejected holds what comes after it on its module, and a repeat does not free it', async () => {
  // of the ten days before, the last one
  await takeMorning('0301', '01A', '01B', '02', '03', '04');
  expect(await stateOf('module-a-glucose')).toBe('good');
  await takeMorning('05');
  expect(await stateOf('module-a-glucose')).toBe('failed');
  await takeMorning('06', '07');
  expect(await Promise.all(['02', '03', '04', '06', '07'].map((one) => outcomeOf(`MORNING-${one}`)))).toEqual(
    ['delivered', 'delivered', 'delivered', 'qc-failed', 'delivered'],
  );
  await takeMorning('08');
  expect(await stateOf('module-a-glucose')).toBe('repeat-passed');
  expect(await outcomeOf('MORNING-06')).toBe('qc-failed');
});

test('the look-back lists what was delivered of that module and analyte since the last good control', async () => {
  expect((await lookBacksOf('module-a-glucose')).map(({ rows }) => rows)).toEqual([
    [
      ['MORNING-02', undefined],
      ['MORNING-03', undefined],
    ],
  ]);
  expect(await lookBacksOf('module-b-glucose')).toEqual([]);
});

test('controls without a target close the gate, and so does a control that is due', async () => {
  await takeMorning('09', '10', '11');
  expect([await outcomeOf('MORNING-10B'), await outcomeOf('MORNING-11B')]).toEqual([
    'qc-overdue',
    'qc-missing',
  ]);
  const { verdicts } = await contents();
  const sodium = verdicts.filter(({ pk }) => pk.endsWith('NA'));
  expect(sodium.map(({ evaluation }) => evaluation?.verdict)).toEqual(['cannot-judge']);
});

test('a result is held from the minute at which the control of the day was due in the laboratory', async () => {
  for (const analyzer of ['CHEM1-A', 'CHEM1-B'])
    await take([controls(now - 24 * HOUR, { analyzer, analyte: 'CL' })]);
  await take([result(now, 'CL-A', 'CHEM1-A', 'CL'), result(now, 'CL-B', 'CHEM1-B', 'CL')]);
  expect([await outcomeOf('CL-A'), await outcomeOf('CL-B')]).toEqual(['qc-overdue', 'delivered']);
  await take([controls(now, { analyzer: 'CHEM1-A', analyte: 'CL' })]);
  expect(await outcomeOf('CL-A')).toBe('delivered');
});

test('people read until when and why a control counts, in the time zone of the laboratory', async () => {
  await take([controls(now, { analyzer: 'CHEM9-X', analyte: 'CL' })]);
  const status = await run('qc', 'status');
  const due = clockTime(now - 2 * MINUTE);
  const until = new RegExp(`counts until \\d+ \\w+ \\d{4} ${due}:00 \\S+: each day until ${due}`);
  expect(status.stdout).toMatch(until);
  expect(status.stdout).toMatch(/a control is due since \d+ \w+ \d{4} [\d:]{8} \S+: every 4 hours/);
  expect(status.stdout).toContain('a control is due now: document an action, then run it');
  expect(status.stdout).toMatch(
    /^closed module-b-potassium: results are held, qc-overdue: run the controls/m,
  );
  expect(status.stdout).toContain('of no test system chemistry-1: analyzer CHEM9-X');
  expect(status.stdout).toContain('analyzer: "CHEM9-X"');
  expect((await run('qc', 'events', 'module-a-chloride')).stdout).toMatch(until);
  const systems = JSON.parse((await run('qc', 'status', '--json')).stdout).systems;
  expect(systems.find(({ system }: { system: string }) => system === 'module-b-potassium').due).toMatchObject(
    {
      ...{ kind: 'due', isNow: true, isAssumed: false },
    },
  );
});

test('a control that comes late and failed opens a look-back of its own, and its verdict names its message', async () => {
  await takeMorning('12');
  const [late, ...others] = await lookBacksOf('module-b-glucose');
  expect(others).toEqual([]);
  expect(late?.rows).toEqual([
    ['MORNING-04', undefined],
    ['MORNING-07', undefined],
  ]);
  const { messages: stored, verdicts } = await contents();
  const versions = verdicts.filter(({ event }) => event === late?.event);
  expect(versions).toMatchObject([
    { version: 1, cause: stored.find(({ controlId }) => controlId === 'MORNING-12')?.id },
  ]);
});

test('a good control that comes late moves the bounds of a look-back', async () => {
  const [before] = await lookBacksOf('module-a-glucose');
  // 07:40 of the morning, between its two patients
  await take([controls(after(-175))]);
  const [moved, ...others] = await lookBacksOf('module-a-glucose');
  expect(others).toEqual([]);
  expect(moved).toMatchObject({ event: before?.event, rows: [['MORNING-03', undefined]] });
  expect(moved?.after).toBeGreaterThan(before?.after ?? 0);
});

test('a calibration and two good levels free the result that was held', async () => {
  const words = ['--kind', 'calibration', '--why', 'drift', '--by', 'mara'];
  const at = new Date(after(20)).toISOString();
  expect(await run('qc', 'action', 'module-a-glucose', ...words, '--at', at)).toMatchObject({ code: 0 });
  expect(await outcomeOf('MORNING-06')).toBe('qc-failed');
  await take([controls(after(30))]);
  expect(await stateOf('module-a-glucose')).toBe('good');
  expect(await outcomeOf('MORNING-06')).toBe('delivered');
});

test('dispositions and the signature of a second person close a look-back, and touch nothing else', async () => {
  const [found] = await lookBacksOf('module-a-glucose');
  const event = found?.event ?? '';
  const before = await contents();
  cloud.aws.resetUsage();
  const words = ['module-a-glucose', event, '--why', 'measured again'];
  expect(await run('lookback', 'dispose', ...words, '--by', 'mara', '--as', 'repeat-ok')).toMatchObject({
    code: 0,
  });
  expect(await run('lookback', 'sign', ...words, '--by', 'mara')).toMatchObject({ code: 2 });
  expect(await run('lookback', 'sign', ...words, '--by', 'ines')).toMatchObject({ code: 0 });
  const writes = Object.values(cloud.aws.usage()).flatMap((operations) =>
    Object.entries(operations).flatMap(([name, { requests }]) =>
      /Put|Update|Delete|Write|Send/.test(name) ? [[name, requests]] : [],
    ),
  );
  // one audit entry and the decision about each result, two for the signature, and the state that knows of it
  expect(writes).toEqual([['DynamoDB.PutItem', 6]]);
  // the one that was held was measured before the rejected control was received, which is now
  const decided = [
    ['MORNING-03', 'mara'],
    ['MORNING-06', 'mara'],
  ];
  expect((await lookBacksOf('module-a-glucose')).map(({ rows }) => rows)).toEqual([decided]);
  const { messages: stored, versions, verdicts, systemStates, deliveries } = await contents();
  const steps = (states: typeof systemStates) => states.map(({ pk, steps: all }) => ({ pk, steps: all }));
  expect({ stored, versions, verdicts, states: steps(systemStates), deliveries }).toEqual({
    stored: before.messages,
    versions: before.versions,
    verdicts: before.verdicts,
    // the look-back alone is another one
    states: steps(before.systemStates),
    deliveries: before.deliveries,
  });
});

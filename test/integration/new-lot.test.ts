import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { morningMessages, morningSite } from '../../cli/morning.ts';
import { siteAt } from '../../cli/site-option.ts';
import { writeSystemFile } from '../../cli/system-file.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, readTable, sendAll, type TableContents } from '../support/cloud.ts';
import { labwire } from '../support/labwire.ts';
import { controlIdOf, controls, result } from '../support/quality/morning.ts';

/** The new lot of `examples/morning`: ten days beside the one in use, then its activation on a running system. */
const HOUR = 3_600_000;
const now = Date.now();
const messages = morningMessages(new Date(now - 2 * HOUR));

const folder = mkdtempSync(join(tmpdir(), 'labwire-new-lot-'));
const [site, data] = [join(folder, 'site'), join(folder, 'data')];
const qualityFile = join(site, 'quality', 'chemistry.yaml');

let cloud: LocalCloud;
/** Deploys the site as it is in its folder. */
async function deploy(): Promise<void> {
  cloud = await start({ ...siteAt(site), dataDirectory: data });
  writeSystemFile(cloud, data);
}

beforeAll(async () => {
  cpSync(morningSite, site, { recursive: true });
  const file = join(site, 'site.yaml');
  // ten times 24 hours are ten days
  writeFileSync(file, readFileSync(file, 'utf8').replace('America/New_York', 'Etc/UTC'));
  await deploy();
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

const contents = (): Promise<TableContents> =>
  readTable({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });

async function take(...all: readonly Uint8Array[]): Promise<void> {
  const answers = await sendAll(cloud.mllpPort, all);
  expect(answers.map(({ ack }) => ack.code)).toEqual(all.map(() => 'AA'));
  await drained(cloud);
}

const takeMorning = (...names: readonly string[]): Promise<void> =>
  take(...messages.filter((one) => names.some((name) => controlIdOf(one).startsWith(`MORNING-${name}`))));

async function stateOfGlucose() {
  const { systemStates } = await contents();
  return systemStates.find(({ pk }) => pk.endsWith('CHEM1-A#GLU'))?.steps.at(-1);
}

/** The verdict on an event of glucose on module A that began at a time, with the lots of its points. */
async function verdictAt(at: number) {
  const { verdicts } = await contents();
  const second = Math.floor(at / 1000) * 1000;
  const found = verdicts
    .filter(({ pk, start: first }) => pk.endsWith('CHEM1-A#GLU') && first === second)
    .toSorted((one, other) => one.version - other.version)
    .at(-1)?.evaluation;
  return {
    ...{ verdict: found?.verdict, use: found?.use },
    lots: [...new Set(found?.points.map(({ lot }) => lot))],
  };
}

/** `delivered`, or why the result of a message is held. */
async function outcomeOf(controlId: string): Promise<string> {
  const { messages: stored, deliveries } = await contents();
  const message = stored.find((one) => one.controlId === controlId);
  const keys = new Set(message?.reports.map(({ key }) => key));
  const isDelivered = deliveries.some((one) => keys.has(one.reportKey) && one.state === 'delivered');
  return isDelivered ? 'delivered' : Object.keys(message?.ledger?.held ?? {}).join();
}

const qc = async (...args: string[]) => {
  const { code, stdout, stderr } = await labwire(['qc', ...args, '--data', data]);
  return { code, stdout, stderr };
};
const activate = (...args: string[]) =>
  qc('activate', 'module-a-glucose', '45850', '--why', '45800 is used up', '--by', 'ines', ...args);

test('a lot beside the one in use decides nothing, and nine runs of ten are not enough', async () => {
  await takeMorning('0301', '01A', 'N022');
  expect(await stateOfGlucose()).toMatchObject({ state: 'good' });
  const { verdicts } = await contents();
  const parallel = verdicts.filter(({ evaluation }) => evaluation?.use === 'parallel');
  expect(parallel).toHaveLength(9);
  const refused = await activate();
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('level 1: 9 of 10 runs; 1 missing');
  expect(refused.stdout).toContain('level 2: 9 of 10 runs; 1 missing');
});

test('a run is left out only with a reason, and stays in the list', async () => {
  // both levels, and the second one has no number
  await take(controls(now - 26 * HOUR, { lot: '45850', levels: ['107.1', '>400'] }));
  const refused = await activate();
  expect(refused.code).toBe(1);
  const [, run = ''] = /level 2: the run (\S+) has no number/.exec(refused.stdout) ?? [];
  expect(run).not.toBe('');
  expect((await qc('exclude', 'module-a-glucose', run)).code).toBe(2);
  const why = ['--why', 'air bubble', '--by', 'mara'];
  expect(await qc('exclude', 'module-a-glucose', run, ...why)).toMatchObject({ code: 0 });
  expect((await activate()).stdout).toContain('level 2: 9 of 10 runs; 1 missing');
  await takeMorning('N0301');
  const proposed = await activate();
  expect(proposed).toMatchObject({ code: 0 });
  expect(proposed.stdout).toMatch(/level 2 {2}>400 mg\/dL {2}excluded by mara: air bubble/);
  // 2 % of 107.918, and 2 % of 240
  expect(proposed.stdout).toContain('level 1: mean 107.918, SD 2.15836 mg/dL from 11 runs');
  expect(proposed.stdout).toContain('level 2: mean 240.000, SD 4.80000 mg/dL from 10 runs');
});

test('an activation is written into the site, and the running system judges as before', async () => {
  const before = readFileSync(qualityFile, 'utf8');
  const refused = await activate('--write');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('name the folder')]);
  expect(readFileSync(qualityFile, 'utf8')).toBe(before);

  const { systemStates } = await contents();
  const written = await activate('--write', '--site', site);
  expect([written.code, written.stderr]).toEqual([0, expect.stringContaining('deploy the site')]);
  expect(readFileSync(qualityFile, 'utf8')).toContain('mean: "107.918"');
  expect((await contents()).systemStates).toEqual(systemStates);

  // a command that judges does not use targets that are not deployed
  const action = ['action', 'module-a-glucose', '--kind', 'other', '--why', 'x', '--site', site];
  const [early, status] = [await qc(...action), await qc('status', '--site', site)];
  expect([early.code, early.stderr]).toEqual([2, expect.stringContaining('the system judges by version')]);
  expect(status.stderr).toContain('the system judges by version');
  expect((await contents()).systemStates).toEqual(systemStates);

  await take(controls(now - 30 * 60_000, { lot: '45850', levels: ['108.0', '240.0'] }));
  expect(await verdictAt(now - 30 * 60_000)).toMatchObject({ use: 'parallel' });
  expect((await contents()).systemStates).toEqual(systemStates);
  await take(result(now - 10 * 60_000, 'LOT-1', 'CHEM1-A', 'GLU'));
  expect(await outcomeOf('LOT-1')).toBe('delivered');
});

test('after the deployment results are judged by the new lot', async () => {
  await cloud.stop();
  await deploy();
  expect(readFileSync(qualityFile, 'utf8')).toContain('retired:');
  const at = Date.now();
  // 8 % above the old mean of level 1
  await take(controls(at, { lot: '45850', levels: ['108.0', '240.0'] }));
  expect(await verdictAt(at)).toEqual({
    ...{ verdict: 'accept', use: 'active' },
    lots: ['chemistry-control/45850'],
  });
  expect(await stateOfGlucose()).toMatchObject({ state: 'good' });
  await take(result(at + 60_000, 'LOT-2', 'CHEM1-A', 'GLU'));
  expect(await outcomeOf('LOT-2')).toBe('delivered');
  // within two SD of the old lot
  await take(controls(at + 120_000, { lot: '45850', levels: ['100.0', '250.0'] }));
  expect(await verdictAt(at + 120_000)).toMatchObject({ verdict: 'reject', use: 'active' });
  await take(result(at + 180_000, 'LOT-3', 'CHEM1-A', 'GLU'));
  expect(await outcomeOf('LOT-3')).toBe('qc-failed');
});

test('a vial of the lot that was retired is not judged, and answers nothing', async () => {
  const at = Date.now() + 240_000;
  await take(controls(at, { lot: '45800' }));
  expect(await verdictAt(at)).toMatchObject({ verdict: 'cannot-judge', use: 'none' });
  expect(await stateOfGlucose()).toMatchObject({ state: 'failed' });
});

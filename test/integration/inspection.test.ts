import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeSystemFile } from '../../cli/system-file.ts';
import { qualityFileSchema } from '../../lib/site/quality/schema.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, sendAll, unique } from '../support/cloud.ts';
import { labwire } from '../support/labwire.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';
import { aQuality } from '../support/quality/controls.ts';
import { followPage } from '../support/runbook.ts';
import { aCheckedSite } from '../support/site.ts';

/** The timer of the template: only the time of its events and of metrics is moved. */
const { materials, systems } = aQuality({}, '2099-12-31');
const due = new Map<string, unknown>(
  Object.entries({
    hourly: { every: 'hours', hours: 1 },
    counted: { every: 'patients', patients: 2 },
    failing: { every: 'hours', hours: 700 },
    doubtful: { every: 'hours', hours: 700 },
    deployed: { every: 'hours', hours: 1 },
  }),
);
const quality = qualityFileSchema.parse({
  materials,
  systems: [...due].map(([analyzer, rule]) => ({
    ...systems[0],
    ...{ id: analyzer, analyzer, due: rule, gate: { mode: 'gate' } },
  })),
});
const sources = [{ id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' } }];
const folder = mkdtempSync(join(tmpdir(), 'labwire-inspection-'));
const begin = Date.now();
let movedMs = 0;
let cloud: LocalCloud;

async function deploy(systemsOfSite = quality.systems): Promise<void> {
  cloud = await start({
    ...aCheckedSite({ sources }),
    ...{ quality: { ...quality, systems: systemsOfSite }, dataDirectory: folder },
    clock: () => new Date(begin + movedMs),
  });
  writeSystemFile(cloud, folder);
}

beforeAll(() => deploy());
afterAll(() => cloud.stop());

/** A time before the test, as HL7 writes it. */
const minutesAgo = (minutes: number): string =>
  `${new Date(begin - minutes * 60_000).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;

const control = (analyzer: string, minutes: number, value = '100'): Uint8Array =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: minutesAgo(minutes), 9: 'OUL^R22', 10: unique() }),
    segment('SPM', { 2: 'QC1', 11: 'Q^^HL70369' }),
    obr({ 3: 'QC1' }),
    obx({
      ...{ 3: 'GLU^Glucose^99LAB', 5: value, 6: 'mg/dL' },
      ...{ 18: analyzer, 19: minutesAgo(minutes) },
    }),
  );

const result = (analyzer: string, minutes: number): Uint8Array =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: minutesAgo(minutes), 9: 'ORU^R01', 10: unique() }),
    pid({ 3: `${unique()}^^^RIVERSIDE^MR` }),
    obr({ 3: `F-${unique()}` }),
    obx({
      ...{ 3: 'GLU^Glucose^99LAB', 5: '95', 6: 'mg/dL' },
      ...{ 18: analyzer, 19: minutesAgo(minutes) },
    }),
  );

const take = async (bytes: Uint8Array): Promise<void> => {
  expect(await sendAll(cloud.mllpPort, [bytes])).toMatchObject([{ ack: { code: 'AA' } }]);
  await drained(cloud);
};

/** The pages of the alarms that are raised after a run of the timer, as `labwire status` shows them. */
async function raised(page: string): Promise<string[]> {
  await cloud.runSchedules();
  const { stdout } = await followPage(page, join(folder, 'system.json'))('status', { more: ['--json'] });
  const { alarms } = JSON.parse(stdout) as { alarms: { page: string }[] };
  return alarms.map((one) => one.page.replace('docs/runbook/', '').replace('.md', '')).sort();
}

const heldAs = async (reason: string): Promise<number> => {
  const { stdout } = await labwire(['held', '--reason', reason, '--json', '--data', folder]);
  return (JSON.parse(stdout) as unknown[]).length;
};

test('a control that does not come is overdue at its minute: an alarm goes off, once', async () => {
  await take(control('hourly', 30));
  expect(await raised('control-overdue')).toEqual([]);
  movedMs = 29 * 60_000;
  expect(await raised('control-overdue')).toEqual([]);
  movedMs = 31 * 60_000;
  expect(await raised('control-overdue')).toEqual(['control-overdue']);
  // the same state raises no other alarm when this one has ended
  movedMs = 37 * 60_000;
  expect(await raised('control-overdue')).toEqual([]);
});

test("patients' results are counted in the table: the one after the last is held, and the alarm goes off", async () => {
  movedMs = 45 * 60_000;
  await take(control('counted', 60));
  await take(result('counted', 50));
  await take(result('counted', 40));
  expect(await heldAs('qc-overdue')).toBe(0);
  await take(result('counted', 30));
  expect(await heldAs('qc-overdue')).toBe(1);
  expect(await raised('control-overdue')).toContain('control-overdue');
  await take(control('counted', 20));
  expect(await heldAs('qc-overdue')).toBe(0);
  await take(result('counted', 10));
  expect(await heldAs('qc-overdue')).toBe(0);
});

test('a reject, and later its look-back, raise alarms of their own; so does a control that nobody can judge', async () => {
  movedMs = 55 * 60_000;
  await take(control('failing', 60));
  await take(result('failing', 50));
  await take(control('failing', 40, '131'));
  await take(control('failing', 35, '131'));
  await take(control('doubtful', 60));
  await take(control('doubtful', 50, 'cells'));
  expect(await raised('control-overdue')).toEqual(['control-not-judged', 'control-rejected']);
  movedMs += 6 * 60_000;
  expect(await raised('control-overdue')).toEqual([]);
  movedMs = 24 * 3_600_000;
  expect(await raised('control-overdue')).toEqual(expect.arrayContaining(['look-back-late']));
});

test('the timer makes two requests for all test systems, and none for their patients', async () => {
  const inspect = () => {
    const all = cloud.aws.counts();
    return { ...all[Object.keys(all).find((caller) => caller.startsWith('Inspect')) ?? ''] };
  };
  await cloud.runSchedules();
  const before = inspect();
  await cloud.runSchedules();
  const made = Object.entries(inspect())
    .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
    .filter(([, count]) => count > 0);
  expect(made).toEqual([['DynamoDB.BatchGetItem', 2]]);
});

test('a timer that does not run raises an alarm of its own after a quarter of an hour, and ends it when it runs', async () => {
  const page = 'control-timer';
  const seen = async (): Promise<boolean> => {
    const { stdout } = await followPage(page, join(folder, 'system.json'))('status', { more: ['--json'] });
    const { alarms } = JSON.parse(stdout) as { alarms: { page: string }[] };
    return alarms.some((one) => one.page === `docs/runbook/${page}.md`);
  };
  await cloud.runSchedules();
  expect(await seen()).toBe(false);
  // each run fails
  const restore = cloud.access.revoke('Inspect', 'dynamodb:BatchGetItem');
  movedMs += 9 * 60_000;
  await cloud.runSchedules();
  expect(await seen()).toBe(false);
  movedMs += 16 * 60_000;
  await cloud.runSchedules();
  expect(await seen()).toBe(true);
  restore();
  await cloud.runSchedules();
  expect(await seen()).toBe(false);
});

test('a result that another rule of the site lets pass is released a minute after its deployment, without a control', async () => {
  await take(control('deployed', 60));
  await take(result('deployed', 50));
  expect(await heldAs('qc-overdue')).toBe(1);
  await cloud.runSchedules();
  await drained(cloud);
  expect(await heldAs('qc-overdue')).toBe(1);
  await cloud.stop();
  await deploy(
    quality.systems.map((system) =>
      system.id === 'deployed' ? { ...system, due: [{ every: 'hours', hours: 700 }] } : system,
    ),
  );
  await cloud.runSchedules();
  await drained(cloud);
  expect(await heldAs('qc-overdue')).toBe(0);
});

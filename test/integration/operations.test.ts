import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeSystemFile } from '../../cli/system-file.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { putDeadLetter, sendAll, unique, until } from '../support/cloud.ts';
import { labwire, labwireProcess } from '../support/labwire.ts';
import { anOru, msh, toMessage } from '../support/messages.ts';
import { aControl, aQuality } from '../support/quality/controls.ts';
import { aCheckedSite } from '../support/site.ts';

/** The commands of whoever runs the system, on the deployed template, with the rights of an operator and no more. */
const folder = mkdtempSync(join(tmpdir(), 'labwire-operations-'));
const system = join(folder, 'system.json');
const controlId = unique();
const why = 'to answer the ward';
let cloud: LocalCloud;
let id: string;

const site = {
  laboratory: { name: 'Test Laboratory', system: 'https://lab.test', timeZone: 'America/New_York' },
  sources: [
    { id: 'any', kind: 'lis' },
    {
      id: 'law',
      kind: 'analyzer',
      sender: { application: 'LAW' },
      work: { send: 'broadcast', to: { host: '127.0.0.1', port: 1 } },
    },
  ],
  destinations: [
    { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
    { id: 'ward', kind: 'mllp', to: { host: '127.0.0.1', port: 1 } },
    { id: 'feed', kind: 'queue' },
    { id: 'subscribers', kind: 'subscriptions', endpoints: ['https://ehr.test/hooks/'] },
  ],
  access: {},
};

const run = (...args: string[]) => labwire([...args, '--system', system]);
const runJson = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

beforeAll(async () => {
  cloud = await start({
    ...aCheckedSite(site),
  });
  writeSystemFile(cloud, folder);
  const messages = [
    anOru({
      header: { 10: controlId },
      patient: { 3: '4711^^^RIVERSIDE^MR', 5: 'Okafor^Amara' },
      order: { 3: `F-${unique()}^LAB` },
    }),
    anOru({ header: { 10: unique(), 11: 'T' }, patient: { 3: '4712^^^RIVERSIDE^MR' } }),
    toMessage(msh({ 9: 'SIU^S12', 10: unique() })),
    aControl({ at: '20260303060000', value: '121' }),
    aControl({ at: '20260304060000', value: '122' }),
    aControl({ at: '20260305060000', material: 'QC9' }),
  ];
  await sendAll(cloud.mllpPort, messages);
  // the feed is read by nobody here
  await until(cloud, () => cloud.aws.waiting(feedQueue()).length > 0 && isRead());
  [{ id }] = await runJson('messages', '--control-id', controlId);
});
afterAll(() => cloud.stop());

const feedQueue = (): string => JSON.parse(cloud.system).updateQueues.feed.split('/').at(-1);

const isRead = (): boolean =>
  [...cloud.queueUrls.entries()]
    .filter(([name]) => !name.startsWith('Feed'))
    .every(([, url]) => cloud.aws.waiting(url.split('/').at(-1) ?? '').length === 0);

describe('labwire qc', () => {
  const siteFolder = join(folder, 'site');
  const qc = (...args: string[]) => run('qc', ...args, '--site', siteFolder, '--since', '2026-03-01');
  beforeAll(() => {
    const [{ materials, systems }, names] = [aQuality({ source: 'any' }), { source: 'any', material: 'QC1' }];
    for (const { lots } of materials) for (const { levels } of lots) levels[0]?.names.splice(0, 1, names);
    mkdirSync(join(siteFolder, 'quality'), { recursive: true });
    writeFileSync(join(siteFolder, 'site.yaml'), JSON.stringify(site));
    writeFileSync(join(siteFolder, 'quality', 'controls.yaml'), JSON.stringify({ materials, systems }));
  });

  test('judges the stored controls, and says what to do about an unknown lot', async () => {
    const status = await qc('status');
    expect(status.stdout).toMatch(/^not in control glucose: a control was rejected/);
    expect(status.stdout).toMatch(/^cannot-judge glucose 5 Mar 2026 01:00:00 GMT-5/m);
    expect(status.stdout).toContain('unknown-lot: add the lot');
    expect(status.code).toBe(1);
    const events = JSON.parse((await qc('events', 'glucose', '--json')).stdout);
    expect(events.map(({ verdict }: { readonly verdict: string }) => verdict)).toEqual([
      'warn',
      'reject',
      'cannot-judge',
    ]);
  });

  test('gives their statistics by month, with what sigma depends on', async () => {
    const all = await run('qc', 'statistics', '--site', siteFolder, '--months', '120', '--json');
    expect(JSON.parse(all.stdout)).toMatchObject([
      { system: 'glucose', month: '2026-03', level: '1', statistics: { n: 2 }, rejected: 1 },
    ]);
    const one = await run('qc', 'statistics', 'glucose', '--site', siteFolder, '--months', '120');
    expect(one.stdout).toMatch(/^2026-03 glucose {2}level 1 {2}control\/A {2}n 2 {2}mean 121\.5/);
    expect((await run('qc', 'statistics', 'gone', '--site', siteFolder)).stderr).toContain('glucose');
  });

  test('draws their chart', async () => {
    const file = join(folder, 'chart.svg');
    const { code, stderr } = await qc('chart', 'glucose', '--out', file);
    expect([code, stderr]).toEqual([0, expect.stringContaining('3 points of glucose')]);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg [\s\S]*122 mg\/dL · z 2.20 · 1-2s 2-2s/);
  });
});

describe('labwire status', () => {
  test('tells of flow, queues, sources and destinations at a glance', async () => {
    const status = await runJson('status');
    expect(status).toMatchObject({
      gatheredAt: expect.stringMatching(/^\d{4}-/),
      unknown: [],
      flow: { accepted: 6, rejected: 0, notStored: 0, stored: 1, held: 1 },
      sources: [{ id: 'any', received: 6 }, { id: 'law' }],
      destinations: [{ id: 'ehr', delivered: 1, parked: 0 }, { id: 'ward' }, { id: 'subscribers' }],
      held: { 'processing-id': 1 },
    });
    const names = status.queues.map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      'inbound',
      'updates/ehr',
      'updates/ward',
      'updates/feed',
      'updates/subscribers',
      'work/law',
      'results/ward',
      'notifications/subscribers',
      'exports',
    ]);
    expect(status.queues[3]).toMatchObject({ waiting: 1, deadLetters: 0 });
  });

  test('for people, in lines; without a system it says what to do', async () => {
    const { code, stdout } = await labwireProcess(['status', '--system', system]);
    expect(code).toBe(0);
    expect(stdout).toContain('none of ');
    expect(stdout).toMatch(/ehr \(fhir\)\s+1\s+0\s+0/);
    const lost = await labwire(['status', '--system', join(folder, 'nowhere.json')]);
    expect([lost.code, lost.stderr]).toEqual([2, expect.stringContaining('npx labwire start')]);
  });

  test('in an outage tells what can be known, and what not', async () => {
    const restore = cloud.access.revoke('operator', 'dynamodb:Query');
    const { code, stdout } = await run('status', '--json');
    restore();
    expect(code).toBe(1);
    const { unknown, queues } = JSON.parse(stdout);
    expect(unknown.map(({ part }: { part: string }) => part).sort()).toEqual(['held', 'parked', 'sources']);
    expect(queues).toHaveLength(9);
  });
});

describe('labwire messages', () => {
  test.each([
    ['everything', [], 6],
    ['by state', ['--state', 'held'], 1],
    ['by type', ['--type', 'SIU^S12'], 1],
    ['by control id', ['--control-id', controlId], 1],
    ['by source', ['--source', 'any'], 6],
    [
      'of a period without any',
      ['--since', '7d', '--until', new Date(Date.now() - 86_400_000).toISOString()],
      0,
    ],
  ])('%s', async (_name, options, count) => {
    expect(await runJson('messages', ...options)).toHaveLength(count);
  });

  test('of a period that ends before it begins is wrong usage', async () => {
    expect(await run('messages', '--until', '2026-03-02T08:00:00Z')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--since'),
    });
  });

  test('of a patient, for a reason', async () => {
    const number = '4711^^^RIVERSIDE^MR';
    const refused = await run('messages', '--patient', number);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--why')]);
    expect(await runJson('messages', '--patient', number, '--why', why)).toMatchObject([{ controlId }]);
    expect((await run('messages', '--patient', '4711', '--why', why)).code).toBe(2);
  });

  test('nothing of a patient is in what it prints', async () => {
    const { stdout } = await run('messages');
    expect(stdout).toContain(controlId);
    expect(stdout).not.toMatch(/4711|Okafor|Amara/);
  });
});

describe('labwire show', () => {
  test('tells the life of a message, without its content', async () => {
    const { code, stdout } = await run('show', id);
    expect(code).toBe(0);
    for (const told of [
      'processed',
      controlId,
      '1 observations in = 1 stored',
      'v1',
      'for ehr, ward, feed',
      'ehr: v1 delivered',
    ])
      expect(stdout).toContain(told);
    expect(stdout).not.toMatch(/4711|Okafor|Amara/);
  });

  test('its content is shown for a reason, and that is written down', async () => {
    const refused = await run('show', id, '--content');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(await run('show', id, '--content', '--why', ' ')).toMatchObject({ code: 2, stdout: '' });
    const { stdout } = await run('show', id, '--content', '--why', why, '--by', 'ines');
    expect(stdout).toContain('Okafor^Amara');
    const entries = await runJson('audit', '--by', 'ines');
    expect(entries).toMatchObject([
      {
        readAt: expect.stringMatching(/^\d{4}-/),
        actor: 'ines',
        channel: 'command-line',
        action: 'read',
        resourceType: 'Message',
        subject: id,
        reason: why,
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/4711|Okafor/);
    const ofPatient = await runJson('audit', '--patient', '4711^^^RIVERSIDE^MR');
    expect(ofPatient).toContainEqual(entries[0]);
  });

  test('what is not there is said to be not there', async () => {
    expect(await run('show', 'nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('labwire messages'),
    });
  });
});

describe('labwire dlq', () => {
  test('lists every queue, shows what an entry is about, keeps it, and puts it back once', async () => {
    for (const version of [1, 2])
      await putDeadLetter(cloud, 'updates', 'feed', {
        ...{ destination: 'feed', reportKey: 'r', version },
        content: { name: 'Okafor' },
      });
    expect((await run('dlq', 'ls')).stdout).toMatch(/updates\/feed\s+2/);
    const shown = await run('dlq', 'show', 'updates/feed');
    expect(shown.stdout).toMatch(/destination feed {2}reportKey r {2}version 1/);
    expect(shown.stdout).not.toContain('Okafor');
    expect((await run('dlq', 'show', 'updates/feed', '--content')).code).toBe(2);
    expect((await run('dlq', 'show', 'updates/feed', '--content', '--why', why)).stdout).toContain('Okafor');
    expect((await run('dlq', 'redrive', 'updates/feed', '--dry-run')).stdout).toContain(
      '2 entries would be put back',
    );
    expect((await run('dlq', 'redrive', 'updates/feed')).code).toBe(2);
    const redriven = await run('dlq', 'redrive', 'updates/feed', '--yes');
    expect(redriven.stdout.match(/put back/g)).toHaveLength(2);
    expect((await run('dlq', 'ls')).stdout).toMatch(/updates\/feed\s+0/);
    expect(await versionsInFeed()).toEqual([1, 1, 2]);
  });

  /** As an EHR reads them, whose role may do no more, and puts them off. */
  async function versionsInFeed(): Promise<number[]> {
    const reader = new SQSClient({
      ...cloud.clientConfig,
      credentials: { accessKeyId: 'feed-feed', secretAccessKey: 'local' },
    });
    const QueueUrl = JSON.parse(cloud.system).updateQueues.feed;
    const versions: number[] = [];
    for (;;) {
      const { Messages = [] } = await reader.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        versions.push(JSON.parse(Body).version);
        const message = { QueueUrl, ReceiptHandle };
        await reader.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 30 }));
        await reader.send(new DeleteMessageCommand(message));
      }
      if (Messages.length === 0) break;
    }
    reader.destroy();
    return versions;
  }

  test.each([
    ['updates/ehr', 'updates', 'ehr', 'put back', 0],
    ['work/law', 'work', 'law', 'put back', 0],
    ['notifications/subscribers', 'notifications', 'subscribers', 'put back', 0],
    ['exports', 'exports', 'exports', 'put back', 0],
    // an EHR that listens to MLLP gets the newest version, and this is of no report
    ['results/ward', 'results', 'ward', 'belongs to no report', 1],
  ])(
    'an operator may look at the dead letters of %s, and put them back',
    async (name, kind, of, said, left) => {
      await putDeadLetter(cloud, kind, of, {});
      expect((await run('dlq', 'show', name)).stdout).toContain('tried');
      expect((await run('dlq', 'redrive', name, '--yes')).stdout).toContain(said);
      const counts = await runJson('dlq', 'ls');
      expect(counts).toContainEqual({ queue: name, entries: left });
    },
  );

  test('a queue that is none is named with those that are', async () => {
    const { code, stderr } = await run('dlq', 'show', 'everything');
    expect([code, stderr]).toEqual([2, expect.stringContaining('inbound, updates/ehr')]);
  });
});

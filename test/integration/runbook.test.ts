import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import { writeSystemFile } from '../../cli/system.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, sendAll, unique } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { followPage } from '../support/runbook.ts';
import { aSite } from '../support/site.ts';

/**
 * A night shift: each alarm is provoked on the deployed template, seen, mended and cleared with the commands
 * of its page. Only the time of metrics and alarms is moved.
 */
const folder = mkdtempSync(join(tmpdir(), 'labwire-runbook-'));
const system = join(folder, 'system.json');
let cloud: LocalCloud;
let sqs: SQSClient;
let movedMs = 0;
/** A poll was refused. */
let onRefused = (): void => undefined;

beforeAll(async () => {
  cloud = await start({
    site: aSite({ sources: [{ id: 'any', kind: 'lis' }] }),
    siteVersion: 'test',
    clock: () => new Date(Date.now() + movedMs),
    onFailure: () => onRefused(),
  });
  sqs = new SQSClient(cloud.clientConfig);
  writeSystemFile(cloud, folder);
});
afterAll(async () => {
  sqs.destroy();
  await cloud.stop();
});

const message = () => anOru({ header: { 10: unique() }, order: { 3: `F-${unique()}^LAB` } });

/** The pages of the alarms that are raised. */
async function raised(run: ReturnType<typeof followPage>): Promise<string[]> {
  const { stdout, code } = await run('status', { more: ['--json'] });
  const { alarms } = JSON.parse(stdout) as { alarms: { page: string }[] };
  expect(code).toBe(alarms.length > 0 ? 1 : 0);
  return [...new Set(alarms.map(({ page }) => page))].sort();
}

/** Takes the permission to read its queue from a function; a poll that is under way takes one message more. */
async function stopReading(role: string): Promise<() => void> {
  const refused = new Promise<void>((resolve) => {
    onRefused = resolve;
  });
  const restore = cloud.access.revoke(role, 'sqs:ReceiveMessage');
  await sendAll(cloud.mllpPort, [message()]);
  await refused;
  return restore;
}

async function reportsAtEhr(): Promise<number> {
  const response = await fetch(`${cloud.ehr.url}/DiagnosticReport?_count=100`);
  return ((await response.json()) as Bundle).entry?.length ?? 0;
}

const inboundQueue = (): string => JSON.parse(cloud.system).inboundQueue;

describe('dead-letters', () => {
  const run = followPage('dead-letters', system);

  test('entries that failed too often are seen, put back and read; the alarm ends', async () => {
    // nobody reads the queue, as after a deployment without the grant
    const restore = await stopReading('Normalize');
    const [answer] = await sendAll(cloud.mllpPort, [message()]);
    expect(answer?.ack.code).toBe('AA');
    // every try fails: SQS itself puts it aside after the last
    for (let tries = 0; tries <= 20; tries++) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: inboundQueue(), VisibilityTimeout: 30 }),
      );
      for (const { ReceiptHandle } of Messages)
        await sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: inboundQueue(),
            ReceiptHandle,
            VisibilityTimeout: 0,
          }),
        );
    }
    expect(await raised(run)).toEqual(['docs/runbook/dead-letters.md']);
    expect((await run('dlq ls')).stdout).toMatch(/inbound\s+[12]/);
    const shown = await run('dlq show QUEUE', { values: { QUEUE: 'inbound' } });
    expect(shown.stdout).toMatch(/tried \d+ times {2}messageId [0-9a-f]{32}/);

    restore();
    const redriven = await run('dlq redrive QUEUE', { values: { QUEUE: 'inbound' }, more: ['--yes'] });
    expect([redriven.code, redriven.stdout]).toEqual([0, expect.stringMatching(/put back/)]);
    await drained(cloud);
    expect((await run('dlq ls')).stdout).toMatch(/inbound\s+0/);
    expect(await raised(run)).toEqual([]);
    expect(await reportsAtEhr()).toBe(2);
  });
});

describe('late', () => {
  const run = followPage('late', system);

  test('an entry that waits too long is seen; when it is handled, the alarm ends', async () => {
    const restore = await stopReading('Deliver');
    await sendAll(cloud.mllpPort, [message()]);
    const updates = JSON.parse(cloud.system).updateQueues.ehr.split('/').at(-1);
    while (cloud.aws.waiting(updates).length === 0) await cloud.nextInvocation();
    movedMs += 14 * 60_000;
    expect(await raised(run)).toEqual([]);
    movedMs += 2 * 60_000;
    expect(await raised(run)).toEqual(['docs/runbook/late.md']);
    const { stdout } = await run('status');
    expect(stdout).toMatch(/updates\/ehr\s+[12]\s+0\s+9\d\d s/);

    restore();
    await drained(cloud);
    expect(await raised(run)).toEqual([]);
    expect(await reportsAtEhr()).toBe(4);
  });
});

describe('not-stored', () => {
  const run = followPage('not-stored', system);

  test('messages that were answered with AE are counted; sent again they are taken, and the alarm ends', async () => {
    const restore = cloud.access.revoke('Receive', 'dynamodb:PutItem');
    const bytes = message();
    const [refused] = await sendAll(cloud.mllpPort, [bytes]);
    expect(refused?.ack.code).toBe('AE');
    // AE is 503, which the API counts as well
    expect(await raised(run)).toEqual(['docs/runbook/api-failed.md', 'docs/runbook/not-stored.md']);
    expect((await run('status')).stdout).toContain('1 not stored');

    restore();
    const file = join(folder, 'again.hl7');
    writeFileSync(file, bytes);
    const sent = await run('send FILE', {
      values: { FILE: file },
      more: ['--to', `127.0.0.1:${cloud.mllpPort}`],
    });
    expect([sent.code, sent.stdout]).toEqual([0, expect.stringMatching(/^AA/)]);
    await drained(cloud);
    movedMs += 6 * 60_000;
    expect(await raised(run)).toEqual([]);
    expect(await reportsAtEhr()).toBe(5);
  });
});
